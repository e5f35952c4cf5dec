import ExchangeModel
import Playback
import ReplayPlan
import Synchronization
import Testing
import Wire

/// What answers say of the quota decides how long a run goes on, and how fast.
@Suite(.serialized) struct ReplayQuotaTests {
    private func options(_ times: Int, _ pace: Pace = .fast, concurrency: Int = 1) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.pace = pace
        options.concurrency = concurrency
        return options
    }

    @Test func callsOfOthersAreSeenInEveryAnswer() async throws {
        let left = Mutex(2_400)
        // For each call of the run, others make 399.
        let bench = try EdgeBench { _ in
            EdgeBench.failing(
                EdgeBench.quota(
                    left.withLock {
                        $0 -= 400
                        return $0
                    }
                )
            )
        }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(100))
        // 2000, 1600, 1200, 800, 400: the last is below the 500 that stay.
        #expect(run.attempts.count == 5)
        #expect(run.quota.remaining == 400)
        #expect(run.stoppedBecause?.hasPrefix("400 calls are left of 2500 an hour") == true)
        #expect(run.attempts.map { $0.calls[0].conditions.quotaLeft } == [nil, 2_000, 1_600, 1_200, 800])
        #expect(run.frequency.counted == 5 && run.frequency.inconclusive == 0)
    }

    @Test func whatAnotherProcessHasHeardStopsThisOne() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let ledger = bench.ledger
        let clocks = bench.clocks
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(9)) { attempt in
            guard attempt.index == 3 else { return }
            ledger.note(QuotaState(limit: 2_500, remaining: 500), at: clocks.now())
        }
        #expect(run.attempts.count == 3)
        #expect(run.stoppedBecause?.contains("500 are kept back") == true)
    }

    @Test(arguments: [(0.0, 10), (0.5, 5), (1.0, 1)]) func theReserveIsASetting(_ share: Double, _ made: Int)
        async throws
    {
        let left = Mutex(10)
        let bench = try EdgeBench { _ in
            let now = left.withLock { left in
                left -= 1
                return left
            }
            return now < 0 ? .json("{}", status: 429) : EdgeBench.failing(EdgeBench.quota(now, limit: 10))
        }
        var options = options(50)
        options.reserveShare = share
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options)
        // Nothing is known before the first answer.
        #expect(run.attempts.count == made)
        #expect(run.frequency.inconclusive == 0)
    }

    @Test func aLimitOfNothingEndsTheRunAfterItsFirstAnswer() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing(EdgeBench.quota(0, limit: 0)) }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(5))
        #expect(run.attempts.count == 1)
        #expect(run.stoppedBecause?.hasPrefix("0 calls are left of 0 an hour") == true)
    }

    @Test(arguments: [nil, 1, 1_800, 596_505_600, 9_000_000_000_000_000] as [Int64?])
    func aResetThatIsNotBelievedIsSaidOnce(_ reset: Int64?) async throws {
        // A large quota, so that the safe pace is one of a few milliseconds.
        let left = Counter()
        let bench = try EdgeBench { _ in
            let number = left.next()
            // Different in each answer, as numbers of seconds are.
            let header = reset.map { $0 + Int64(number) }
            return EdgeBench.failing(EdgeBench.quota(3_600_000 - number, limit: 3_600_000, reset: header))
        }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(4, .quota))
        #expect(run.attempts.count == 4)
        #expect(run.notes.count == 1, "\(run.notes)")
        #expect(run.notes.first?.hasSuffix("going at a pace that an hour's quota allows for ever") == true)
        // 1.25 ms for each of 2,880,000 an hour.
        let came = bench.calls.map(\.came)
        for (earlier, later) in zip(came, came.dropFirst()) { #expect(later - earlier > .zero) }
        #expect(
            run.attempts.dropFirst().allSatisfy { ($0.calls[0].conditions.spacing ?? .zero) >= .microseconds(1_250) }
        )
        // Without a pace the doubt is said as well, once.
        let fast = await bench.replayer().run(try bench.target([bench.failure()]), options: options(3))
        #expect(fast.notes.count == (reset == nil ? 0 : 1), "\(fast.notes)")
    }

    @Test func whatMayBeUsedIsSpreadOverTheWindow() async throws {
        let left = Counter()
        let reset = Clocks.system.now().seconds + 100
        // 1,000 of 10,000 calls may be used in that time: ten a second.
        let bench = try EdgeBench { _ in
            EdgeBench.passing(EdgeBench.quota(3_001 - left.next(), limit: 10_000, reset: reset))
        }
        let run = await bench.replayer().run(try bench.target([bench.success()]), options: options(5, .quota))
        #expect(run.notes.isEmpty, "\(run.notes)")
        let spacings = run.attempts.compactMap { $0.calls[0].conditions.spacing }
        #expect(spacings.count == 4)
        #expect(spacings.allSatisfy { $0 >= .milliseconds(50) }, "\(spacings)")
    }

    @Test func aWaveWaitsForAllItsAttempts() async throws {
        let left = Counter()
        let reset = Clocks.system.now().seconds + 100
        let bench = try EdgeBench { _ in
            EdgeBench.passing(EdgeBench.quota(2_334 - left.next(), limit: 10_000, reset: reset))
        }
        bench.ledger.note(QuotaState(limit: 10_000, remaining: 2_334, resetSeconds: reset), at: bench.clocks.now())
        let run = await bench.replayer().run(
            try bench.target([bench.success()]),
            options: options(8, .quota, concurrency: 4)
        )
        // One every 300 ms: four at once are due after 1.2 s.
        let spacings = run.attempts.map { $0.calls[0].conditions.spacing }
        #expect(spacings.count == 8 && spacings[..<4].allSatisfy { $0 == nil })
        #expect(spacings[4...].allSatisfy { $0 ?? .zero >= .milliseconds(900) }, "\(spacings)")
    }

    @Test func aWindowThatEndsDuringTheRunDoesNotEndIt() async throws {
        let count = Counter()
        let reset = Clocks.system.now().seconds + 600
        let bench = try EdgeBench { _ in
            // The second answer says that the reserve is reached; the third is one of the next window.
            switch count.next() {
            case 1: EdgeBench.failing(EdgeBench.quota(501, reset: reset))
            case 2: EdgeBench.failing(EdgeBench.quota(500, reset: reset))
            default: EdgeBench.failing(EdgeBench.quota(2_499, reset: reset + 3_600))
            }
        }
        let target = try bench.target([bench.failure()])
        let run = await bench.replayer().run(target, options: options(6)) { attempt in
            if attempt.index == 2 { bench.ahead.withLock { $0 = .seconds(601) } }
        }
        #expect(run.stoppedBecause == nil)
        #expect(run.attempts.count == 6)
        #expect(run.quota.remaining == 2_499)
    }

    @Test func atTheReserveNobodyWaits() async throws {
        // An hour's wait would be the pace; the run ends instead.
        let reset = Clocks.system.now().seconds + 3_000
        let bench = try EdgeBench { _ in EdgeBench.failing(EdgeBench.quota(500, reset: reset)) }
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(6, .quota))
        #expect(run.attempts.count == 1)
        #expect(run.stoppedBecause?.contains("500 are kept back") == true)
    }

    @Test func aWaveTakesOnlyWhatIsLeft() async throws {
        let left = Mutex(505)
        let bench = try EdgeBench { _ in
            EdgeBench.failing(
                EdgeBench.quota(
                    left.withLock {
                        $0 -= 1
                        return $0
                    }
                )
            )
        }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 505), at: bench.clocks.now())
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(20, concurrency: 3))
        #expect(run.attempts.map(\.index) == [1, 2, 3, 4, 5])
        #expect(bench.calls.count == 5)
        #expect(left.withLock { $0 } == 500)
        #expect(run.stoppedBecause != nil)
    }

    @Test func noPartOfAWaveIsLeftOutSilently() async throws {
        // Room for two of three; then the answers tell of a new window.
        let bench = try EdgeBench { _ in EdgeBench.failing(EdgeBench.quota(2_400)) }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 502), at: bench.clocks.now())
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options(6, concurrency: 3))
        #expect(run.attempts.map(\.index) == [1, 2, 3, 4, 5, 6])
        #expect(run.stoppedBecause == nil)
    }

    @Test func a429HalfWayEndsTheWaveAndCountsForNothing() async throws {
        let barrier = Barrier(3)
        let first = Counter()
        let bench = try EdgeBench { request in
            guard request.target.hasSuffix("/buildings") else { return EdgeBench.failing() }
            // All three are in; one is told that there is nothing left, the others that all is well, after that.
            guard barrier.arrive() else { return nil }
            if first.next() == 1 { return .json("{}", status: 429) }
            return EdgeBench.passing()
        }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 2_400), at: bench.clocks.now())
        let target = try bench.target([bench.success(), bench.failure("/v1/public/floors")])
        let run = await bench.replayer().run(target, options: options(9, concurrency: 3))
        #expect(run.attempts.map(\.index) == [1, 2, 3])
        #expect(run.stoppedBecause?.contains("429") == true)
        let endings = run.attempts.map(\.ending)
        #expect(endings.filter { $0 == "quota" }.count >= 1)
        // Who had gone on already counts, nobody else does.
        #expect(endings.allSatisfy { $0 == "quota" || $0 == "status" }, "\(endings)")
        #expect(run.frequency.counted == endings.count { $0 == "status" })
        #expect(bench.calls.count == 3 + run.frequency.counted)
    }

    @Test func afterA429NothingMoreOfTheWaveLeaves() async throws {
        let bench = try EdgeBench { request in
            request.target.hasSuffix("/floors") ? .json("{}", status: 429) : EdgeBench.passing()
        }
        let exchanges = [bench.success(), bench.success("/v1/public/floors"), bench.failure("/v1/public/desks")]
        let run = await bench.replayer().run(try bench.target(exchanges), options: options(9, concurrency: 3))
        #expect(run.attempts.map(\.ending).allSatisfy { $0 == "quota" })
        #expect(!bench.calls.contains { $0.target.hasSuffix("/desks") })
    }
}
