import Foundation

/// Runs a program of the system with files in a folder of its own.
///
/// - Returns: nil, with a line that says so, where there is no such program.
package func run(
    _ program: String,
    _ arguments: [String],
    files: [String: [UInt8]]
) throws -> (status: Int32, output: [UInt8])? {
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

/// Runs a script; nil where there is no such shell.
package func run(_ shell: String, script: [UInt8]) throws -> (status: Int32, output: [UInt8])? {
    try run(shell, ["script"], files: ["script": script])
}
