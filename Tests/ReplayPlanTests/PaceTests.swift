import ExchangeModel
import ReplayPlan
import Testing

@Suite struct PaceTests {
    private func plan(
        _ remaining: Int?,
        limit: Int? = 2_500,
        reset: Int64? = nil,
        perAttempt: Int = 1,
        reserve: Double = 0.2
    ) -> QuotaPlan {
        QuotaPlan(
            times: 10,
            requestsPerAttempt: perAttempt,
            state: QuotaState(limit: limit, remaining: remaining, resetSeconds: reset),
            now: recordedAt,
            reserveShare: reserve
        )
    }

    private var soon: Int64 { recordedAt.seconds + 1_800 }

    @Test func onlyOnePaceSpreadsAttempts() {
        #expect(Pace.fast.interval(plan(900, reset: soon), now: recordedAt) == nil)
        #expect(Pace.original.interval(plan(900, reset: soon), now: recordedAt) == nil)
        #expect(Pace.fast.note(plan(900, reset: 5), now: recordedAt) == nil)
    }

    @Test func whatMayBeUsedLastsUntilTheReset() {
        // 400 of the 900 may be used in half an hour.
        #expect(Pace.quota.interval(plan(900, reset: soon), now: recordedAt) == .microseconds(4_500_000))
        let ofThree = plan(900, reset: soon, perAttempt: 3)
        #expect(Pace.quota.interval(ofThree, now: recordedAt) == .microseconds(13_500_000))
        let later = recordedAt.advanced(by: .seconds(900))
        #expect(Pace.quota.interval(plan(900, reset: soon), now: later) == .microseconds(2_250_000))
        #expect(Pace.quota.note(plan(900, reset: soon), now: recordedAt) == nil)
    }

    @Test(arguments: [nil, 596_505_600, 1_800, 0, -5, Int64.max, Int64.min] as [Int64?])
    func whereTheResetIsNotBelievedThePaceCanBeKeptForEver(_ reset: Int64?) throws {
        // 2,000 an hour.
        #expect(Pace.quota.interval(plan(2_400, reset: reset), now: recordedAt) == .milliseconds(1_800))
        #expect(Pace.quota.interval(plan(2_400, reset: reset, perAttempt: 5), now: recordedAt) == .seconds(9))
        let note = try #require(Pace.quota.note(plan(2_400, reset: reset), now: recordedAt))
        #expect(note.hasSuffix("; going at a pace that an hour's quota allows for ever"))
        #expect(note.hasPrefix(reset == nil ? "no answer tells when" : "the reset time \(reset ?? 0) "))
    }

    @Test func withNothingKnownTheGuidesLimitIsAssumed() {
        let unknown = plan(nil, limit: nil)
        #expect(Pace.quota.interval(unknown, now: recordedAt) == .milliseconds(1_800))
        #expect(Pace.quota.note(unknown, now: recordedAt) == nil)
    }

    @Test func aWindowThatHasEndedIsForgotten() throws {
        var plan = plan(500, reset: soon)
        #expect(plan.verdict != .proceed)
        plan.renew(now: recordedAt.advanced(by: .seconds(1_799)))
        #expect(plan.remaining == 500)
        let after = recordedAt.advanced(by: .seconds(1_800))
        plan.renew(now: after)
        #expect(plan.remaining == nil && plan.resetsAt == nil && plan.limit == 2_500)
        #expect(plan.verdict == .proceed)
        #expect(Pace.quota.interval(plan, now: after) == .milliseconds(1_800))
        // An answer that gives no reset belongs to the new window.
        var other = self.plan(500, reset: soon)
        other.observe(QuotaState(remaining: 2_499), now: after)
        #expect(other.remaining == 2_499 && other.resetsAt == nil)
        #expect(other.verdict == .proceed)
    }

    @Test func aLimitOfNothingAllowsNothing() {
        let none = plan(0, limit: 0, reset: soon)
        #expect(none.keptBack == 0 && none.usable == 0)
        #expect(none.verdict == .stop(reason: stopSentence(0, 0, 0)))
        #expect(Pace.quota.interval(none, now: recordedAt) == .seconds(1_800))
        #expect(Pace.quota.interval(plan(nil, limit: 0), now: recordedAt) == .seconds(3_600))
    }

    private func stopSentence(_ left: Int, _ limit: Int, _ kept: Int) -> String {
        "\(left) calls are left of \(limit) an hour, and \(kept) are kept back for production; the quota resets at "
            + Timestamp(seconds: soon).text(fractionDigits: 0)
    }

    @Test func absurdNumbersGiveATimeThatCanBeWaited() throws {
        for number in [Int.min, -1, 0, 1, Int.max] {
            let plan = plan(number, limit: number, reset: Int64(number), perAttempt: number, reserve: .infinity)
            for now in [Timestamp(microseconds: .min), recordedAt, Timestamp(microseconds: .max)] {
                let interval = try #require(Pace.quota.interval(plan, now: now))
                #expect(interval >= .zero && interval <= .seconds(3_600), "\(number)")
            }
        }
    }
}
