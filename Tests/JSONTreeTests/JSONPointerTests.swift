import JSONTree
import Testing

@Suite struct JSONPointerTests {
    /// The examples of RFC 6901 §5.
    @Test func findsTheExamplesOfTheRFC() throws {
        let document = try parse(
            ##"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"##
        )
        let expected = [
            "/": 0, "/a~1b": 1, "/c%d": 2, "/e^f": 3, "/g|h": 4, "/i\\j": 5, "/k\"l": 6, "/ ": 7, "/m~0n": 8,
        ]
        for (text, value) in expected {
            let pointer = try #require(JSONPointer(parsing: text))
            #expect(document.node(at: pointer)?.int == value, "\(text)")
            #expect(pointer.description == text)
        }
        #expect(document.node(at: JSONPointer())?.kind == .object)
        #expect(JSONPointer(parsing: "/foo/0").flatMap { document.node(at: $0) }?.string == "bar")
        for text in [
            "/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/bar", "/nothing", "/foo/0/0", "/foo/99999999999999999999",
        ] {
            #expect(JSONPointer(parsing: text).flatMap { document.node(at: $0) } == nil, "\(text)")
        }
    }

    @Test func digitsAreKeysOfObjectsAndPlacesInArrays() throws {
        let document = try parse(#"{"0":[{"-":1,"01":2,"~1":3,"":{"":4}}],"a":5,"a":6,"\u0062":7}"#)
        func int(_ text: String) -> Int? { JSONPointer(parsing: text).flatMap { document.node(at: $0) }?.int }
        #expect(int("/0/0/-") == 1)
        #expect(int("/0/0/01") == 2)
        #expect(int("/0/0/~01") == 3)
        #expect(int("/0/0//") == 4)
        #expect(int("/a") == 6)
        #expect(int("/b") == 7)
        #expect(int("/0/0/~1") == nil)
    }

    @Test(arguments: ["a", "~", "/~", "/~2", "/a~", " /a"]) func refuses(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test func isAsExactAsTheKeysItNames() {
        #expect(JSONPointer(["e\u{301}"]) != JSONPointer(["\u{E9}"]))
        #expect(JSONPointer(["a", "b"]) != JSONPointer(["ab"]))
        #expect(Set([JSONPointer(["a"]), JSONPointer(["a"])]).count == 1)
        #expect(JSONPointer().appending("~/").appending(3).description == "/~0~1/3")
    }
}
