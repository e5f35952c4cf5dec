import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct RelationRuleTests {
    @Test(arguments: [
        #"{"userId":"/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG"}"#, #"{"space":{"name":"x"}}"#, #"{"building":null}"#,
        #"{"floor":"https://example.com/"}"#,
    ])
    func relationsPass(body: String) {
        #expect(Answers.observe(RelationRule(), body).isEmpty)
    }

    @Test(arguments: [
        (#"{"userId":7}"#, "type"), (#"{"space":[]}"#, "type"), (#"{"hydra:member":[{"floor":true}]}"#, "type"),
        (#"{"userId":"/v1/public/users/ann"}"#, "iri"),
    ])
    func othersFail(body: String, part: String) {
        let found = Answers.observe(RelationRule(), body)
        #expect(found.map(\.rule) == ["kadence.relation." + part])
        #expect(found.map(\.severity) == [.error])
    }
}
