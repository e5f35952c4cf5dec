import APIDocument
import ContractCheck
import ExchangeModel
import Foundation
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct FilterRuleTests {
    private static let other = "01H59ZGH7HDQ4KAAN6RR1X8V7V"

    private func evaluate(
        _ target: String,
        _ members: String,
        secrets: KnownSecrets = KnownSecrets()
    ) -> [Observation] {
        let body = #"{"hydra:member":[\#(members)],"hydra:totalItems":1}"#
        return Answers.observe(
            FilterRule(),
            Answers.exchange("GET", "/v1/public/" + target, body: body, secrets: secrets)
        )
    }

    @Test(arguments: [
        ("bookings?status=booked", #"{"status":"booked"}"#), ("bookings?status=", #"{"status":"cancelled"}"#),
        ("bookings?status=booked&status=cancelled", #"{"status":"completed"}"#),
        ("bookings?unknown=booked", #"{"status":"cancelled"}"#), ("bookings?type=desk", #"{"type":"desk"},{}"#),
        ("bookings?id=\(Answers.id.lowercased())", #"{"id":"\#(Answers.id)"}"#),
        ("bookings?buildingId=\(Answers.id)", #"{"building":"/v1/public/buildings/\#(Answers.id)"}"#),
        ("bookings?buildingId=\(Answers.id)", #"{"building":{"id":"\#(Answers.id)"}}"#),
        (
            "users/\(Answers.id)/bookings?building.id=\(Answers.id)",
            #"{"building":"/v1/public/buildings/\#(Answers.id)"}"#
        ),
        (
            "bookings?floorId=\(Answers.id)",
            #"{"space":{"floor":{"id":"\#(Answers.id)"}}},{"space":null},{"space":"/x"}"#
        ),
        (
            "bookings?neighbourhoodId=\(Answers.id)",
            #"{"space":{"neighborhood":{"@id":"/v1/public/neighborhoods/\#(Answers.id)"}}}"#
        ),
        ("bookings?spaceId=not-an-id", #"{"space":null}"#),
        ("spaces?floorId=\(Answers.id)", #"{"floor":{"id":"\#(Answers.id)","name":"1"}}"#),
        ("buildings?city=lon", #"{"city":"London"}"#), ("buildings?city=Z%C3%BCrich", #"{"city":"Zurich"}"#),
        ("buildings?countryCode=gb", #"{"countryCode":"GB"}"#),
        ("bookable-spaces?spaceType=room", #"{"type":"room"}"#),
        ("visitors?status=accepted&firstName=John", #"{"status":"declined","firstName":"Jane"}"#),
        ("users/\(Answers.id)/bookings", #"{"userId":"/v1/public/users/\#(Answers.id)"},{}"#),
        ("users/\(Answers.id)/bookings", #"{"userId":null,"createdUserId":"/v1/public/users/\#(Answers.id)"}"#),
    ])
    func whatFitsPasses(target: String, members: String) {
        #expect(evaluate(target, members).isEmpty, "\(target)")
    }

    @Test(arguments: [
        ("bookings?status=booked", #"{"status":"cancelled"}"#, "status", Severity.warning),
        ("bookings?type=desk", #"{"type":"room"}"#, "type", .error),
        ("bookings?id=\(Answers.id)", #"{"id":"\#(other)"}"#, "id", .error),
        ("bookings?buildingId=\(Answers.id)", #"{"building":"/v1/public/buildings/\#(other)"}"#, "building", .error),
        ("bookings?buildingId=\(Answers.id)", #"{"building":{"id":"\#(other)"}}"#, "building", .error),
        ("bookings?floorId=\(Answers.id)", #"{"space":{"floor":{"id":"\#(other)"}}}"#, "space/floor", .error),
        ("bookings?spaceId=\(Answers.id)", #"{"space":null}"#, "space", .error),
        ("bookings?space.id=\(Answers.id)", #"{"space":{"id":"\#(other)"}}"#, "space", .error),
        ("spaces?neighborhoodId=\(Answers.id)", #"{"neighborhood":null}"#, "neighborhood", .error),
        ("visits?buildingId=\(Answers.id)", #"{"building":{"id":"\#(other)"}}"#, "building", .error),
        ("bookable-spaces?spaceType=room", #"{"type":"desk"}"#, "type", .error),
        ("buildings?city=Leeds", #"{"city":"London"}"#, "city", .warning),
        ("buildings?countryCode=DE", #"{"countryCode":"GB"}"#, "countryCode", .error),
        ("users/\(Answers.id)/bookings", #"{"userId":"/v1/public/users/\#(other)"}"#, "userId", .info),
    ])
    func whatDoesNotFitIsFound(target: String, member: String, place: String, severity: Severity) {
        let found = evaluate(target, member + "," + member)
        #expect(found.map(\.severity) == [severity])
        #expect(found.map(\.dataPointer) == ["/hydra:member/0/" + place])
        #expect(found.map(\.count) == [2])
        #expect(found.allSatisfy { $0.blame == .api && !$0.specPointer.isEmpty && !$0.keyword.isEmpty })
    }

    /// The document's words: before is "on or before", strictly_before "before", and so for after.
    @Test(arguments: [
        ("before", "2026-01-01T12:00:00", "2026-01-01T12:00:00+00:00", ""),
        ("before", "2026-01-01T12:00:00", "2026-01-01T12:00:01+00:00", "value"),
        ("strictly_before", "2026-01-01T12:00:00", "2026-01-01T11:59:59+00:00", ""),
        ("strictly_before", "2026-01-01T12:00:00", "2026-01-01T12:00:00+00:00", "boundary"),
        ("after", "2026-01-01T12:00:00", "2026-01-01T12:00:00+00:00", ""),
        ("after", "2026-01-01T12:00:00", "2026-01-01T11:59:59+00:00", "value"),
        ("strictly_after", "2026-01-01T12:00:00", "2026-01-01T12:00:00+00:00", "boundary"),
        ("strictly_after", "2026-01-01T12:00:00", "2026-01-01T14:00:00+02:00", "boundary"),
        ("after", "2026-01-01T12:00:00Z", "2026-01-01T12:00:00+01:00", "value"),
        ("after", "yesterday", "2020-01-01T00:00:00Z", ""), ("after", "2026-01-01T12:00:00", "soon", ""),
        ("local_after", "2026-01-01T12:00:00", "2025-12-31T22:00:00+00:00", ""),
        ("local_after", "2026-01-01T12:00:00", "2025-12-31T21:59:59+00:00", "value"),
        ("local_strictly_before", "2026-01-01T12:00:00", "2026-01-02T00:00:00+00:00", ""),
        ("local_strictly_before", "2026-01-01T12:00:00", "2026-01-02T00:00:01+00:00", "value"),
    ])
    func bounds(word: String, bound: String, shown: String, part: String) {
        for (name, member) in [("startDateTime", "startDate"), ("endDateTime", "endDate")] {
            let found = evaluate("bookings?\(name)%5B\(word)%5D=\(bound)", #"{"\#(member)":"\#(shown)"}"#)
            #expect(found.map(\.rule) == (part.isEmpty ? [] : ["kadence.filter." + part]), "\(word)")
            #expect(found.allSatisfy { $0.severity == .error && $0.keyword == "\(name)[\(word)]" })
        }
    }

    @Test func momentsThatAreShownLessExactlyThanComparedWeighLess() {
        let target = "users/\(Answers.id)/bookings?checkedInDateTime[strictly_after]=2026-01-01T12:00:00"
        let found = evaluate(target, #"{"checkedInDate":"2026-01-01T12:00:00Z"},{"checkedInDate":null}"#)
        #expect(found.map(\.severity) == [.warning])
    }

    /// Of a replaced address a stand-in and its length stay: equal ones pass, and different lengths are no match.
    @Test(arguments: [
        ("emailExact=ann%40example.com", "ann@example.com", [String]()),
        ("emailExact=ann%40example.com", "anne@example.com", ["value"]),
        ("emailExact=ann%40example.com", "bob@example.com", ["redacted"]),
        ("emailExact=Ann%40example.com", "ann@example.com", ["redacted"]),
        ("email=ann", "ann@example.com", []), ("email=example.com", "ann@example.com", []),
        ("email=much.longer.than%40example.com", "ann@example.com", ["value"]),
    ])
    func addressesAreComparedThroughRedaction(query: String, address: String, parts: [String]) {
        let exchange = Answers.exchange(
            "GET",
            "/v1/public/users?" + query,
            body: #"{"hydra:member":[{"email":"\#(address)"}],"hydra:totalItems":1}"#
        )
        let body = String(decoding: exchange.response?.body.bytes ?? [], as: UTF8.self)
        #expect(!body.contains(address), "the address was replaced")
        let found = Answers.observe(FilterRule(), exchange)
        #expect(found.map(\.rule) == parts.map { "kadence.filter." + $0 })
        #expect(found.allSatisfy { $0.isNotEvaluable == ($0.rule == "kadence.filter.redacted") })
    }

    @Test func aRedactedIdIsPassedOver() {
        let secrets = KnownSecrets()
        secrets.add(Array(FilterRuleTests.other.utf8), kind: "identifier")
        #expect(evaluate("bookings?id=\(Answers.id)", #"{"id":"\#(FilterRuleTests.other)"}"#, secrets: secrets).isEmpty)
    }

    @Test func onlyListsAreJudged() {
        for (target, status, body) in [
            ("bookings?type=desk", 404, #"{"hydra:member":[{"type":"room"}]}"#), ("bookings?type=desk", 200, "[]"),
            ("bookings?type=desk", 200, #"{"hydra:member":{"type":"room"}}"#),
            ("bookings/\(Answers.id)?type=desk", 200, #"{"type":"room"}"#),
        ] {
            let exchange = Answers.exchange("GET", "/v1/public/" + target, status: status, body: body)
            #expect(Answers.observe(FilterRule(), exchange).isEmpty)
        }
    }

    @Test func hostileQueriesAndMembersAreJudgedOnce() {
        let query = (0..<5_000).map { "status=booked&x\($0)=%ZZ%4" }.joined(separator: "&")
        let members = [String](repeating: #"{"status":"cancelled","space":[[]],"building":7}"#, count: 5_000)
        let found = evaluate("bookings?\(query)&buildingId=\(Answers.id)", members.joined(separator: ","))
        #expect(found.map(\.count) == [5_000])
    }

    /// Each parameter of the table is one of the document's, so that no filter is of our own making.
    @Test func everyFilterIsInTheDocument() throws {
        guard let bytes = SharedFiles.document() else { return }
        let vendor = try Contract(parsing: bytes)
        for (path, conditions) in FilterCondition.byPath {
            let operation = try #require(vendor.operations.operation(named: "GET /v1/public/" + path))
            let names = Set(operation.parameters.filter { $0.location == "query" }.map(\.name))
            let unknown = conditions.map(\.parameter).filter { !names.contains($0) }
            // One table serves bookings under both of their paths, and spaces with what lies above them.
            let shared: Set<String> = [
                "building.id", "floor.id", "neighborhood.id", "space.id", "buildingId", "floorId", "neighbourhoodId",
                "spaceId", "neighborhoodId",
            ]
            #expect(unknown.allSatisfy { shared.contains($0) }, "\(path): \(unknown)")
            #expect(conditions.count > unknown.count)
        }
    }
}
