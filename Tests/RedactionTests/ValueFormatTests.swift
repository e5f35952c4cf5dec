import Testing
import TextPatterns

@testable import Redaction

@Suite("Formats of replaced values")
struct ValueFormatTests {
    /// Formats that often come together.
    private static let families = [
        "reference": ["iri-reference", "uri-reference", "uri-template"], "host": ["hostname", "idn-hostname"],
    ]

    private static let cases: [(String, String)] = [
        ("ada@example.com", "email idn-email regex reference"),
        ("https://a.b/c", "iri regex uri reference"),
        ("2026-11-23", "date regex host reference"),
        ("2026-11-23T17:31:02+00:00", "date-time regex uri-template"),
        ("2026-11-23T17:31:02.5Z", "date-time regex uri-template"),
        ("17:31:02Z", "time regex uri-template"),
        ("2026-02-30", "regex host reference"),
        ("01GTBV1CT3BM8A42SEJ2J5F4EG", "regex ulid host reference"),
        ("81GTBV1CT3BM8A42SEJ2J5F4EG", "regex host reference"),
        ("0174fdd9-b630-a358-10cb-513e27f40317", "regex uuid host reference"),
        ("Ada", "regex host reference"),
        ("Ada Byron", "regex"),
        ("a..b@example.com", "regex reference"),
        ("ada@-x.com", "regex reference"),
        ("127.0.0.1", "ipv4 regex host reference"),
        ("::1", "ipv6 regex uri-template"),
        ("P1D", "duration regex host reference"),
        ("/a/~1", "json-pointer regex reference"),
        ("12", "regex relative-json-pointer host reference"),
        ("", "json-pointer regex reference"),
        ("ädä@exämple.de", "idn-email iri-reference regex uri-template"),
        ("bücher.de", "idn-hostname iri-reference regex uri-template"),
        ("(", "reference"),
    ]

    @Test("A value's formats are seen before it is replaced", arguments: cases)
    func seen(_ value: String, _ formats: String) {
        let names = formats.split(separator: " ").map(String.init).flatMap { Self.families[$0] ?? [$0] }
        #expect(ValueFormat.satisfied(by: bytes(value)) == Set(names), "\(value)")
    }

    @Test("What is left out because another format implies it is what looking would have found")
    func shortcutsAgree() {
        let parts = [
            "a", "1", "@", ".", ":", "/", "-", "~0", "%41", "?", "#", "{", "}", "[", "]", "(", "*", "é", " ", "T", "Z",
            "P1Y", "xn--",
            "2026-11-23", "::", "127.0.0.1", "http://", "\\d", "\"",
        ]
        var random = Seeded(state: 11)
        for _ in 0..<4_000 {
            let value = bytes(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
                    .joined()
            )
            let expected = TextFormat.allCases.filter { $0.accepts(value) }.map(\.rawValue)
            #expect(ValueFormat.satisfied(by: value) == Set(expected), "\(text(value))")
        }
    }

    @Test("The stored form's word leads back to the names, and names of earlier versions are read")
    func storedWord() {
        let all = Set(TextFormat.allCases.map(\.rawValue))
        for names in [[], ["email"], ["ulid", "regex"], all] as [Set<String>] {
            #expect(ValueFormat.names(in: ValueFormat.word(for: names)) == names)
        }
        #expect(ValueFormat.names(in: "email") == ["email"])
        #expect(ValueFormat.word(for: ["date-time"]) == "#1" && ValueFormat.word(for: ["ulid"]) == "#80000")
    }

    @Test("A long value is no reason to invent a violation")
    func longValues() {
        let long = bytes("https://a.b/" + String(repeating: "c", count: 20_000))
        #expect(ValueFormat.satisfied(by: long).isSuperset(of: ["uri", "iri", "uri-reference", "regex"]))
    }
}
