import ExchangeModel
import KadenceAPI
import Playback
import Recording
import ReplayPlan
import Synchronization
import Testing
import Wire

/// What replays see of the connections that they use.
@Suite(.serialized) struct ReplayConnectionTests {
    /// Drops every second request of a connection, the one for a token counted.
    private func dropping() throws -> EdgeBench {
        let last = Mutex<[Int: Int]>([:])
        let count: @Sendable (Int) -> Int = { connection in
            last.withLock { last in
                last[connection, default: 0] += 1
                return last[connection] ?? 0
            }
        }
        // The token's request is the first of its connection.
        return try EdgeBench(
            wire: WireClient(clocks: ForwardClocks().clocks),
            token: { number in
                _ = count(1)
                return Bench.tokenAnswer("planted-token-number-\(number)")
            },
            { count($0.connection).isMultiple(of: 2) ? nil : EdgeBench.passing() }
        )
    }

    private func report(_ run: ReplayRun) -> ConditionReport {
        ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) }
    }

    @Test func connectionsThatTheAPIDropsAreFailures() async throws {
        let bench = try dropping()
        let run = await bench.replayer().run(try bench.target([bench.success()]), options: ReplayOptions(times: 20))
        #expect(run.stoppedBecause == nil && run.frequency.counted == 20 && run.frequency.failed == 10)
        for attempt in run.attempts {
            let conditions = try #require(attempt.decisive).conditions
            #expect(attempt.ending == (conditions.isReused == true ? "transport" : "passed"))
        }
        // Each attempt left once.
        #expect(bench.calls.count == 20)
        let first = try #require(report(run).separating.first, "\(report(run).lines())")
        #expect(first.condition.text == "reused connection")
        #expect(report(run).lines().first?.contains("fails 10/10 on a reused connection, 0/10 elsewhere") == true, "\(report(run).lines())")
    }

    @Test func theyAreTheRecordedFailureWhereThatWasOne() async throws {
        let bench = try dropping()
        var failed = bench.failure()
        failed.response = nil
        failed.failure = TransportFailure(.closedEarly, "it closed the connection before it answered.")
        let run = await bench.replayer().run(try bench.target([failed]), options: ReplayOptions(times: 8))
        #expect(run.frequency.failed == 4 && run.frequency.counted == 8)
        #expect(run.frequency.signatures.map(\.signature) == [run.recordedFailure].compactMap { $0 })
    }

    /// Nobody counts these.
    @Test func aSingleCallIsSentAgain() async throws {
        let bench = try dropping()
        let (caller, _) = bench.caller()
        for _ in 0..<2 {
            guard case .answered(let call) = await caller.call("GET", "/v1/public/buildings") else {
                Issue.record("not answered")
                return
            }
            #expect(call.raw.response?.status == 200 && call.raw.connection.isReused == false)
        }
        #expect(bench.calls.count == 4)
    }
}
