import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import ReplayPlan
import Synchronization
import Testing

/// The network or the sign-in goes half-way: what was measured is kept, and the run can be gone on with.
@Suite(.serialized) struct ReplayNetworkTests {
    private static let refusal = LoopbackServer.Answer.json(#"{"error":"invalid_client"}"#, status: 401)

    @Test func threeLostAttemptsEndTheRun() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 20)) { attempt in
            if attempt.index == 2 { bench.server.stop() }
        }
        #expect(run.attempts.map(\.ending) == ["status", "status", "notSent", "notSent", "notSent"])
        #expect(run.frequency.counted == 2 && run.frequency.failed == 2)
        #expect(run.stoppedBecause?.hasPrefix("the last 3 attempts could not leave this machine: ") == true)
        #expect(!run.isStoppedByHand)
        // Each of them is an exchange in the store.
        #expect(try bench.captures.repeats(of: 1).count == 5)

        // Where the API is back, it goes on.
        let back = try EdgeBench { _ in EdgeBench.passing() }
        var options = ReplayOptions(times: 4)
        options.movesToEndpoint = true
        let resumed = await back.replayer().run(target, options: options, resuming: try bench.kept(run))
        #expect(resumed.attempts.map(\.index) == Array(1...7))
        #expect(resumed.attempts.map(\.ending).suffix(2) == ["passed", "passed"])
        #expect(resumed.frequency.counted == 4 && resumed.stoppedBecause == nil)
    }

    @Test func fewerLostOnesDoNot() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        // Attempts through a proxy that is gone are lost, those between them are not.
        let gone = try BusyServer { _ in nil }
        gone.stop()
        var options = ReplayOptions(times: 8)
        options.control = URLParts(gone.base)
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options)
        #expect(run.stoppedBecause == nil)
        #expect(run.attempts.map(\.ending) == (0..<8).map { $0.isMultiple(of: 2) ? "status" : "notSent" })
    }

    @Test func aWholeWaveThatIsLostCountsOnce() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        var options = ReplayOptions(times: 60)
        options.concurrency = 4
        let run = await bench.replayer().run(target, options: options) { attempt in
            if attempt.index == 4 { bench.server.stop() }
        }
        #expect(run.attempts.count == 4 * 4)
        #expect(run.frequency.counted == 4)
        #expect(run.stoppedBecause?.contains("could not leave") == true)
    }

    @Test func aServerThatAnswersNothingIsAFailureNotALoss() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next() > 1 ? nil : EdgeBench.failing() }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: ReplayOptions(times: 5))
        // They have left: whatever happens then says something.
        #expect(run.attempts.map(\.ending) == ["status"] + Array(repeating: "transport", count: 4))
        #expect(run.stoppedBecause == nil)
    }

    @Test func aSecondSignInThatIsRefusedKeepsWhatWasMeasured() async throws {
        let bench = try EdgeBench(token: { number in
            number < 3 ? Bench.tokenAnswer("planted-token-number-\(number)") : ReplayNetworkTests.refusal
        }) { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        var options = ReplayOptions(times: 16)
        let plan = DiagnosisPlan(times: 16, seed: 3, concurrency: 1, spacing: .zero)
        options.diagnosis = plan
        let run = await bench.replayer().run(target, options: options)
        #expect(bench.tokenRequests == 3)
        #expect(run.signInProblem?.kind == .refusedKey)
        #expect(run.stoppedBecause == run.signInProblem?.sentence)
        #expect(run.attempts.last?.ending == "signInRefused")
        #expect(run.attempts.last?.calls.isEmpty == true)
        #expect(run.frequency.inconclusive == 1)
        #expect(run.frequency.counted == run.attempts.count - 1 && run.frequency.counted == bench.calls.count)
        #expect(run.frequency.counted > 0)
        let kept = try bench.kept(run)
        #expect(kept.attempts.count == run.attempts.count)
    }

    @Test func aTokenThatEndsDuringTheRunIsReplacedBeforeItFails() async throws {
        let valid = Mutex("")
        let bench = try EdgeBench(token: { number in
            valid.withLock { $0 = "planted-token-number-\(number)" }
            return Bench.tokenAnswer("planted-token-number-\(number)", lifetime: number == 1 ? 1_000 : 40_000)
        }) { request in
            request.headers["authorization"] == "Bearer " + valid.withLock { $0 }
                ? EdgeBench.passing() : .json(#"{"message":"expired"}"#, status: 401, headers: Bench.quota)
        }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 5)) { attempt in
            // A twentieth of its life before its end it is time for another.
            if attempt.index == 2 { bench.ahead.withLock { $0 = .seconds(960) } }
        }
        #expect(run.attempts.map(\.ending) == Array(repeating: "passed", count: 5))
        #expect(bench.tokenRequests == 2)
        #expect(bench.calls.map { $0.headers["authorization"]?.last } == ["1", "1", "2", "2", "2"])
    }

    @Test func aTokenThatEndsAndIsNotReplacedKeepsWhatWasMeasured() async throws {
        let bench = try EdgeBench(token: { number in
            number == 1 ? Bench.tokenAnswer(lifetime: 1_000) : ReplayNetworkTests.refusal
        }) { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 5)) { attempt in
            if attempt.index == 2 { bench.ahead.withLock { $0 = .seconds(2_000) } }
        }
        #expect(run.attempts.map(\.ending) == ["status", "status", "signInRefused"])
        #expect(run.stoppedBecause != nil && !run.isStoppedByHand)
        #expect(run.frequency.counted == 2)
        #expect(bench.calls.count == 2)
    }
}
