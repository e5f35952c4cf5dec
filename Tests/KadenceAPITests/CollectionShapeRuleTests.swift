import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct CollectionShapeRuleTests {
    private func evaluate(
        _ body: String,
        target: String = "/v1/public/bookings?page=1",
        type: String = "application/ld+json"
    ) -> [Observation] {
        var headers = Answers.good
        headers.set("Content-Type", type)
        return Answers.observe(
            CollectionShapeRule(contract: Kadence.contract),
            Answers.exchange("GET", target, headers: headers, body: body)
        )
    }

    @Test func collectionsPass() {
        #expect(evaluate(#"{"hydra:member":[],"hydra:totalItems":0}"#).isEmpty)
        #expect(evaluate(#"{"hydra:member":[{}],"hydra:totalItems":1}"#, target: "/v1/public/spaces").isEmpty)
        #expect(
            evaluate(#"{"hydra:member":[{}],"hydra:totalItems":9,"hydra:view":{"@id":"/x","hydra:next":"/y"}}"#).isEmpty
        )
        #expect(evaluate(#"{"hydra:member":[1,2],"hydra:totalItems":1}"#).isEmpty, "arithmetic is another rule's")
    }

    @Test(arguments: [
        ("[]", "type"), ("{}", "member"), (#"{"hydra:member":{}}"#, "member-type"),
        (#"{"hydra:member":null,"hydra:totalItems":0}"#, "member-type"),
        (#"{"hydra:member":[],"hydra:totalItems":"0"}"#, "total-type"),
        (#"{"hydra:member":[],"hydra:totalItems":-1}"#, "total-type"),
        (#"{"hydra:member":[],"hydra:totalItems":1e99}"#, "total-type"),
    ])
    func otherShapesFail(body: String, part: String) {
        let found = evaluate(body)
        #expect(found.map(\.rule) == ["kadence.collection." + part])
        #expect(found.map(\.severity) == [.error])
    }

    @Test func whatNobodyPromisesIsInformation() {
        #expect(evaluate(#"{"hydra:member":[]}"#).map(\.severity) == [.info])
        #expect(evaluate(#"{"hydra:member":[],"hydra:totalItems":0,"hydra:view":[]}"#).map(\.severity) == [.info])
    }

    @Test func otherAnswersAreNotJudged() {
        #expect(evaluate("{}", target: Answers.booking).isEmpty)
        #expect(evaluate("[]", type: "application/json").isEmpty)
        #expect(evaluate("a,b", type: "text/csv").isEmpty)
    }
}
