import ExchangeModel
import Playback
import ReplayPlan
import Statistics
import Synchronization
import Testing

/// When a run has made enough attempts.
@Suite(.serialized) struct ReplayGoalTests {
    private func options(_ goal: ReplayGoal, atMost times: Int) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.goal = goal
        return options
    }

    @Test func untilItIsNarrowEnough() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: options(.until(width: 0.3), atMost: 500))
        let interval = try #require(run.frequency.interval)
        #expect(run.stoppedBecause == nil)
        #expect(run.frequency.method == .sequence)
        #expect(interval.high - interval.low <= 0.3)
        #expect(interval == BetaBinomialSequence.interval(failures: run.attempts.count, of: run.attempts.count))
        // One attempt fewer would not have been enough.
        let fewer = run.attempts.count - 1
        let before = try #require(BetaBinomialSequence.interval(failures: fewer, of: fewer))
        #expect(before.high - before.low > 0.3)
        #expect(bench.calls.count == run.attempts.count)
    }

    @Test func inconclusiveAttemptsMakeNoIntervalNarrower() async throws {
        let calls = Counter()
        let bench = try EdgeBench { request in
            guard request.target.hasSuffix("/buildings") else { return EdgeBench.failing() }
            return calls.next().isMultiple(of: 2) ? EdgeBench.failing() : EdgeBench.passing()
        }
        let target = try bench.target([bench.success(), bench.failure("/v1/public/floors")])
        let run = await bench.replayer().run(target, options: options(.until(width: 0.5), atMost: 200))
        let interval = try #require(run.frequency.interval)
        #expect(interval.high - interval.low <= 0.5)
        #expect(run.frequency.counted == run.attempts.count / 2 + run.attempts.count % 2)
        #expect(run.frequency.inconclusive == run.attempts.count / 2)
    }

    @Test func atMostMeansAtMost() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: options(.until(width: 0.01), atMost: 7))
        #expect(run.attempts.count == 7)
        #expect(run.stoppedBecause == nil)
        let interval = try #require(run.frequency.interval)
        #expect(interval.high - interval.low > 0.01)
    }

    @Test func cleanEndsWithTheFirstFailure() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next() == 4 ? EdgeBench.failing() : EdgeBench.passing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: options(.clean(runs: 20), atMost: 20))
        #expect(run.attempts.map(\.ending) == ["passed", "passed", "passed", "status"])
        #expect(bench.calls.count == 4)
        #expect(run.stoppedBecause == nil)
    }

    @Test func cleanNeedsAllItsRuns() async throws {
        let bench = try EdgeBench { _ in EdgeBench.passing() }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: options(.clean(runs: 9), atMost: 9))
        #expect(run.frequency.counted == 9 && run.frequency.failed == 0)
        #expect(bench.calls.count == 9)
        #expect(run.frequency.method == .sequence)
    }

    @Test func whatVariesByItselfDoesNotEndACleanRun() async throws {
        let calls = Counter()
        // Another number in every answer: it differs from the recording until it is known to vary.
        let bench = try EdgeBench { _ in .json(#"{"hydra:member":[],"served":\#(calls.next() * 7)}"#) }
        let target = try bench.target([bench.success(body: #"{"hydra:member":[],"served":1}"#)])
        let provisional = Mutex<[String]>([])
        let run = await bench.replayer().run(target, options: options(.clean(runs: 8), atMost: 8)) { attempt in
            provisional.withLock { $0.append(attempt.ending) }
        }
        #expect(provisional.withLock { $0 }.first == "wrongData")
        #expect(run.attempts.map(\.ending) == Array(repeating: "passed", count: 8))
        #expect(run.stoppedBecause == nil)
    }

    @Test func otherDataEndsACleanRunOnceItIsSure() async throws {
        let bench = try EdgeBench { _ in .json(#"{"hydra:member":[],"total":2}"#) }
        let target = try bench.target([bench.success(body: #"{"hydra:member":[],"total":1}"#)])
        let run = await bench.replayer().run(target, options: options(.clean(runs: 50), atMost: 50))
        #expect(run.attempts.count == 3)
        #expect(run.attempts.map(\.ending) == Array(repeating: "wrongData", count: 3))
    }
}
