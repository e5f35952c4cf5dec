import Foundation

/// The same numbers from the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// Bytes that try a decoder: text, controls, pieces of sequences, and what hostile answers hold.
    mutating func hostileBytes(upTo limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        for _ in 0..<Int.random(in: 0...limit, using: &self) {
            switch Int.random(in: 0..<4, using: &self) {
            case 0: result.append(UInt8.random(in: 0...255, using: &self))
            case 1: result.append(UInt8.random(in: 0x20...0x7E, using: &self))
            case 2: result += Array((hostileTexts.randomElement(using: &self) ?? "").utf8)
            default:
                let value = UInt32.random(in: 0...0x10FFFF, using: &self)
                result += Array(String(Unicode.Scalar(value) ?? "x").utf8)
            }
        }
        return result
    }
}

/// What an answer may hold to do harm where it is shown.
let hostileTexts = [
    "\u{1B}[2J\u{1B}[31mred", "\u{1B}]8;;http://evil.example\u{7}click\u{1B}]8;;\u{7}", "\u{1B}]52;c;aGk=\u{7}",
    "\u{9B}31m", "\u{85}", "\u{202E}txt.exe", "\u{2066}a\u{2069}", "a\u{200B}b\u{FEFF}", "=cmd|' /C calc'!A0",
    "::set-output name=a::b", "##[error]x", "100%0A::warning::", "a\r\nBcc: x@example.com", "$(rm -rf ~)", "`id`",
    "it's \"quoted\"", "two\nlines", "nul\0nul", "CON", "lpt1.txt", "../../etc/passwd", "-rf",
    "<script>alert(1)</script>", "[a](javascript:x)", "]]>", "| cell | x", "@everyone #1 www.evil.example",
    "\u{E0041}\u{E0042}", "\\", "'", "'''", "%s%n",
]

/// Runs a program of the system with files in a folder of its own; nil where there is no such program.
func run(_ program: String, _ arguments: [String], files: [String: [UInt8]]) throws -> (status: Int32, output: [UInt8])?
{
    guard
        let path = ["/usr/bin/", "/bin/", "/usr/local/bin/"].map({ $0 + program })
            .first(where: FileManager.default.isExecutableFile(atPath:))
    else {
        print("skipped: no \(program) on this machine")
        return nil
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
    let outputFile = folder.appendingPathComponent("stdout")
    try Data().write(to: outputFile)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, Array(try Data(contentsOf: outputFile)))
}
