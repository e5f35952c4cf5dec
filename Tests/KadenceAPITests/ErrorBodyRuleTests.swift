import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct ErrorBodyRuleTests {
    private func evaluate(_ body: String, status: Int = 404) -> [Observation] {
        Answers.observe(ErrorBodyRule(), Answers.exchange("GET", Answers.booking, status: status, body: body))
    }

    @Test func hydraErrorsPass() {
        #expect(evaluate(#"{"@type":"hydra:Error","hydra:title":"a","hydra:description":"b"}"#).isEmpty)
        #expect(evaluate(#"{"violations":[{"propertyPath":"p","message":"m"}]}"#, status: 422).isEmpty)
        #expect(evaluate("{}", status: 200).isEmpty)
    }

    @Test(arguments: [
        ("[]", "type"), ("{}", "members"), (#"{"hydra:title":"a"}"#, "members"), (#"{"violations":{}}"#, "violations"),
        (#"{"violations":[{"propertyPath":"p","message":"m"},{"message":"m"}]}"#, "violation"),
    ])
    func othersAreInformation(body: String, part: String) {
        let found = evaluate(body)
        #expect(found.map(\.rule) == ["kadence.error-body." + part])
        #expect(found.map(\.severity) == [.info])
    }

    @Test func everyBadViolationIsCounted() {
        let list = (0..<5).map { _ in #"{"message":7}"# }.joined(separator: ",")
        let found = evaluate(#"{"violations":[{"propertyPath":"p","message":"m"},\#(list)]}"#, status: 422)
        #expect(found.map(\.count) == [5])
        #expect(found.first?.dataPointer == "/violations/1")
        #expect(found.first?.furtherPointers == ["/violations/2", "/violations/3"])
    }

    @Test func aStandInIsStillAText() {
        let body = #"{"hydra:title":"a","hydra:description":"no user ann.smith@example.com"}"#
        #expect(evaluate(body).isEmpty)
        #expect(evaluate(#"{"hydra:title":"a","hydra:description":"ann.smith@example.com"}"#).isEmpty)
    }
}
