import Testing

@testable import JSONSchema

@Suite struct URIReferenceTests {
    /// RFC 3986 §5.4, its base and a choice of its examples.
    @Test(arguments: [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"), ("http:g", "http:g"),
    ]) func resolvesAsTheRFCSays(_ reference: String, _ expected: String) {
        let base = URIReference("http://a/b/c/d;p?q")
        #expect(URIReference(reference).resolved(against: base).document == expected)
    }

    @Test func fragmentsAreDecodedAndURNsKept() {
        #expect(URIReference("#/a%25b/%22").decodedFragment == "/a%b/\"")
        #expect(URIReference("#%zz").decodedFragment == "%zz")
        #expect(URIReference("#x").resolved(against: URIReference("urn:uuid:1-2")).document == "urn:uuid:1-2")
    }
}
