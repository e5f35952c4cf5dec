import APIDocument
import ArgumentParser
import CaptureStore
import ContractCheck
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Simulator
import SupportReport
import Synchronization
import Wire

struct DemoCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole job against a built-in stand-in API: record, replay, check, report. No account needed.",
        discussion: "The stand-in has one intermittent fault. Everything happens on this machine, in a temporary store."
    )

    @Option(help: ArgumentHelp("The folder for the report.", valueName: "folder"))
    var output = "Reports"

    @Flag(help: "Keep the store, and say where it is.")
    var keep = false

    func execute(_ console: Console) async throws -> ExitStatus {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-demo-\(UUID().uuidString)")
            .path
        defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
        let simulator = try await SimulatedKadence.start(listen: ("127.0.0.1", 0), faults: .demo)
        do {
            let status = try await show(simulator, store: folder + "/captures.sqlite", console)
            await simulator.stop()
            if keep { console.talk("  the store is kept: \(folder)/captures.sqlite") }
            return status
        } catch {
            await simulator.stop()
            throw error
        }
    }

    private func show(_ simulator: SimulatedKadence, store: String, _ console: Console) async throws -> ExitStatus {
        // The reader's own environment has nothing to do with the demo, least of all its credentials.
        let settings = try await Settings(file: nil, environment: [:])
        let workspace = try Workspace.open(path: store, settings: settings)
        let endpoints = try Endpoints(apiBase: simulator.apiBase, authBase: simulator.authBase)

        heading("record", "a client goes through `reprise proxy` to a stand-in Kadence API", console)
        try await record(simulator, workspace, console)
        guard let failing = try firstFailure(workspace) else {
            throw CommandFailure("the stand-in API did not fail, so there is nothing to show", status: .notEvaluated)
        }

        heading("replay", "the failing call, 10 times: reprise replay \(failing) --times 10", console)
        let session = try APISession.open(
            endpoints,
            simulator.credentials,
            in: workspace,
            writes: WriteGuard(allowed: []),
            keepsState: false
        )
        let job = try ReplayJob.make(
            selection: ["\(failing)"],
            flags: try ReplayFlags.parse([]),
            endpoint: try EndpointOptions.parse([
                "--base-url", simulator.apiBase, "--auth-url", simulator.authBase,
            ]),
            options: try StoreOptions.parse([]),
            in: workspace
        )
        let chosen = job.chosen
        let run = await ReplayShow.run(
            job,
            session.replayer,
            RunArchive(workspace.captures),
            quiet: false,
            console
        )
        await session.close()
        let replayed = ReplayShow.verdict(run, job, console)
        guard replayed == .failed || replayed == .fine else { return replayed }

        heading("check", "every call against the contract: reprise check", console)
        let everything = try workspace.captures.list().captures.map {
            (number: $0.number, exchange: try workspace.capture($0.number).exchange)
        }
        let result = Kadence.checker.check(everything)
        console.out(bytes: Array(FindingFormat.text(result).utf8))

        heading("report", "what Kadence's guide asks for: reprise report \(failing)", console)
        var input = try ReportDraft.make(chosen, in: workspace)
        let draft = ReportDraft.statements(input)
        input.goal = .init(draft.goal, isDraft: true)
        input.expected = .init(draft.expected, isDraft: true)
        input.actual = .init(draft.actual, isDraft: true)
        let bundle = try ReportBuilder.build(input, gate: try workspace.gate(), redactor: workspace.redactor)
        let paths = try ReportFiles.write(bundle, to: output, overwrite: false)
        ReportFiles.tell(paths, bundle, console)
        console.talk()
        console.talk("  The same with your own account:")
        console.talk(
            "    export KADENCE_API_KEY_IDENTIFIER=… KADENCE_API_KEY_SECRET=…   (add --region us where it applies)"
        )
        console.talk("    reprise doctor")
        console.talk("    reprise proxy            then point your client at the address it prints")
        console.talk("    reprise list status:failed · reprise replay N --times 10 · reprise report N")
        return .fine
    }

    /// A client like any other: it knows the proxy's address and nothing of Reprise.
    private func record(_ simulator: SimulatedKadence, _ workspace: Workspace, _ console: Console) async throws {
        guard let upstream = URLParts(simulator.apiBase) else {
            throw CommandFailure("the stand-in API has no usable address", status: .notEvaluated)
        }
        let proxy = try await ProxySession.start(
            upstream: upstream,
            listen: .anyPort,
            workspace: workspace,
            trust: nil,
            console: console
        )
        console.talk("  recording \(upstream.origin) at \(proxy.url)")
        let wire = WireClient()
        // What the client itself keeps is thrown away; the proxy is the recorder here.
        let client = RecordingClient(
            client: wire,
            redactor: workspace.redactor,
            sink: InMemoryCaptures()
        )
        let departure = DepartureGuard(client: client, writes: WriteGuard(allowed: []))
        let signIn = SignIn(
            credentials: simulator.credentials,
            endpoints: try Endpoints(apiBase: proxy.url, authBase: proxy.url),
            departure: departure,
            secrets: workspace.secrets,
            cache: nil
        )
        let run = await QuickStartRunner(caller: Caller(departure: departure, signIn: signIn)).run(
            QuickStartFlow.retrieveBookings,
            values: QuickStartFlow.inputs(email: simulator.sampleEmail, from: simulator.openFrom)
        )
        await wire.shutdown()
        _ = await proxy.stop()
        if let problem = run.problem { console.talk("  the client says: " + shown(problem)) }
    }

    private func firstFailure(_ workspace: Workspace) throws -> Int? {
        try workspace.captures.list().captures.first { $0.isFailed }?.number
    }

    private func heading(_ word: String, _ text: String, _ console: Console) {
        console.talk()
        console.talk(console.paint(word, .strong) + " · " + text)
    }
}

extension QuickStartFlow {
    /// The values that the flows ask for.
    static func inputs(email: String, from start: Timestamp) -> [String: String] {
        [
            "userEmail": email, "startDateTime": QuickStartFlow.text(of: start),
            "endDateTime": QuickStartFlow.text(of: start.advanced(by: .seconds(8 * 3_600))),
        ]
    }
}
