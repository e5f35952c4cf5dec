import ExchangeModel
import Foundation
import Playback
import ReplayPlan
import Synchronization
import Testing
import Wire

/// Runs that begin where nobody knows what is left of the quota: one call asks before others follow.
@Suite(.serialized) struct ColdStartTests {
    private func options(_ times: Int, concurrency: Int) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.concurrency = concurrency
        return options
    }

    private func concurrencies(_ run: ReplayRun) -> [Int] { run.attempts.map { $0.calls[0].conditions.concurrency } }

    @Test func oneAttemptAsksBeforeAWaveLeaves() async throws {
        let api = Metered(505)
        let bench = try EdgeBench { _ in api.answer() }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(20, concurrency: 3))
        #expect(run.attempts.map(\.index) == [1, 2, 3, 4, 5])
        #expect(concurrencies(run) == [1, 2, 2, 2, 2])
        #expect(api.remaining == 500)
        #expect(run.stoppedBecause != nil)
    }

    @Test(arguments: [20, 500, 501, 520]) func noWaveLeavesBlind(_ left: Int) async throws {
        let api = Metered(left)
        let bench = try EdgeBench { _ in api.answer() }
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(500, concurrency: 64)
        )
        // One where the reserve was reached before.
        #expect(bench.calls.count == max(1, left - 500))
        #expect(run.frequency.inconclusive == 0 && run.frequency.counted == bench.calls.count)
        #expect(run.stoppedBecause?.contains("500 are kept back") == true)
    }

    @Test func ofAFlowTheStepsOfOneAttemptAskFirst() async throws {
        let api = Metered(502)
        let bench = try EdgeBench { $0.target.hasSuffix("/desks") ? api.answer() : api.answer(200) }
        let flow = [bench.success(), bench.success("/v1/public/floors"), bench.failure("/v1/public/desks")]
        let run = await bench.replayer().run(try bench.target(flow), options: options(50, concurrency: 16))
        #expect(api.remaining == 500)
        #expect(run.attempts.map(\.ending) == ["quota"])
        #expect(run.attempts[0].calls.count == 2)
    }

    @Test(arguments: [[:], ["X-RateLimit-Limit": "2500"]])
    func anAPIThatDoesNotSayWhatIsLeftIsNotHeldUp(_ headers: [String: String]) async throws {
        // Nobody of a wave is answered before all of it are in.
        let barriers = [Barrier(1), Barrier(3), Barrier(4)]
        let arrivals = Counter()
        let bench = try EdgeBench { _ in
            let number = arrivals.next()
            let barrier = number == 1 ? barriers[0] : number <= 4 ? barriers[1] : barriers[2]
            return barrier.arrive() ? EdgeBench.passing(headers) : nil
        }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(8, concurrency: 4))
        #expect(run.stoppedBecause == nil)
        #expect(concurrencies(run) == [1, 3, 3, 3, 4, 4, 4, 4])
        #expect(run.frequency.counted == 8)
    }

    /// A gateway's 503, and no answer at all, don't tell whether the API has a quota.
    @Test(arguments: [true, false]) func whatTellsNothingDoublesTheWaves(_ isAnswered: Bool) async throws {
        let bench = try EdgeBench { _ in isAnswered ? EdgeBench.failing() : nil }
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(24, concurrency: 8)
        )
        #expect(run.stoppedBecause == nil)
        #expect(concurrencies(run) == [1, 2, 2, 4, 4, 4, 4, 1] + Array(repeating: 8, count: 16))
    }

    @Test func aFailureThatTellsNothingIsFollowedByFew() async throws {
        let api = Metered(20)
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next() <= 1 ? nil : api.answer() }
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(500, concurrency: 64)
        )
        #expect(bench.calls.count <= 3)
        #expect(run.stoppedBecause?.contains("500 are kept back") == true)
    }

    @Test func aRunThatGoesOnAsksAnew() async throws {
        let api = Metered(503)
        let reset = Clocks.system.now().seconds + 600
        let bench = try EdgeBench { _ in api.answer(reset: reset) }
        let target = try bench.target([bench.failure()])
        let first = await bench.replayer().run(target, options: options(50, concurrency: 8))
        #expect(first.attempts.count == 3)
        // The window has ended, and others have used nearly all of the next.
        bench.ahead.withLock { $0 = .seconds(700) }
        api.set(501)
        let second = await bench.replayer().run(
            target,
            options: options(50, concurrency: 8),
            resuming: try bench.kept(first)
        )
        #expect(second.attempts.map(\.index) == [1, 2, 3, 4])
        #expect(api.remaining == 500)
    }

    /// What was heard half an hour ago is at most what is left now: production goes on calling.
    @Test func oldNewsIsAskedAboutFirst() async throws {
        let api = Metered(505)
        let bench = try EdgeBench { _ in api.answer() }
        let now = bench.clocks.now()
        bench.ledger.note(
            QuotaState(limit: 2_500, remaining: 2_400, resetSeconds: now.seconds + 1_800),
            at: now.advanced(by: .seconds(-1_800))
        )
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(500, concurrency: 64)
        )
        #expect(api.remaining == 500)
        #expect(concurrencies(run) == [1, 4, 4, 4, 4])
    }

    /// A gateway's 503 does not make it news.
    @Test func oldNewsStaysOldUntilAnAnswerTells() async throws {
        let api = Metered(505)
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next() == 1 ? EdgeBench.failing() : api.answer() }
        let now = bench.clocks.now()
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 2_400), at: now.advanced(by: .seconds(-1_800)))
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(500, concurrency: 64)
        )
        #expect(api.remaining == 500)
        #expect(concurrencies(run) == [1, 2, 2, 3, 3, 3])
    }

    @Test func ofSeveralRunsThatBeginAtOnceOneAsks() async throws {
        let api = Metered(501)
        let second = Barrier(2)
        let calls = Counter()
        let bench = try EdgeBench { _ in
            // The first is answered when the other run has begun, and has had time to send as well.
            if calls.next() == 1 {
                _ = second.arrive()
                Thread.sleep(forTimeInterval: 0.5)
            }
            return api.answer()
        }
        let target = try bench.target([bench.failure()])
        let options = options(50, concurrency: 8)
        let runs = await withTaskGroup(of: ReplayRun.self) { group in
            group.addTask { await bench.replayer().run(target, options: options) }
            group.addTask {
                while bench.calls.isEmpty { try? await Task.sleep(for: .milliseconds(5)) }
                return await bench.replayer().run(target, options: options) { _ in
                } onBegin: { _ in
                    await offTheCooperativePool { _ = second.arrive() }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bench.calls.count == 1)
        #expect(api.remaining == 500)
        #expect(runs.map(\.attempts.count).sorted() == [0, 1])
        #expect(runs.allSatisfy { $0.stoppedBecause?.contains("500 are kept back") == true })
    }

    @Test func aStopEndsTheWaitForAnotherRunsAnswer() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        // Another process has asked and has no answer yet.
        let plan = QuotaPlan(times: 1, requestsPerAttempt: 1, state: nil, now: bench.clocks.now())
        guard case .taken = bench.ledger.take(plan: plan, at: bench.clocks.now()) else {
            Issue.record("nobody else was there")
            return
        }
        let target = try bench.target([bench.failure()])
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await bench.replayer().run(target, options: options(3, concurrency: 1)) { _ in
            } onBegin: { _ in
                begin.yield()
            }
        }
        for await _ in begun { break }
        task.cancel()
        let run = await task.value
        #expect(run.isStoppedByHand && run.attempts.isEmpty && bench.calls.isEmpty)
    }
}

/// Runs what blocks on a thread of its own.
private func offTheCooperativePool(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            work()
            continuation.resume()
        }
    }
}
