import Testing

@testable import Commands

@Suite struct FindingNameTests {
    @Test(arguments: [
        "schema.response-body", "schema", "kadence", "kadence.quota-headers", "kadence.quota-headers.missing",
        "kadence.paging",
        "body.syntax", "status.unknown", "102a1ea646e34801", "102A1E", "abcdef",
    ])
    func whatCanBeFoundMayBeNamed(_ name: String) throws {
        try FindingName.check(name)
    }

    @Test(arguments: [
        ("kadence.quota-header", "nearest: kadence.quota-headers"), ("quota-headers", "nearest: kadence.quota-headers"),
        ("Schema.Response-Body", "nearest: schema.response-body"), ("schema.response-bodies", "schema.response-body"),
        ("kadence.quota-headers.misssing", "nearest: kadence.quota-headers.missing"),
        // Never more than a hint, and never the API's fault.
        ("kadence.trace-header", "reprise check"), ("schema.request-body", "reprise check"),
        // No single answer has these.
        ("kadence.filter-pairs", "reprise check"), ("kadence.token", "reprise check"),
        ("schema.", "reprise check"), ("anything", "body.syntax, kadence.collection.member,"),
        // Too short, too long, no digits.
        ("102a1", "body.syntax, "), ("102a1ea646e348010", "body.syntax, "), ("102a1x", "body.syntax, "),
        ("\u{1B}[2J", "body.syntax, "),
    ])
    func anythingElseIsRefused(_ name: String, _ words: String) throws {
        let failure = try #require(#expect(throws: CommandFailure.self) { try FindingName.check(name) })
        #expect(failure.status == .usage)
        #expect(failure.remedy?.contains(words) == true, "\(failure)")
        #expect(!failure.description.utf8.contains(0x1B))
    }
}
