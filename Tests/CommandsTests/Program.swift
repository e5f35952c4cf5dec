import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The built program, run as a person would, in a folder of its own.
struct Program {
    let folder: URL
    /// In every environment. An attempt that this machine stalls must not count as one that was far slower than the
    /// others; tests about that take it out.
    var usual = ["REPRISE_SLOW_ABOVE": "never"]

    struct Result {
        var status: Int32
        var out: String
        var talk: String
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The executable lies beside the test bundle.
    static var executable: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("reprise")
    }

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs to the end; the environment holds nothing else but what is given.
    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let process = try start(arguments, environment: environment)
        return await process.end()
    }

    /// Runs one of the machine's own programs here; nil where it isn't installed or fails.
    func tool(_ name: String, _ arguments: [String]) async throws -> Result? {
        guard Program.tools(name) != nil else { return nil }
        let result = await (try startTool(name, arguments)).end()
        return result.status == 0 ? result : nil
    }

    /// Starts one of the machine's own programs here.
    func startTool(_ name: String, _ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(
            executable: Program.tools(name) ?? URL(fileURLWithPath: "/usr/bin/" + name),
            arguments: arguments,
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"],
            folder: folder
        )
    }

    private static func tools(_ name: String) -> URL? {
        ["/usr/bin/", "/bin/", "/usr/sbin/"].map { $0 + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        .map { URL(fileURLWithPath: $0) }
    }

    /// Starts and leaves it running.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(
            executable: Program.executable,
            arguments: arguments,
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(usual) { $1 }
                .merging(environment) { $1 },
            folder: folder
        )
    }
}

/// A program under way, whose output is collected as it comes.
final class RunningProgram: @unchecked Sendable {  // the process is used by one test; output is guarded by the lock
    private let process = Process()
    private let lock = NSLock()
    private var out = Data()
    private var talk = Data()
    private let readers = DispatchGroup()
    private let ended = DispatchGroup()

    init(executable: URL, arguments: [String], environment: [String: String], folder: URL) throws {
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let pipes = (Pipe(), Pipe())
        process.standardOutput = pipes.0
        process.standardError = pipes.1
        ended.enter()
        process.terminationHandler = { [ended] _ in ended.leave() }
        do {
            try process.run()
        } catch {
            ended.leave()
            throw error
        }
        collect(pipes.0) { self.out.append($0) }
        collect(pipes.1) { self.talk.append($0) }
    }

    private func collect(_ pipe: Pipe, _ append: @escaping @Sendable (Data) -> Void) {
        readers.enter()
        let descriptor = pipe.fileHandleForReading
        Thread.detachNewThread {
            while true {
                let data = descriptor.availableData
                if data.isEmpty { break }
                self.lock.withLock { append(data) }
            }
            self.readers.leave()
        }
    }

    /// Waits until a line with this text has been said; nil if the program ended without it.
    func line(containing text: String) async -> String? {
        while true {
            let (said, running) = lock.withLock {
                (String(decoding: out, as: UTF8.self) + "\n" + String(decoding: talk, as: UTF8.self), process.isRunning)
            }
            if let line = said.split(whereSeparator: \.isNewline).first(where: { $0.contains(text) }) {
                return String(line)
            }
            if !running { return nil }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ctrl-C, then the rest.
    func interrupt() async -> Program.Result {
        process.interrupt()
        return await end()
    }

    /// Sends a signal, and waits for nothing.
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// SIGTERM, as service managers and CI send it, then the rest.
    func stop() async -> Program.Result {
        process.terminate()
        return await end()
    }

    /// Ends one of the machine's own programs. They inherit the blocked signals of the thread that starts them, so
    /// nothing milder is sure to reach them.
    func terminate() async {
        kill(process.processIdentifier, SIGKILL)
        _ = await end()
    }

    func end() async -> Program.Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.ended.wait()
                self.readers.wait()
                let result = self.lock.withLock {
                    Program.Result(
                        status: self.process.terminationStatus,
                        out: String(decoding: self.out, as: UTF8.self),
                        talk: String(decoding: self.talk, as: UTF8.self)
                    )
                }
                continuation.resume(returning: result)
            }
        }
    }
}
