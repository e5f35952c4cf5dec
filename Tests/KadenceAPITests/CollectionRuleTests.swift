import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct CollectionRuleTests {
    private func evaluate(_ body: String, target: String = "/v1/public/bookings") -> [Observation] {
        Answers.observe(CollectionRule(), Answers.exchange("GET", target, body: body))
    }

    private func members(_ count: Int, from first: Int = 0) -> String {
        (first..<(first + count)).map(RecordedCalls.member).joined(separator: ",")
    }

    @Test(arguments: [
        #"{"hydra:member":[],"hydra:totalItems":0}"#, #"{"hydra:member":[{},{}],"hydra:totalItems":2}"#,
        #"{"hydra:member":[{}]}"#, #"{"hydra:member":{},"hydra:totalItems":0}"#, "[]", "{}",
        #"{"hydra:member":[1],"hydra:totalItems":"0"}"#,
    ])
    func whatAddsUpPasses(body: String) {
        #expect(evaluate(body).isEmpty)
    }

    @Test func aTotalBelowWhatIsShownIsAnError() {
        let found = evaluate(#"{"hydra:member":[1,2],"hydra:totalItems":1}"#)
        #expect(found.map(\.rule) == ["kadence.collection.total-count"])
        #expect(found.map(\.severity) == [.error])
    }

    @Test func aRedactedTotalIsNotEvaluable() {
        let secrets = KnownSecrets()
        secrets.add(Array("25252525".utf8), kind: "secret")
        let exchange = Answers.exchange(
            "GET",
            "/v1/public/bookings",
            body: #"{"hydra:member":[1],"hydra:totalItems":25252525}"#,
            secrets: secrets
        )
        #expect(Answers.observe(CollectionRule(), exchange).map(\.isNotEvaluable) == [true])
    }

    @Test(arguments: [(10, 11, 1), (10, 10, 0), (20, 21, 1), (5, 10, 0), (5, 11, 1), (900, 500, 0)])
    func noMoreAreShownThanWereAskedFor(asked: Int, shown: Int, findings: Int) {
        let body = #"{"hydra:member":[\#(members(shown))],"hydra:totalItems":5000}"#
        let found = evaluate(body, target: "/v1/public/bookings?itemsPerPage=\(asked)")
        #expect(found.map(\.rule) == [String](repeating: "kadence.collection.page-size", count: findings))
        #expect(found.allSatisfy { $0.severity == .error })
    }

    @Test func aSizeThatNobodyAskedForIsHardlyJudged() {
        let body = #"{"hydra:member":[\#(members(501))],"hydra:totalItems":5000}"#
        #expect(evaluate(body).map(\.severity) == [.info])
        #expect(evaluate(body, target: "/v1/public/bookable-spaces?itemsPerPage=10").isEmpty, "it has no pages")
    }

    @Test func aMemberShownTwiceIsAWarning() {
        let body = #"{"hydra:member":[\#(members(3)),\#(members(2)),{"id":7},{"id":7}],"hydra:totalItems":50}"#
        let found = evaluate(body)
        #expect(found.map(\.rule) == ["kadence.collection.repeated"])
        #expect(found.map(\.severity) == [.warning])
        #expect(found.map(\.count) == [2])
        #expect(found.map(\.dataPointer) == ["/hydra:member/3"])
    }
}
