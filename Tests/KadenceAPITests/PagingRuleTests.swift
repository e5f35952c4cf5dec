import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import KadenceAPI

@Suite struct PagingRuleTests {
    private func evaluate(_ calls: RecordedCalls, order: [Int]? = nil) -> [Observation] {
        calls.observe(PagingRule(), order: order).map(\.observation)
    }

    private func target(_ page: Int, _ more: String = "") -> String {
        "/v1/public/bookings?itemsPerPage=10&page=\(page)\(more)"
    }

    /// Pages by the ids on them.
    private func pages(_ ids: [Range<Int>], total: [Int], gap: Int = 0) -> RecordedCalls {
        var calls = RecordedCalls()
        for (index, range) in ids.enumerated() {
            let total = total[min(index, total.count - 1)]
            calls.page(target(index + 1), ids: range, total: total, next: index + 1 < ids.count)
            calls.now += gap
        }
        return calls
    }

    @Test func pagesThatFitPass() {
        #expect(evaluate(pages([0..<10, 10..<20, 20..<25], total: [25])).isEmpty)
        #expect(evaluate(pages([0..<10], total: [10])).isEmpty)
        #expect(evaluate(pages([0..<0], total: [0])).isEmpty)
        #expect(evaluate(pages([0..<10, 10..<20, 20..<20], total: [20])).isEmpty, "an empty page behind the end")
    }

    @Test func aClientThatStopsEarlyHasSeenNoEnd() {
        var calls = RecordedCalls()
        calls.page(target(1), ids: 0..<10, total: 25, next: true)
        calls.page(target(2), ids: 10..<20, total: 25, next: true)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func pagesThatShareMembersAreFound() {
        let found = evaluate(pages([0..<10, 8..<18, 18..<20], total: [22]))
        #expect(found.map(\.rule) == ["kadence.paging.repeated"])
        #expect(
            found.map(\.severity) == [.error],
            "as many shown as there are, two of them twice: two were never shown"
        )
        #expect(found.map(\.count) == [2])
        var open = RecordedCalls()
        open.page(target(1), ids: 0..<10, total: 25, next: true)
        open.page(target(2), ids: 9..<19, total: 25, next: true)
        #expect(evaluate(open).map(\.severity) == [.warning])
    }

    @Test func aSumThatIsOffIsFound() {
        let found = evaluate(pages([0..<10, 10..<15], total: [17]))
        #expect(found.map(\.rule) == ["kadence.paging.sum"])
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.dataPointer) == ["/hydra:totalItems"])
        #expect(evaluate(pages([0..<10, 10..<20, 20..<25], total: [21])).map(\.rule) == ["kadence.paging.sum"])
    }

    /// The data may change while pages are turned.
    @Test func doubtWeighsLess() {
        #expect(evaluate(pages([0..<10, 9..<19, 19..<21], total: [20, 21, 21])).map(\.severity) == [.warning, .info])
        let slow = evaluate(pages([0..<10, 9..<19, 19..<20], total: [21], gap: 100_000))
        #expect(slow.map(\.severity) == [.info])
        #expect(evaluate(pages([0..<10, 9..<19, 19..<20], total: [21], gap: 2_000_000)).isEmpty)
        #expect(
            evaluate(pages([0..<10, 10..<20, 20..<21], total: [20, 21, 21])).map(\.rule) == ["kadence.paging.total"]
        )
    }

    /// A call that may change something, before, between and behind the pages.
    @Test(arguments: [(-40, true), (60, false), (10, false), (118, false), (130, true)])
    func whereTheRecordingItselfChangesDataNothingIsSaid(moment: Int, isFound: Bool) {
        var calls = pages([0..<10, 9..<19, 18..<20], total: [22])
        calls.call("POST", "/v1/public/bookings", status: 201, at: moment, lasting: 5)
        #expect(evaluate(calls).isEmpty != isFound)
        #expect(evaluate(calls, order: calls.exchanges.indices.reversed()).isEmpty != isFound)
    }

    @Test func pagesInAnyOrderAreOneList() {
        let right = pages([0..<10, 10..<20, 20..<30, 30..<35], total: [35])
        let wrong = pages([0..<10, 10..<20, 19..<29, 29..<34], total: [35])
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<12 {
            let order = right.exchanges.indices.shuffled(using: &generator)
            #expect(evaluate(right, order: order).isEmpty, "\(order)")
            #expect(evaluate(wrong, order: order).contains { $0.rule == "kadence.paging.repeated" }, "\(order)")
        }
    }

    @Test func listsAreToldApart() {
        var calls = RecordedCalls()
        calls.page(target(1, "&status=booked"), ids: 0..<10, total: 15, next: true)
        calls.page(target(2, "&status=cancelled"), ids: 5..<10, total: 15, next: false)
        calls.page("/v1/public/bookings?page=2&itemsPerPage=5&status=booked", ids: 5..<10, total: 15, next: true)
        calls.token = "token-of-another-application"
        calls.page(target(2, "&status=booked"), ids: 5..<10, total: 15, next: false)
        #expect(evaluate(calls).isEmpty)
        calls.token = "token-of-one-application"
        calls.page("/v1/public/bookings?status=booked&page=2&itemsPerPage=10", ids: 5..<10, total: 15, next: false)
        #expect(
            evaluate(calls).map(\.rule) == ["kadence.paging.repeated"],
            "names in another sequence are the same list"
        )
    }

    @Test func aListAskedForAgainIsAnotherWalk() {
        var calls = RecordedCalls()
        for _ in 0..<3 { calls.page(target(1), ids: 0..<10, total: 25, next: true) }
        calls.page(target(2), ids: 10..<20, total: 25, next: true)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func membersWithoutANameAndRedactedOnesRaiseNothing() {
        var calls = RecordedCalls()
        for page in 1...2 {
            calls.call(
                "GET",
                target(page),
                body: #"{"hydra:member":[{},{},7],"hydra:totalItems":6,"hydra:view":{"hydra:next":"/x"}}"#
            )
        }
        #expect(evaluate(calls).isEmpty)
        let secrets = KnownSecrets()
        secrets.add(Array("25252525".utf8), kind: "secret")
        var hidden = RecordedCalls(secrets: secrets)
        hidden.page(target(1), ids: 0..<3, total: 25_252_525, next: false)
        #expect(evaluate(hidden).isEmpty, "a total that was replaced is no number to compare with")
    }

    @Test func aLimitIsSaid() {
        var calls = RecordedCalls()
        calls.page(target(1), ids: 0..<10, total: 30, next: true)
        calls.page(target(2), ids: 5..<15, total: 30, next: true)
        let found = calls.observe(PagingRule(limit: 4))
        #expect(found.map(\.observation.isNotEvaluable) == [true])
    }

    /// Time for a crawl of many pages grows with its pages, not with their square.
    @Test func manyPagesAreOneWalk() {
        var calls = RecordedCalls()
        for page in 1...600 {
            calls.page(target(page), ids: (page * 10 - 10)..<(page * 10), total: 6_000, next: page < 600)
        }
        #expect(evaluate(calls).isEmpty)
    }
}
