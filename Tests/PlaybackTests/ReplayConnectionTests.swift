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
    /// An API that answers a connection's first request, and to later ones what is given here. A request for a token ends
    /// its connection.
    private func bench(later: LoopbackServer.Answer?) throws -> EdgeBench {
        let used = Mutex<Set<Int>>([])
        return try EdgeBench(
            // For a clock that stands still no connection was idle for long, however slow the machine is.
            wire: WireClient(clocks: ForwardClocks().clocks),
            token: { number in
                var answer = Bench.tokenAnswer("planted-token-number-\(number)")
                answer.headers["Connection"] = "close"
                return answer
            },
            { request in
                used.withLock { $0.insert(request.connection).inserted } ? EdgeBench.passing() : later
            }
        )
    }

    private func report(_ run: ReplayRun) -> ConditionReport {
        ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) }
    }

    @Test func connectionsThatTheAPIDropsAreFailures() async throws {
        let bench = try bench(later: nil)
        let run = await bench.replayer().run(try bench.target([bench.success()]), options: ReplayOptions(times: 20))
        #expect(run.stoppedBecause == nil && run.frequency.counted == 20 && run.frequency.failed == 10)
        for attempt in run.attempts {
            let conditions = try #require(attempt.decisive).conditions
            #expect(attempt.ending == (conditions.isReused == true ? "transport" : "passed"))
        }
        // Each attempt has left once.
        #expect(bench.calls.count == 20)
        let first = try #require(report(run).separating.first, "\(report(run).lines())")
        #expect(first.condition.text == "reused connection")
        let line = report(run).lines().first ?? ""
        #expect(line.contains("fails 10/10 on a reused connection, 0/10 elsewhere"), "\(line)")
    }

    @Test func theyAreTheRecordedFailureWhereThatWasOne() async throws {
        let bench = try bench(later: nil)
        var failed = bench.failure()
        failed.response = nil
        failed.failure = TransportFailure(.closedEarly, "it closed the connection before it answered.")
        let run = await bench.replayer().run(try bench.target([failed]), options: ReplayOptions(times: 8))
        #expect(run.frequency.failed == 4 && run.frequency.counted == 8)
        #expect(run.frequency.signatures.map(\.signature) == [run.recordedFailure].compactMap { $0 })
    }

    /// Nobody counts these.
    @Test func aSingleCallIsSentAgain() async throws {
        let bench = try bench(later: nil)
        let (caller, _) = bench.caller()
        for _ in 0..<2 {
            guard case .answered(let call) = await caller.call("GET", "/v1/public/buildings") else {
                Issue.record("not answered")
                return
            }
            #expect(call.raw.response?.status == 200 && call.raw.connection.isReused == false)
        }
        // On its own connection, on that one, and on another.
        #expect(bench.calls.count == 3)
    }

    /// A call of a client that asks for every connection to be closed.
    private func closing(_ bench: EdgeBench) -> Exchange {
        var exchange = bench.success()
        for (name, value) in [
            ("Connection", "close, X-Hop"), ("X-Hop", "1"), ("Keep-Alive", "timeout=5"), ("Proxy-Connection", "close"),
        ] {
            exchange.request.headers.append(name, value)
        }
        return exchange
    }

    private static let hopByHop = ["connection", "x-hop", "keep-alive", "proxy-connection"]

    @Test func aDiagnosisReusesConnectionsThatTheRecordedClientClosed() async throws {
        let bench = try bench(later: EdgeBench.failing(Bench.quota))
        var options = ReplayOptions(times: 32)
        options.diagnosis = DiagnosisPlan(times: 32, seed: 1, concurrency: 1, spacing: .zero)
        let target = try bench.target([closing(bench)])
        let run = await bench.replayer().run(target, options: options)
        #expect(run.stoppedBecause == nil && run.frequency.counted == 32)
        // Attempts of both kinds leave them out, so that they differ in the connection alone.
        #expect(bench.calls.allSatisfy { call in Self.hopByHop.allSatisfy { call.headers[$0] == nil } })
        #expect(bench.calls.allSatisfy { $0.headers["accept"] == "application/ld+json" })
        let reused = run.attempts.filter { $0.decisive?.conditions.isReused == true }
        // Of 16 that are to reuse one, those find none that come first, or after a request for a token has used it up.
        #expect((8...16).contains(reused.count))
        #expect(reused.allSatisfy { $0.ending == "status" } && run.frequency.failed == reused.count)
        #expect(report(run).separating.first?.condition.text == "reused connection", "\(report(run).lines())")
        #expect(bench.replayer().script(target, options: options).connectionFields.count == 4)
    }

    @Test func aPlainReplayClosesThemAsTheRecordedClientDid() async throws {
        let bench = try bench(later: EdgeBench.failing(Bench.quota))
        let run = await bench.replayer().run(try bench.target([closing(bench)]), options: ReplayOptions(times: 3))
        #expect(run.attempts.map(\.ending) == ["passed", "passed", "passed"])
        #expect(bench.calls.allSatisfy { call in Self.hopByHop.allSatisfy { call.headers[$0] != nil } })
        #expect(run.attempts.allSatisfy { $0.decisive?.conditions.isReused == false })
    }
}
