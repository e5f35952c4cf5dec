import JSONTree
import Playback
import Testing

@Suite struct IdentifierShapeTests {
    private static func shape(_ schema: String) throws -> IdentifierShape {
        IdentifierShape(schema: try JSONDocument.parse(Array(schema.utf8)).root)
    }

    @Test(arguments: [
        "", ".", "..", "...", "../../oauth2/token", "a/b", #"a\b"#, "a?b", "a#b", "a;b", "a&b", "%2e%2e", "a b",
        "a\r\nX: y", "ä", "a\u{0}", String(repeating: "a", count: 201),
    ])
    func whatCouldLeaveItsPlaceIsNoIdentifier(_ id: String) throws {
        #expect(!IdentifierShape().accepts(Array(id.utf8)))
        #expect(try !IdentifierShapeTests.shape(#"{"type":"string"}"#).accepts(Array(id.utf8)))
    }

    @Test(arguments: ["1", "01H59ZKQ0V4T8S7R6Q5P4N3M2K", "ada@example.com", "urn:x:1", "a.b", "-"])
    func othersAre(_ id: String) {
        #expect(IdentifierShape().accepts(Array(id.utf8)))
    }

    @Test func theSchemaIsKept() throws {
        let ulid = try IdentifierShapeTests.shape(#"{"type":"string","format":"ulid"}"#)
        #expect(ulid.accepts(Array("01H59ZKQ0V4T8S7R6Q5P4N3M2K".utf8)))
        #expect(!ulid.accepts(Array("01H59ZKQ0V4T8S7R6Q5P4N3M2".utf8)))
        #expect(!ulid.accepts(Array("81H59ZKQ0V4T8S7R6Q5P4N3M2K".utf8)))
        let uuid = try IdentifierShapeTests.shape(#"{"format":"uuid"}"#)
        #expect(uuid.accepts(Array("0190A0b0-1111-7000-8000-abcdefabcdef".utf8)))
        #expect(!uuid.accepts(Array("0190A0b0-1111-7000-8000-abcdefabcdeg".utf8)))
        let integer = try IdentifierShapeTests.shape(#"{"type":"integer"}"#)
        #expect(integer.accepts(Array("-42".utf8)))
        #expect(!integer.accepts(Array("4a".utf8)) && !integer.accepts(Array("-".utf8)))
        let bounded = try IdentifierShapeTests.shape(#"{"minLength":2,"maxLength":3}"#)
        #expect(bounded.accepts(Array("abc".utf8)))
        #expect(!bounded.accepts(Array("a".utf8)) && !bounded.accepts(Array("abcd".utf8)))
    }
}
