import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct IdentifierRuleTests {
    @Test(arguments: [
        #"{"id":"01GTBV1CT3BM8A42SEJ2J5F4EG","@id":"/v1/public/bookings/01GTBV1CT3BM8A42SEJ2J5F4EG"}"#,
        #"{"@id":"/v1/public/bookings"}"#, #"{"@id":"/.well-known/genid/7"}"#, "[]", "7", "{}",
        #"{"hydra:view":{"@id":"/v1/public/bookings/x?page=1","id":7}}"#,
        #"{"@context":{"id":"@id"}}"#,
        #"{"@id":"/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG/bookings?page=2"}"#,
    ])
    func ulidsPass(body: String) {
        #expect(Answers.observe(IdentifierRule(), body).isEmpty)
    }

    @Test(arguments: [
        (#"{"id":7}"#, "type", "/id"), (#"{"id":null}"#, "type", "/id"), (#"{"id":{}}"#, "type", "/id"),
        (#"{"id":"7"}"#, "format", "/id"), (#"{"space":{"id":"81GTBV1CT3BM8A42SEJ2J5F4EG"}}"#, "format", "/space/id"),
        (#"{"@id":7}"#, "iri-type", "/@id"),
        (#"{"a~/b":[{"id":""}]}"#, "format", "/a~0~1b/0/id"),
    ])
    func othersFail(body: String, part: String, pointer: String) {
        let found = Answers.observe(IdentifierRule(), body)
        #expect(found.map(\.rule) == ["kadence.identifier." + part])
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.dataPointer) == [pointer])
    }

    @Test func itemsAreCountedTogether() {
        let members = (0..<50).map { #"{"id":\#($0)}"# }.joined(separator: ",")
        let found = Answers.observe(IdentifierRule(), #"{"hydra:member":[\#(members)]}"#)
        #expect(found.map(\.count) == [50])
        #expect(found.first?.dataPointer == "/hydra:member/0/id")
        #expect(found.first?.furtherPointers == ["/hydra:member/1/id", "/hydra:member/2/id"])
    }

    @Test func errorsAreNotJudged() {
        #expect(Answers.observe(IdentifierRule(), #"{"id":7}"#, status: 404).isEmpty)
    }

    @Test func aRedactedIdIsJudgedByItsShape() {
        let secrets = KnownSecrets()
        secrets.add(Array(Answers.id.utf8), kind: "identifier")
        secrets.add(Array("s3cr3t-s3cr3t-s3cr3t".utf8), kind: "secret")
        let kept = Answers.observe(IdentifierRule(), #"{"id":"\#(Answers.id)"}"#, secrets: secrets)
        #expect(kept.isEmpty, "nothing is invented")
        let broken = Answers.observe(IdentifierRule(), #"{"id":"s3cr3t-s3cr3t-s3cr3t"}"#, secrets: secrets)
        #expect(broken.map(\.rule) == ["kadence.identifier.format"], "nothing is hidden")
    }

    @Test func aStandInWithoutAShapeIsNotEvaluable() {
        let secrets = KnownSecrets()
        secrets.add(Array("s3cr3t-s3cr3t-s3cr3t".utf8), kind: "secret")
        let partly = Answers.observe(IdentifierRule(), #"{"id":"x-s3cr3t-s3cr3t-s3cr3t"}"#, secrets: secrets)
        #expect(partly.allSatisfy { $0.isNotEvaluable || $0.rule == "kadence.identifier.format" })
        // Read a second time, as from a flow file, a stand-in has lost its shape.
        let first = Answers.exchange("GET", "/", body: #"{"id":"s3cr3t-s3cr3t-s3cr3t"}"#, secrets: secrets)
        let body = String(decoding: first.response?.body.bytes ?? [], as: UTF8.self)
        #expect(!body.contains("s3cr3t"))
        let again = Answers.observe(IdentifierRule(), body)
        #expect(again.map(\.isNotEvaluable) == [true])
        #expect(again.map(\.blame) == [.inconclusive])
    }
}
