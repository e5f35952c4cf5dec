import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct ResourceIRIRuleTests {
    private static let id = Answers.id
    private static let other = "01H59ZGH7HDQ4KAAN6RR1X8V7V"

    @Test(arguments: [
        #"{"@id":"/v1/public/bookings/\#(id)","@type":"Booking","id":"\#(id)"}"#,
        #"{"@id":"/v1/public/bookings/\#(id.lowercased())","id":"\#(id)"}"#,
        #"{"userId":"/v1/public/users/\#(other)","space":{"@id":"/v1/public/spaces/\#(other)","id":"\#(other)"}}"#,
        #"{"space":{"@id":"/v1/public/bookable-space/\#(other)","@type":"BookableSpace","id":"\#(other)"}}"#,
        #"{"@id":"/.well-known/genid/7","id":"\#(id)"}"#, #"{"@id":"text","@type":"Booking"}"#,
        #"{"floor":"https://example.com/","userId":"01H59ZGH7HDQ4KAAN6RR1X8V7V"}"#,
        #"{"@id":"/v1/public/bookable-days/2026-01-01"}"#, #"{"@id":"/v1/public/bookings"}"#,
        #"{"hydra:view":{"@id":"/v1/public/bookings/x?page=1"},"@context":{"userId":"/v1/public/spaces/\#(id)"}}"#,
        "[]", "7", #"{"@id":7,"userId":[]}"#,
    ])
    func whatIsConsistentPasses(body: String) {
        #expect(Answers.observe(ResourceIRIRule(), body).isEmpty)
    }

    @Test(arguments: [
        (#"{"a":{"@id":"/v1/public/bookings/7"}}"#, "form", "/a/@id"),
        (#"{"userId":"/v1/public/users/ann"}"#, "form", "/userId"),
        (#"{"userId":"/v1/public/spaces/\#(other)"}"#, "relation", "/userId"),
        (#"{"space":"https://api.onkadence.co/v1/public/floors/\#(other)"}"#, "relation", "/space"),
        (#"{"space":{"@id":"/v1/public/spaces/\#(other)","id":"\#(id)"}}"#, "id", "/space/@id"),
        (#"{"space":{"@id":"/v1/public/floors/\#(other)","@type":"Space"}}"#, "type", "/space/@id"),
    ])
    func whatIsNotIsFound(body: String, part: String, pointer: String) {
        let found = Answers.observe(ResourceIRIRule(), body)
        #expect(found.map(\.rule) == ["kadence.iri." + part])
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.dataPointer) == [pointer])
    }

    @Test func itemsAreCountedTogether() {
        let members = [String](repeating: #"{"userId":"/v1/public/users/7"}"#, count: 4).joined(separator: ",")
        let found = Answers.observe(ResourceIRIRule(), #"{"hydra:member":[\#(members)]}"#)
        #expect(found.map(\.count) == [4])
        #expect(found.first?.furtherPointers == ["/hydra:member/1/userId", "/hydra:member/2/userId"])
    }

    @Test(arguments: [
        ("GET", "bookings/\(id)", 200, true), ("POST", "bookings/\(id)/check-in", 201, true),
        ("PATCH", "users/\(id)", 200, true), ("GET", "visitors/\(id)", 200, false),
        ("GET", "users/\(id)/bookings", 200, false), ("GET", "bookable-days/\(id)", 200, false),
    ])
    func theAnswerIsTheResourceAskedFor(method: String, path: String, status: Int, isJudged: Bool) {
        func evaluate(_ body: String) -> [String] {
            Answers.observe(
                ResourceIRIRule(),
                Answers.exchange(method, "/v1/public/" + path, status: status, body: body)
            ).map(\.rule)
        }
        #expect(evaluate(#"{"id":"\#(ResourceIRIRuleTests.id)"}"#).isEmpty)
        #expect(evaluate(#"{"id":"\#(ResourceIRIRuleTests.other)"}"#) == (isJudged ? ["kadence.iri.other"] : []))
    }

    @Test func aRedactedIRIIsNotEvaluable() {
        let secrets = KnownSecrets()
        secrets.add(Array("/v1/public/users/ann-the-secret-one".utf8), kind: "secret")
        for name in ["userId", "@id"] {
            let body = #"{"\#(name)":"/v1/public/users/ann-the-secret-one"}"#
            let found = Answers.observe(ResourceIRIRule(), body, secrets: secrets)
            #expect(found.map(\.isNotEvaluable) == [true])
            #expect(Answers.observe(ResourceIRIRule(), body).map(\.rule) == ["kadence.iri.form"])
        }
    }
}
