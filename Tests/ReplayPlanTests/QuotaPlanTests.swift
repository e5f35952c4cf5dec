import ExchangeModel
import ReplayPlan
import Testing

@Suite struct QuotaPlanTests {
    private let soon = recordedAt.seconds + 1_800

    private func plan(_ times: Int = 10, _ limit: Int? = 2_500, _ remaining: Int?, reset: Int64? = nil) -> QuotaPlan {
        QuotaPlan(
            times: times,
            requestsPerAttempt: 1,
            state: QuotaState(limit: limit, remaining: remaining, resetSeconds: reset),
            now: recordedAt
        )
    }

    @Test func keepsAFifthBack() {
        let result = plan(10, 2_500, 2_496, reset: soon)
        #expect(result.cost == 10)
        #expect(result.keptBack == 500)
        #expect(result.usable == 1_996)
        #expect(result.fits)
        #expect(result.verdict == .proceed)
        #expect(result.resetsAt?.seconds == soon)
        #expect(result.resetNote == nil)
    }

    @Test func stopsAtTheReserve() {
        var result = plan(10, 2_500, 501, reset: soon)
        #expect(result.verdict == .proceed)
        #expect(!result.fits)
        #expect(result.affordableAttempts == 1)
        result.observe(QuotaState(limit: 2_500, remaining: 500), now: recordedAt)
        #expect(
            result.verdict
                == .stop(
                    reason:
                        "500 calls are left of 2500 an hour, and 500 are kept back for production; the quota resets at "
                        + "\(Timestamp(microseconds: soon * 1_000_000).text(fractionDigits: 0))"
                )
        )
        result.observe(QuotaState(limit: 2_500, remaining: 2_500), now: recordedAt)
        #expect(result.verdict == .proceed)
    }

    @Test func asksForAWholeAttemptBeforeItAndForOneRequestWithinIt() {
        var result = QuotaPlan(
            times: 3,
            requestsPerAttempt: 4,
            state: QuotaState(limit: 2_500, remaining: 504),
            now: recordedAt
        )
        #expect(result.verdict == .proceed)
        result.observe(QuotaState(remaining: 503), now: recordedAt)
        #expect(result.verdict(for: 1) == .proceed)
        #expect(
            result.verdict
                == .stop(
                    reason: "503 calls are left of 2500 an hour, and 500 are kept back for production; "
                        + "an attempt takes 4"
                )
        )
        result.observe(QuotaState(remaining: 500), now: recordedAt)
        #expect(result.verdict(for: 1) != .proceed)
    }

    @Test func countsWhatItSentItself() {
        var result = plan(10, 10, 3)
        result.spend(1)
        #expect(result.remaining == 2)
        #expect(result.verdict != .proceed)
        result.spend(.max)
        #expect(result.remaining == 0)
        result.spend(-5)
        #expect(result.remaining == 0)
    }

    /// Where only what is left is told, the window's fullest moment stands for the limit.
    @Test func theReserveStaysWhereOnlyWhatIsLeftIsTold() {
        var result = QuotaPlan(times: 500, requestsPerAttempt: 1, state: nil, now: recordedAt)
        for left in (21...100).reversed() {
            result.observe(QuotaState(remaining: left), now: recordedAt)
            #expect(result.verdict == .proceed, "\(left)")
        }
        #expect(result.keptBack == 20)
        result.observe(QuotaState(remaining: 20, resetSeconds: soon), now: recordedAt)
        #expect(
            result.verdict
                == .stop(
                    reason: "20 calls are left, and 20 are kept back for production; the quota resets at "
                        + "\(Timestamp(microseconds: soon * 1_000_000).text(fractionDigits: 0))"
                )
        )
        result.spend(1)
        #expect(result.keptBack == 20)
        // A new window begins anew.
        result.observe(QuotaState(remaining: 10), now: Timestamp(seconds: soon))
        #expect(result.keptBack == 2)
        // What is told counts more.
        result.observe(QuotaState(limit: 50), now: Timestamp(seconds: soon))
        #expect(result.keptBack == 10)
    }

    @Test func beginsWithoutKnowing() {
        let result = QuotaPlan(times: 5, requestsPerAttempt: 4, state: nil, now: recordedAt)
        #expect(result.cost == 20)
        #expect(result.keptBack == nil)
        #expect(result.affordableAttempts == nil)
        #expect(result.verdict == .proceed)
        #expect(plan(1, nil, 10).keptBack == 2)
        #expect(plan(1, 100, nil).verdict == .proceed)
    }

    @Test(arguments: [
        (Int64(596_505_600), "past"), (1_800, "number of seconds"), (0, "number of seconds"), (.max, "more than a day"),
        (.min, "past"), (-5, "past"),
        (recordedAt.seconds, "past"), (recordedAt.seconds + 90_000, "more than a day"),
    ])
    func doubtsTheResetTime(_ seconds: Int64, _ word: String) {
        let result = plan(10, 2_500, 0, reset: seconds)
        #expect(result.resetsAt == nil)
        #expect(result.resetNote?.contains(word) == true, "\(result.resetNote ?? "nil")")
        #expect(
            result.verdict == .stop(reason: "0 calls are left of 2500 an hour, and 500 are kept back for production")
        )
    }

    @Test func survivesAbsurdNumbers() {
        for number in [Int.min, -1, 0, 1, Int.max] {
            var result = QuotaPlan(
                times: number,
                requestsPerAttempt: number,
                state: QuotaState(limit: number, remaining: number, resetSeconds: Int64(number)),
                now: Timestamp(microseconds: .min),
                reserveShare: .nan
            )
            result.spend(number)
            result.observe(
                QuotaState(resetSeconds: Int64.max / 1_000_000 + 9),
                now: Timestamp(microseconds: .max)
            )
            _ = (result.cost, result.keptBack, result.usable, result.fits, result.verdict, result.affordableAttempts)
        }
    }
}
