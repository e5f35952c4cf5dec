import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct FilterPairsRuleTests {
    private let moment = "2026-01-01T12:00:00"

    private func target(_ word: String?, _ more: String = "") -> String {
        let bound = word.map { "&startDateTime%5B\($0)%5D=\(moment)" } ?? ""
        return "/v1/public/bookings?page=1\(bound)\(more)"
    }

    /// Lists by bound, each with its members.
    private func lists(_ lists: [(String?, Range<Int>, Int)]) -> RecordedCalls {
        var calls = RecordedCalls()
        for (word, ids, total) in lists { calls.page(target(word), ids: ids, total: total, next: false) }
        return calls
    }

    private func evaluate(_ calls: RecordedCalls) -> [String] {
        let found = calls.observe(FilterPairsRule())
        #expect(found.allSatisfy { $0.observation.severity == .warning && $0.observation.provenance == .document })
        return found.map(\.observation.rule)
    }

    @Test(arguments: [
        ("after", "strictly_before"), ("before", "strictly_after"), ("local_strictly_after", "local_before"),
    ])
    func halvesThatMakeAWholePass(one: String, other: String) {
        #expect(evaluate(lists([(one, 0..<3, 3), (other, 3..<5, 2), (nil, 0..<5, 5)])).isEmpty)
        #expect(evaluate(lists([(nil, 0..<5, 5), (one, 0..<3, 3), (other, 3..<5, 2)])).isEmpty)
    }

    @Test(arguments: [
        ("after", "strictly_before"), ("before", "strictly_after"), ("local_strictly_after", "local_before"),
    ])
    func whatIsInBothOrInNeitherIsFound(one: String, other: String) {
        #expect(evaluate(lists([(one, 0..<3, 3), (other, 2..<5, 3)])) == ["kadence.filter-pairs.both"])
        #expect(evaluate(lists([(one, 0..<3, 3), (other, 3..<5, 2), (nil, 0..<6, 6)])) == ["kadence.filter-pairs.sum"])
        #expect(evaluate(lists([(nil, 0..<6, 6), (one, 0..<3, 3), (other, 3..<5, 2)])) == ["kadence.filter-pairs.sum"])
    }

    /// `after` and `before` both hold the moment itself; another moment, field or list is another matter.
    @Test func onlyOppositesAreCompared() {
        #expect(evaluate(lists([("after", 0..<3, 3), ("before", 2..<5, 3), (nil, 0..<5, 5)])).isEmpty)
        #expect(
            evaluate(lists([("strictly_after", 0..<2, 2), ("strictly_before", 3..<5, 2), (nil, 0..<5, 5)])).isEmpty
        )
        #expect(evaluate(lists([("after", 0..<3, 3), ("local_strictly_before", 2..<5, 3), (nil, 0..<9, 9)])).isEmpty)
        var calls = RecordedCalls()
        calls.page(target("after", "&status=booked"), ids: 0..<3, total: 3, next: false)
        calls.page(target("strictly_before"), ids: 0..<3, total: 3, next: false)
        calls.page("/v1/public/bookings?endDateTime[strictly_before]=\(moment)", ids: 0..<3, total: 3, next: false)
        calls.page("/v1/public/bookings?startDateTime[after]=2026-01-01T13:00:00", ids: 0..<3, total: 3, next: false)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func pagesOfListsAreComparedByTheirTotals() {
        #expect(evaluate(lists([("after", 0..<3, 30), ("strictly_before", 0..<3, 20), (nil, 0..<3, 50)])).isEmpty)
        #expect(
            evaluate(lists([("after", 0..<3, 30), ("strictly_before", 0..<3, 20), (nil, 0..<3, 51)]))
                == ["kadence.filter-pairs.sum"]
        )
    }

    /// What a member's own date shows is one finding of the filter's rule, not another one here.
    @Test func whatTheFilterRuleFindsIsNotFoundTwice() {
        func body(_ date: String) -> String {
            #"{"hydra:member":[{"id":"\#(Answers.id)","startDate":"\#(date)"}],"hydra:totalItems":1}"#
        }
        var calls = RecordedCalls()
        calls.call("GET", target("after"), body: body("2025-01-01T00:00:00Z"))
        calls.call("GET", target("strictly_before"), body: body("2025-01-01T00:00:00Z"))
        calls.call("GET", target(nil), body: body("2025-01-01T00:00:00Z"))
        #expect(evaluate(calls).isEmpty)
        #expect(calls.exchanges.flatMap { Answers.observe(FilterRule(), $0) }.count == 1)
    }

    @Test func changesAndTimeInBetweenExplainIt() {
        var changed = RecordedCalls()
        changed.page(target("after"), ids: 0..<3, total: 3, next: false)
        changed.call("POST", "/v1/public/bookings", status: 201)
        changed.page(target("strictly_before"), ids: 2..<5, total: 3, next: false)
        #expect(evaluate(changed).isEmpty)
        var slow = RecordedCalls()
        slow.page(target("after"), ids: 0..<3, total: 3, next: false)
        slow.now += 600_000
        slow.page(target("strictly_before"), ids: 2..<5, total: 3, next: false)
        #expect(evaluate(slow).isEmpty)
    }

    @Test func everNewMomentsAreForgotten() {
        var calls = RecordedCalls()
        for minute in 0..<300 {
            let moment = "2026-01-01T\(10 + minute / 60):\(10 + minute % 50):00"
            calls.page("/v1/public/bookings?startDateTime[after]=\(moment)", ids: 0..<3, total: 3, next: false)
            calls.page("/v1/public/bookings", ids: 0..<3, total: 3, next: false)
        }
        #expect(evaluate(calls).isEmpty)
        #expect(!calls.observe(FilterPairsRule(limit: 60)).contains { $0.observation.isNotEvaluable })
    }
}
