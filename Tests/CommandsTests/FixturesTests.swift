import APIDocument
import CaptureStore
import ContractCheck
import ExchangeModel
import Foundation
import HARFormat
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Simulator
import Testing
import Wire

/// The Quick Start flows under `fixtures/` are what the stand-in API answers today, without a secret in them.
///
/// `REPRISE_RECORD_FIXTURES=1 swift test --filter FixturesTests` records them anew, and fails, so that nobody takes a
/// recording for a check.
@Suite(.serialized) struct FixturesTests {
    /// Named, so that recording anew changes no more than it must.
    private static let process = Clocks.Process(id: 1, began: Clocks.system.monotonic())

    @Test(arguments: QuickStartFlow.all.map(\.name))
    func theFlowIsAsRecorded(_ name: String) async throws {
        let flow = try #require(QuickStartFlow.named(name))
        let keys = RedactionKeys.ephemeral()
        let captures = InMemoryCaptures()
        let simulator = try await SimulatedKadence.start()
        let clocks = Clocks(now: Clocks.system.now, monotonic: Clocks.system.monotonic, process: Self.process)
        let wire = WireClient(clocks: clocks)
        let secrets = KnownSecrets()
        let redactor = Redactor(keys: keys, secrets: secrets)
        let client = RecordingClient(client: wire, redactor: redactor, sink: captures)
        let departure = DepartureGuard(
            client: client,
            writes: WriteGuard(allowed: Set(flow.steps.filter { $0.method != "GET" }.map(\.operation)))
        )
        let signIn = SignIn(
            credentials: simulator.credentials,
            endpoints: try Endpoints(apiBase: simulator.apiBase, authBase: simulator.authBase),
            departure: departure,
            secrets: secrets,
            cache: nil
        )
        let run = await QuickStartRunner(caller: Caller(departure: departure, signIn: signIn)).run(
            flow,
            values: [
                "userEmail": simulator.sampleEmail, "startDateTime": QuickStartFlow.text(of: simulator.openFrom),
                "endDateTime": QuickStartFlow.text(of: simulator.openFrom.advanced(by: .seconds(8 * 3_600))),
            ]
        )
        await wire.shutdown()
        await simulator.stop()
        #expect(run.problem == nil)
        let now = try (1...(try captures.count)).compactMap { try captures.capture($0) }

        let file = Program.repository.appendingPathComponent("fixtures/\(name).har")
        if ProcessInfo.processInfo.environment["REPRISE_RECORD_FIXTURES"] != nil {
            let har = HARWriter.write(now.map { HAREntryInput(exchange: $0.exchange, number: $0.number) })
            try Data(har).write(to: file)
            Issue.record("recorded \(name); run again without REPRISE_RECORD_FIXTURES")
            return
        }
        let bytes = Array(try Data(contentsOf: file))
        let saved = try HARReader.read(bytes)
        #expect(saved.warnings.isEmpty && saved.damage == nil)
        #expect(try HARLint.check(bytes).isEmpty)
        #expect(saved.exchanges.allSatisfy { $0.monotonicStart?.process == Self.process.id })
        let before = saved.exchanges.map { redactor.redact($0) }
        #expect(before.map(Self.shape) == now.map { Self.shape($0.exchange) })
        let verdict = Kadence.checker.check(before.enumerated().map { ($0.offset + 1, $0.element) }).verdict(failOn: [])
        #expect(verdict.exitCode == 0, "\(verdict.sentence)")
        let gate = LeakScanner(secrets: secrets, keys: keys)
        #expect(gate.scan(bytes, name: name).isEmpty)
        #expect(bytes.firstRange(of: Array(simulator.sampleEmail.utf8)) == nil)
    }

    /// What a reader of the fixture relies on; times, ports and keys differ with each recording.
    private static func shape(_ exchange: RedactedExchange) -> String {
        operationLabel(method: exchange.request.method, url: exchange.request.url)
            + " \(exchange.response?.status ?? 0)"
    }
}
