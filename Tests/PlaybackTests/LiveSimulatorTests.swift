import APIDocument
import CaptureStore
import ContractCheck
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Simulator
import Synchronization
import Testing
import Wire

/// Live checks against the stand-in API, over loopback.
@Suite(.serialized) struct LiveSimulatorTests {
    private struct Session {
        let simulator: SimulatedKadence
        let wire = WireClient()
        let captures = InMemoryCaptures()
        let walk: LiveWalk

        init(_ faults: FaultPlan = .none, quotaLimit: Int = 2_500) async throws {
            var options = SimulatorOptions()
            options.quotaLimit = quotaLimit
            // A Monday morning, so that days to book lie ahead whenever the test runs.
            options.now = { LiveContracts.day.advanced(by: .seconds(9 * 3_600)) }
            simulator = try await SimulatedKadence.start(faults: faults, options: options)
            let secrets = KnownSecrets()
            let redactor = Redactor(keys: .ephemeral(), secrets: secrets)
            let client = RecordingClient(client: wire, redactor: redactor, sink: captures)
            let endpoints = try Endpoints(apiBase: simulator.apiBase, authBase: simulator.authBase)
            let signIn = SignIn(
                credentials: simulator.credentials,
                endpoints: endpoints,
                departure: DepartureGuard(client: client, writes: WriteGuard()),
                secrets: secrets,
                cache: nil
            )
            walk = LiveWalk(client: client, signIn: signIn)
        }

        func close() async {
            await wire.shutdown()
            await simulator.stop()
        }
    }

    private static func plan(_ change: (inout LiveOptions) -> Void = { _ in }) throws -> LivePlan {
        var options = LiveContracts.options
        change(&options)
        return try LivePlan(contract: Kadence.contract, options: options)
    }

    @Test func everyOperationThatReadsIsReached() async throws {
        let session = try await Session()
        // No answer shows what names a day, so it has to be given.
        let plan = try LiveSimulatorTests.plan { $0.values = ["getBookableDay.id": "2026-11-24"] }
        let run = await session.walk.run(plan)
        await session.close()
        #expect(run.stop == nil && !run.isInconclusive)
        let missed = run.notReached.map { "\($0.operation.label): \($0.reason.sentence)" }
        #expect(missed == [])
        let wanted = Kadence.contract.operations.operations.filter { $0.method == "GET" }.map(\.label)
        #expect(Set(run.calls.map(\.operation.label)) == Set(wanted))
        let odd = run.calls.filter { $0.exchange.response?.status != ($0.operation.id == "getBookableDay" ? 204 : 200) }
        let seen = odd.map { "\($0.operation.label) \($0.exchange.response?.status ?? 0)" }
        #expect(seen == [])
        #expect(run.calls.count == run.spent && run.spent <= plan.cost)
        #expect(try session.captures.count == run.spent + 1)
        #expect(run.quota.remaining == 2_500 - run.spent)
        #expect(run.calls.contains { $0.page == 2 })
        let broken = Kadence.checker.check(run.exchanges).findings.filter { $0.blame == .api && $0.severity == .error }
        let rules = broken.map(\.rule)
        #expect(rules == [])
    }

    @Test func whatNoAnswerNamesIsNoFailure() async throws {
        let session = try await Session()
        let run = await session.walk.run(try LiveSimulatorTests.plan { $0.operations = ["getBookableDay"] })
        await session.close()
        #expect(run.notEvaluable.map(\.operation.id) == ["getBookableDay"])
        #expect(run.notReached.map(\.reason) == [.noIdentifier(in: "GET /v1/public/bookable-days")])
        #expect(run.stop == nil && !run.isInconclusive)
        #expect(run.calls.last?.operation.id == "listBookableDays")
    }

    @Test func aBudgetOfFiveEndsAfterFive() async throws {
        let session = try await Session()
        let plan = try LiveSimulatorTests.plan { $0.budget = 5 }
        let run = await session.walk.run(plan)
        await session.close()
        #expect(run.calls.count == 5 && run.spent == 5)
        #expect(Set(run.calls.map(\.operation.label)).count == 5)
        let reading = Kadence.contract.operations.operations.count { $0.method == "GET" }
        #expect(run.notReached.count == reading - 5)
        #expect(!run.isInconclusive)
    }

    @Test func oneOperationBringsItsListOnly() async throws {
        let session = try await Session()
        let run = await session.walk.run(try LiveSimulatorTests.plan { $0.operations = ["getBooking"] })
        await session.close()
        #expect(run.calls.map(\.operation.id) == ["listBookings", "getBooking"])
        #expect(run.calls.allSatisfy { $0.exchange.response?.status == 200 })
    }

    @Test func theSimulatorsQuotaIsKeptInReserve() async throws {
        let session = try await Session(quotaLimit: 10)
        let run = await session.walk.run(try LiveSimulatorTests.plan())
        await session.close()
        // A fifth of ten calls is kept back.
        #expect(run.spent == 8)
        guard case .quota = run.stop else {
            Issue.record("stopped by \(String(describing: run.stop))")
            return
        }
        #expect(run.isInconclusive && !run.notReached.isEmpty)
        #expect(run.calls.allSatisfy { $0.exchange.response?.status == 200 })
    }
}
