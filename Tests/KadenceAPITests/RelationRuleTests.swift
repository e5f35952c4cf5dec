import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct RelationRuleTests {
    @Test(arguments: [
        #"{"userId":"/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG"}"#, #"{"space":{"name":"x"}}"#, #"{"building":null}"#,
        #"{"floor":"https://example.com/"}"#, #"{"userId":"/v1/public/users/ann"}"#,
    ])
    func relationsPass(body: String) {
        #expect(Answers.observe(RelationRule(), body).isEmpty)
    }

    @Test(arguments: [
        (#"{"userId":7}"#, "type"), (#"{"space":[]}"#, "type"), (#"{"hydra:member":[{"floor":true}]}"#, "type"),
    ])
    func othersFail(body: String, part: String) {
        let found = Answers.observe(RelationRule(), body)
        #expect(found.map(\.rule) == ["kadence.relation." + part])
        #expect(found.map(\.severity) == [.error])
    }

    @Test func aRedactedRelationIsJudgedByItsShape() {
        let secrets = KnownSecrets()
        secrets.add(Array("/v1/public/users/ann-the-secret-one".utf8), kind: "secret")
        let body = #"{"userId":"/v1/public/users/ann-the-secret-one"}"#
        #expect(Answers.observe(RelationRule(), body, secrets: secrets).isEmpty, "it was a string, and that is enough")
        let first = Answers.exchange("GET", Answers.booking, body: body, secrets: secrets)
        // Read a second time, as from a flow file, a stand-in has lost its shape.
        let again = String(decoding: first.response?.body.bytes ?? [], as: UTF8.self)
        #expect(Answers.observe(RelationRule(), again).map(\.isNotEvaluable) == [true])
    }
}
