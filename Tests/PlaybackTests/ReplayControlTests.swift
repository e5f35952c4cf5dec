import CaptureStore
import ExchangeModel
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

/// Runs that compare the two ways, and runs whose conditions are planned.
@Suite(.serialized) struct ReplayControlTests {
    private struct NowhereSink: ExchangeSink {
        func append(_ batch: [RecordedExchange]) throws -> [Int] { batch.map { _ in 1 } }
    }

    private func proxy(_ bench: EdgeBench) async throws -> (ReverseProxy, RecordingQueue) {
        let queue = RecordingQueue(redactor: bench.redactor, sink: NowhereSink())
        let base = try #require(URLParts(bench.server.base))
        return (try await ReverseProxy.start(upstream: base, listen: .anyPort, queue: queue), queue)
    }

    @Test(arguments: [1, 2, 3]) func everyOtherAttemptGoesThroughTheProxy(_ concurrency: Int) async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing(Bench.quota) }
        let (proxy, queue) = try await proxy(bench)
        var options = ReplayOptions(times: 6)
        options.control = URLParts(proxy.baseURL)
        options.concurrency = concurrency
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options)
        await proxy.stop()
        await queue.finish()
        #expect(run.attempts.map { $0.calls[0].conditions.isDirect } == [true, false, true, false, true, false])
        #expect(run.attempts.map(\.ending) == Array(repeating: "status", count: 6))
        let address = "127.0.0.1:\(bench.server.port)"
        for attempt in run.attempts {
            let number = try #require(attempt.calls[0].number)
            let capture = try #require(try bench.captures.capture(number))
            // Stored as what it was: a call to the API.
            #expect(
                String(decoding: capture.exchange.request.url, as: UTF8.self) == "http://\(address)/v1/public/buildings"
            )
            #expect(capture.exchange.request.headers.text("Host") == address)
            let came = capture.exchange.connection.remoteAddress
            let isDirect = attempt.calls[0].conditions.isDirect == true
            #expect(came == (isDirect ? address : URLParts(proxy.baseURL).map { "127.0.0.1:\($0.effectivePort)" }))
        }
        // The API sees its own name, whichever way.
        #expect(bench.calls.count == 6 && bench.calls.allSatisfy { $0.headers["host"] == address })
        // Tokens come straight from it, and never by the proxy.
        #expect(bench.tokenRequests == 1)
    }

    @Test func aProxyThatIsGoneMakesNoFailures() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let (proxy, queue) = try await proxy(bench)
        var options = ReplayOptions(times: 6)
        options.control = URLParts(proxy.baseURL)
        await proxy.stop()
        await queue.finish()
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options)
        #expect(run.attempts.map(\.ending) == ["status", "notSent", "status", "notSent", "status", "notSent"])
        #expect(run.frequency.counted == 3)
    }

    @Test func plannedConditionsAreMet() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing(Bench.quota) }
        let target = try bench.target([bench.failure()])
        let plan = DiagnosisPlan(times: 16, seed: 11, concurrency: 1, spacing: .zero)
        var options = ReplayOptions(times: 16)
        options.diagnosis = plan
        let run = await bench.replayer().run(target, options: options)
        #expect(run.attempts.count == 16)
        let calls = bench.calls
        var tokens: Set<String> = []
        var connections: Set<Int> = []
        var kept: String?
        for (place, treatment) in plan.treatments.enumerated() {
            let call = calls[place]
            let token = try #require(call.headers["authorization"])
            switch treatment.token {
            // One that no call before had, and none after has.
            case .fresh: #expect(tokens.insert(token).inserted, "attempt \(place + 1)")
            case .kept:
                #expect(kept == nil || kept == token, "attempt \(place + 1)")
                kept = token
                tokens.insert(token)
            }
            if treatment.connection == .new {
                #expect(!connections.contains(call.connection), "attempt \(place + 1)")
                #expect(run.attempts[place].calls[0].conditions.isReused == false)
            }
            connections.insert(call.connection)
        }
        #expect(plan.treatments.contains { $0.token == .fresh } && plan.treatments.contains { $0.connection == .new })
        // The tokens that the plan's cost names, and the one that is kept.
        #expect(bench.tokenRequests == plan.extraSignIns + 1)
        #expect(calls.count == 16)
    }

    @Test func reusedConnectionsAreReused() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: ReplayOptions(times: 4))
        // The sign-in opened it.
        #expect(bench.server.connections == 1)
        #expect(run.attempts.allSatisfy { $0.calls[0].conditions.isReused == true })
    }

    @Test func everyStepOfAnAttemptOpensAConnection() async throws {
        let bench = try EdgeBench { $0.target.hasSuffix("/floors") ? EdgeBench.failing() : EdgeBench.passing() }
        let target = try bench.target([bench.success(), bench.failure("/v1/public/floors")])
        var options = ReplayOptions(times: 8)
        let plan = DiagnosisPlan(times: 8, seed: 1, concurrency: 1, spacing: .zero)
        options.diagnosis = plan
        let run = await bench.replayer().run(target, options: options)
        for (place, treatment) in plan.treatments.enumerated() where treatment.connection == .new {
            #expect(run.attempts[place].calls.map(\.conditions.isReused) == [false, false])
        }
    }
}
