import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import KadenceAPI

@Suite struct QuotaWindowRuleTests {
    private let list = "/v1/public/bookings"

    private func rules(_ calls: RecordedCalls, order: [Int]? = nil) -> [String] {
        calls.observe(QuotaWindowRule(), order: order).map(\.observation.rule)
    }

    @Test func fallingNumbersPass() {
        var calls = RecordedCalls()
        for remaining in [2_499, 2_498, 2_490, 2_000] { calls.call("GET", list, remaining: remaining) }
        #expect(rules(calls).isEmpty)
    }

    @Test func aRiseWithinTheWindowIsAWarning() {
        var calls = RecordedCalls()
        for remaining in [2_400, 2_300, 2_350, 2_200] { calls.call("GET", list, remaining: remaining) }
        let found = calls.observe(QuotaWindowRule())
        #expect(found.map(\.observation.rule) == ["kadence.quota-window.rises"])
        #expect(found.map(\.observation.severity) == [.warning])
        #expect(found.map(\.context.number) == [3])
        #expect(found.map(\.observation.dataPointer) == ["header:X-RateLimit-Remaining"])
    }

    @Test func standingStillIsInformation() {
        var calls = RecordedCalls()
        for remaining in [2_400, 2_400] { calls.call("GET", list, remaining: remaining) }
        #expect(rules(calls) == ["kadence.quota-window.unchanged"])
        #expect(calls.observe(QuotaWindowRule()).map(\.observation.severity) == [.info])
    }

    @Test func aNewWindowMayHaveMore() {
        var calls = RecordedCalls()
        calls.call("GET", list, remaining: 3, reset: 1_795_456_800)
        calls.now += 3_600_000
        calls.call("GET", list, remaining: 2_499, reset: 1_795_460_400)
        #expect(rules(calls).isEmpty)
    }

    @Test func aWindowsEndStandsStill() {
        var calls = RecordedCalls()
        calls.call("GET", list, reset: 1_795_456_800)
        calls.call("GET", list, reset: 1_795_456_900)
        #expect(rules(calls) == ["kadence.quota-window.moves"])
        #expect(calls.observe(QuotaWindowRule()).map(\.observation.severity) == [.info])
    }

    /// The guide's example, seconds to wait, and the time of the answer itself: nothing a window can be told by.
    @Test(arguments: [596_505_600, 3_600, 0, 999_999_999_999_999_999])
    func anAbsurdResetBindsNobody(reset: Int) {
        var calls = RecordedCalls()
        for remaining in [5, 5, 9] { calls.call("GET", list, remaining: remaining, reset: reset) }
        #expect(rules(calls).isEmpty)
        var wandering = RecordedCalls()
        for second in 0..<5 { wandering.call("GET", list, reset: 1_795_455_062 + second) }
        #expect(rules(wandering).isEmpty)
    }

    /// Calls that overlap are answered in any order, and recorded in any.
    @Test func overlappingCallsRaiseNothing() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            var calls = RecordedCalls()
            // The API counts at a moment somewhere within each call.
            let spans = (0..<40).map { _ in
                (start: Int.random(in: 0..<500, using: &generator), length: Int.random(in: 5..<80, using: &generator))
            }
            let moments = spans.map { $0.start + Int.random(in: 0..<$0.length, using: &generator) }
            let ranks = moments.indices.sorted { moments[$0] < moments[$1] }
            for (index, span) in spans.enumerated() {
                let rank = ranks.firstIndex(of: index) ?? 0
                calls.call("GET", list, at: span.start, lasting: span.length, remaining: 2_000 - rank)
            }
            #expect(rules(calls).isEmpty)
            #expect(rules(calls, order: calls.exchanges.indices.shuffled(using: &generator)).isEmpty)
        }
    }

    @Test func callsThatNobodyTimedAreNotOrdered() {
        var calls = RecordedCalls()
        for remaining in [5, 9] { calls.call("GET", list, lasting: nil, remaining: remaining) }
        #expect(rules(calls).isEmpty)
        calls.now += 100_000
        calls.call("GET", list, lasting: nil, remaining: 9)
        #expect(rules(calls) == ["kadence.quota-window.rises"])
    }

    @Test func applicationsHaveQuotasOfTheirOwn() {
        var calls = RecordedCalls()
        for (token, remaining) in [
            ("first-token-of-all", 9), ("second-token-of-all", 2_000), ("first-token-of-all", 8),
        ] {
            calls.token = token
            calls.call("GET", list, remaining: remaining)
        }
        #expect(rules(calls).isEmpty)
    }

    @Test func aRiseAmongManyIsFoundInAnyOrder() {
        var calls = RecordedCalls()
        for number in 0..<2_000 { calls.call("GET", list, remaining: number == 1_500 ? 2_400 : 2_400 - number) }
        var generator = SeededGenerator(seed: 6)
        let order = calls.exchanges.indices.shuffled(using: &generator)
        #expect(rules(calls) == ["kadence.quota-window.rises"])
        #expect(rules(calls, order: order) == ["kadence.quota-window.rises"])
    }
}
