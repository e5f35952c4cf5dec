import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct OrderRuleTests {
    /// Members by the hours at which they begin and end; nil for a date that can't be read.
    private func evaluate(_ query: String, _ hours: [(Int?, Int?)]) -> [Observation] {
        let members = hours.map { start, end -> String in
            func text(_ hour: Int?) -> String { hour.map { "2026-01-01T\($0 + 10):00:00+00:00" } ?? "some time" }
            return #"{"startDate":"\#(text(start))","endDate":"\#(text(end))"}"#
        }
        let body = #"{"hydra:member":[\#(members.joined(separator: ","))],"hydra:totalItems":9}"#
        return Answers.observe(OrderRule(), Answers.exchange("GET", "/v1/public/bookings?" + query, body: body))
    }

    @Test func sortedListsPass() {
        #expect(evaluate("order%5BstartDate%5D=asc", [(1, 9), (1, 2), (3, 3)]).isEmpty)
        #expect(evaluate("order[startDate]=DESC", [(3, 1), (3, 2), (1, 9)]).isEmpty)
        #expect(evaluate("order[endDate]=asc", [(3, 1), (1, 2)]).isEmpty)
        #expect(evaluate("order[startDate]=asc", [(1, 1), (nil, 1), (2, 1)]).isEmpty)
        #expect(evaluate("order[startDate]=upwards", [(3, 3), (1, 1)]).isEmpty)
        #expect(evaluate("order[startDate]=asc", []).isEmpty)
        #expect(evaluate("", [(3, 3), (1, 1)]).isEmpty)
    }

    @Test func otherListsDoNot() {
        let found = evaluate("order[startDate]=asc", [(1, 1), (3, 1), (2, 1), (nil, 1), (1, 1)])
        #expect(found.map(\.rule) == ["kadence.order"])
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.count) == [2])
        #expect(found.map(\.dataPointer) == ["/hydra:member/2/startDate"])
        #expect(evaluate("order[endDate]=desc", [(1, 1), (1, 2)]).count == 1)
    }

    /// Which of two names sorts first is not said.
    @Test func twoOrdersHoldOneWayOrTheOther() {
        let query = "order[startDate]=asc&order[endDate]=desc"
        #expect(evaluate(query, [(1, 3), (1, 2), (2, 9)]).isEmpty)
        #expect(evaluate(query, [(2, 9), (1, 3), (1, 2)]).isEmpty)
        #expect(evaluate(query, [(1, 2), (1, 3)]).count == 1)
    }

    @Test func aRedactedDateIsPassedOver() {
        let secrets = KnownSecrets()
        secrets.add(Array("2026-01-01T10:00:00+00:00".utf8), kind: "secret")
        let body = #"{"hydra:member":[{"startDate":"2026-01-01T11:00:00Z"},{"startDate":"2026-01-01T10:00:00+00:00"}]}"#
        let exchange = Answers.exchange(
            "GET",
            "/v1/public/bookings?order[startDate]=asc",
            body: body,
            secrets: secrets
        )
        #expect(Answers.observe(OrderRule(), exchange).isEmpty)
        let bare = Answers.exchange("GET", "/v1/public/bookings?order[startDate]=asc", body: body)
        #expect(Answers.observe(OrderRule(), bare).count == 1)
    }
}
