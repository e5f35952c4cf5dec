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

    /// Bytes that compress well, badly or not at all.
    mutating func bytes(upTo limit: Int) -> [UInt8] {
        let count = Int.random(in: 0...limit, using: &self)
        let alphabet = [1, 2, 16, 256].randomElement(using: &self) ?? 1
        return (0..<count).map { _ in UInt8(Int.random(in: 0..<alphabet, using: &self)) }
    }
}

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
