import Foundation

/// A program that others wrote, run with what it prints.
enum Program {
    /// Where it is, going by PATH; says so on standard output where it is not, since a test is skipped for it.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for folder in path.split(separator: ":") where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
        {
            return "\(folder)/\(name)"
        }
        print("skipped: there is no \(name) on this machine")
        return nil
    }

    /// What it wrote to standard output, and its status.
    static func run(_ path: String, _ arguments: [String], input: Data? = nil) async throws -> (
        output: Data, status: Int32
    ) {
        try await blocking {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            let feed = Pipe()
            process.standardInput = input == nil ? FileHandle.nullDevice as Any : feed as Any
            try process.run()
            if let input {
                feed.fileHandleForWriting.write(input)
                try feed.fileHandleForWriting.close()
            }
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (data, process.terminationStatus)
        }
    }
}
