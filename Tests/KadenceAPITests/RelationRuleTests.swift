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

    @Test func aRedactedRelationIsNotJudged() {
        let secrets = KnownSecrets()
        secrets.add(Array("/v1/public/users/ann-the-secret-one".utf8), kind: "secret")
        let body = #"{"userId":"/v1/public/users/ann-the-secret-one"}"#
        for rule in [RelationRule() as any ContractRule, IdentifierRule()] {
            let named = rule is IdentifierRule ? body.replacing("userId", with: "@id") : body
            let found = Answers.observe(rule, named, secrets: secrets)
            #expect(found.map(\.isNotEvaluable) == [true], "\(rule.id) neither passes nor fails what it can't see")
        }
    }
}
