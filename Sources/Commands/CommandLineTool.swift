package import ArgumentParser
import Foundation
import Synchronization

/// The version that `--version`, reports and the user agent name.
package let programVersion = "0.1.0"

/// The program: parses the command line, runs the command, turns what it threw into a sentence and an exit code.
package enum CommandLineTool {
    /// Never returns.
    package static func main(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) async -> Never {
        // A reader that goes away (`reprise list | head`) is not an error of ours.
        signal(SIGPIPE, SIG_IGN)
        let status = await run(arguments)
        exit(status.rawValue)
    }

    /// Runs one command line.
    package static func run(_ arguments: [String]) async -> ExitStatus {
        let console = Console()
        do {
            var parsed = try Root.parseAsRoot(arguments)
            if let command = parsed as? any RepriseCommand {
                let status = try await interruptible { try await command.execute(console) }
                guard let fault = console.outputFault else { return status }
                let reason = String(cString: strerror(fault))
                throw CommandFailure(
                    "the output could not be written: \(reason)",
                    remedy: "what the command did apart from that is done; send the output elsewhere and run it again",
                    status: .notEvaluated
                )
            }
            try parsed.run()
            return .fine
        } catch let failure as CommandFailure {
            tell(console, failure)
            return failure.status
        } catch is CancellationError {
            console.talk("stopped; what was done so far is kept")
            return .inconclusive
        } catch {
            let code = Root.exitCode(for: error)
            if code.isSuccess {
                // Help and version are asked for, so they are data.
                console.out(Root.fullMessage(for: error))
                return .fine
            }
            if code == .validationFailure || code == ExitCode(EX_USAGE) {
                console.talk(Root.fullMessage(for: error))
                return .usage
            }
            let failure = FailureSentence.make(error)
            tell(console, failure)
            return failure.status
        }
    }

    private static func tell(_ console: Console, _ failure: CommandFailure) {
        console.talk(console.paint("reprise: ", .bad) + shown(failure.message))
        if let remedy = failure.remedy { console.talk("  " + shown(remedy)) }
    }

    /// One stop can arrive twice: `timeout` and terminals signal a process and then its group. A person who asks again
    /// takes longer.
    static let secondSignal = Duration.seconds(1)

    /// Runs the work in a task that Ctrl-C and SIGTERM cancel; one more after `secondSignal` ends the process at once.
    private static func interruptible(
        _ work: @escaping @Sendable () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let task = Task { try await work() }
        let asked = Mutex<ContinuousClock.Instant?>(nil)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let now = ContinuousClock.now
                let first = asked.withLock { first in
                    if first == nil { first = now }
                    return first ?? now
                }
                if now - first > secondSignal { _exit(130) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return try await task.value
    }
}

/// A subcommand that says how it ended by its exit status.
protocol RepriseCommand: AsyncParsableCommand, Sendable {
    func execute(_ console: Console) async throws -> ExitStatus
}

extension RepriseCommand {
    /// The way in for ArgumentParser's own runner; the program itself calls `execute`.
    mutating func run() async throws {
        let status = try await execute(Console())
        if status != .fine { throw ExitCode(status.rawValue) }
    }
}

/// `reprise` itself.
package struct Root: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reprise",
        abstract: "Records Kadence API calls, replays and checks them, and writes the support request.",
        discussion: """
            Start with `reprise demo`: the whole job against a built-in stand-in API, no account needed.
            Exit codes: 0 fine · 1 the API broke the contract, or the failure was reproduced · 2 usage \
            · 3 not everything could be evaluated · 4 inconclusive (quota, sign-in, network) · 5 a leak, nothing written
            """,
        version: "reprise \(programVersion)",
        subcommands: [
            DemoCommand.self, DoctorCommand.self, CallCommand.self, ProxyCommand.self, ListCommand.self,
            ShowCommand.self, TagCommand.self, RemoveCommand.self, ImportCommand.self, ExportCommand.self,
            FlowCommand.self, ReplayCommand.self, RunsCommand.self, CheckCommand.self, ContractCommand.self,
            ReportCommand.self, SimulateCommand.self, ServeCommand.self,
        ]
    )

    package init() {}
}
