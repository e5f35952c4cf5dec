import ExchangeModel
import Testing

@testable import OfflineAPI

/// Which requests are the same, and what is said of those that are not.
@Suite struct FormComparisonTests {
    private static let json = "application/json"
    private static let form = "application/x-www-form-urlencoded"

    @Test(arguments: [
        ("/v1/public/bookings?a=1&b=2", "/v1/public/bookings?b=2&a=1"),
        ("/v1/public/bookings?order%5BstartDate%5D=asc", "/v1/public/bookings?order[startDate]=asc"),
        ("/v1/public/spaces?q=a+b", "/v1/public/spaces?q=a%20b"),
        ("/v1/public/spaces?q=caf%C3%A9", "/v1/public/spaces?q=caf%c3%a9"),
        ("/v1/public/spaces?x", "/v1/public/spaces?x=&&"),
        ("/v1/public/spaces?id[]=1&id[]=2&id[]=1", "/v1/public/spaces?id[]=1&id[]=1&id[]=2"),
        ("/v1/public/spac%65s", "/v1/public/spaces"),
        ("/v1/public/spaces", "/gateway/kadence/v1/public/spaces"),
        ("/v1/public/spaces?", "/v1/public/spaces"),
        ("", "/"),
    ])
    func theSameTarget(_ asked: String, _ recorded: String) {
        let comparison = Recording.compare(
            Recording.request("GET", asked, origin: "http://127.0.0.1:8090"),
            Recording.request("GET", recorded)
        )
        #expect(comparison.differences == [])
        #expect(comparison.isExact)
    }

    @Test(arguments: [
        ("/v1/public/bookings?page=2", "/v1/public/bookings?page=1", "query page is 2, recorded 1"),
        ("/v1/public/bookings", "/v1/public/bookings?page=1", "query page is missing, recorded 1"),
        ("/v1/public/bookings?new=x", "/v1/public/bookings", "query new is x, not recorded"),
        ("/v1/public/b?id=1&id=1", "/v1/public/b?id=1", "query id is 1, not recorded"),
        ("/v1/public/b?id=1", "/v1/public/b?id=1&id=1", "query id is missing, recorded 1"),
        ("/v1/public/b?id=", "/v1/public/b?id=1", "query id is empty, recorded 1"),
        ("/v1/public/rooms", "/v1/public/desks", "path segment 3 is rooms, recorded desks"),
        ("/v1/public/a%2Fb", "/v1/public/a/b", "path is /v1/public/a%2Fb, recorded /v1/public/a/b"),
        ("/v1/public/desks/", "/v1/public/desks", "path is /v1/public/desks/, recorded /v1/public/desks"),
        ("/v1/public/b?q=%1B%5B31m", "/v1/public/b?q=1", #"query q is \x1b[31m, recorded 1"#),
    ])
    func anotherTarget(_ asked: String, _ recorded: String, _ sentence: String) {
        let comparison = Recording.compare(Recording.request("GET", asked), Recording.request("GET", recorded))
        #expect(comparison.differences.map(\.sentence) == [sentence])
        #expect(comparison.distance > 0)
    }

    @Test func anotherMethod() {
        let comparison = Recording.compare(Recording.request("post", "/a"), Recording.request("POST", "/a"))
        #expect(comparison.differences.map(\.sentence) == ["method is post, recorded POST"])
    }

    @Test(arguments: [
        (json, #"{"a":1,"b":[1,"x"]}"#, json, #" {"b" : [1.0,"\u0078"], "a":10e-1}"#),
        (json, #"{"a":-0.0,"b":1200}"#, "application/merge-patch+json", #"{"a":0,"b":1.2E+3}"#),
        (json, #"{"a":1,"a":2}"#, json, #"{"a":2}"#),
        (json, #"{"n":12345678901234567890123}"#, json, #"{"n":12345678901234567890123.0}"#),
        (form, "a=1&b=x+y", form, "b=x%20y&a=%31"),
    ])
    func theSameBody(_ type: String, _ asked: String, _ otherType: String, _ recorded: String) {
        let comparison = Recording.compare(
            Recording.request("POST", "/a", type: type, body: asked),
            Recording.request("POST", "/a", type: otherType, body: recorded)
        )
        #expect(comparison.differences == [])
        #expect(comparison.isExact)
    }

    @Test(arguments: [
        (json, #"{"a":{"b":[0,2]}}"#, #"{"a":{"b":[0,1]}}"#, "body /a/b/1 is 2, recorded 1"),
        (json, #"{"a":"1"}"#, #"{"a":1}"#, #"body /a is "1", recorded 1"#),
        (json, #"{"a":1}"#, #"{"a":"1"}"#, #"body /a is 1, recorded "1""#),
        (json, #"{}"#, #"{"a/b":null}"#, "body /a~1b is missing, recorded null"),
        (json, #"{"x":true}"#, #"{}"#, "body /x is true, not recorded"),
        (
            json, #"{"n":12345678901234567890123}"#, #"{"n":12345678901234567890124}"#,
            "body /n is 12345678901234567890123, recorded 12345678901234567890124"
        ),
        (
            json, #"{"n":1e999999999999}"#, #"{"n":1e999999999998}"#,
            "body /n is 1e999999999999, recorded 1e999999999998"
        ),
        (json, "[1]", "[1,2]", "body is a list of 1, recorded a list of 2"),
        (json, "", "{}", "body is missing, recorded JSON"),
        (json, "{}", "", "body is JSON, not recorded"),
        (form, "a=1&b=2", "a=1&b=3", "form field b is 2, recorded 3"),
        ("text/plain", "hello", "hallo", "body is hello, recorded hallo"),
    ])
    func anotherBody(_ type: String, _ asked: String, _ recorded: String, _ sentence: String) {
        let comparison = Recording.compare(
            Recording.request("POST", "/a", type: type, body: asked),
            Recording.request("POST", "/a", type: type, body: recorded)
        )
        #expect(comparison.differences.map(\.sentence) == [sentence])
    }

    private static func multipart(_ boundary: String, _ parts: [(String, String)]) -> RequestMessage {
        let body =
            parts.map { "--\(boundary)\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }
            .joined()
            + "--\(boundary)--\r\n"
        return Recording.request("POST", "/a", type: "multipart/form-data; boundary=\(boundary)", body: body)
    }

    @Test func partsAreComparedWithoutTheirBoundary() {
        let recorded = Self.multipart("xyz", [("colour", "red"), ("size", "4")])
        #expect(Recording.compare(Self.multipart("----other", [("size", "4"), ("colour", "red")]), recorded).matches)
        let other = Recording.compare(Self.multipart("xyz", [("colour", "blue"), ("size", "4")]), recorded)
        #expect(other.differences.map(\.sentence) == ["part colour is blue, recorded red"])
        let fewer = Recording.compare(Self.multipart("xyz", [("colour", "red")]), recorded)
        #expect(fewer.differences.map(\.place) == [.part(Array("size".utf8))])
    }

    @Test func contentCodingIsUndone() {
        // `gzip -n` of {"a":1}
        let packed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xAB, 0x56, 0x4A, 0x54, 0xB2, 0x32, 0xAC, 0x05, 0, 0xAF, 0xAC,
            0x1B, 0x56, 0x07, 0, 0, 0,
        ]
        let recorded = Recording.request("POST", "/a", type: Self.json, body: #"{"a":1}"#)
        var asked = recorded
        asked.headers.append("Content-Encoding", "gzip")
        asked.body = MessageBody(packed)
        #expect(Recording.compare(asked, recorded).matches)
        asked.body = MessageBody(Array(packed.dropLast(12)))
        #expect(!Recording.compare(asked, recorded).matches)
    }

    // MARK: Stand-ins

    @Test func aStandInTakesAnyValueOfItsPlaceAndNoOther() {
        let recorded = Recording.request("GET", "/v1/public/users?emailExact=jane@example.com&page=1")
        let asked = Recording.request("GET", "/v1/public/users?emailExact=bob@example.org&page=1")
        let same = Recording.compare(recorded, recorded)
        #expect(same.matches && same.isExact, "under the same keys the same value has the same stand-in")
        let other = Recording.compare(asked, recorded)
        #expect(other.matches && !other.isExact)
        let foreign = Recording.compareForeign(recorded, recorded)
        #expect(foreign.matches && !foreign.isExact)
        let none = Recording.compare(Recording.request("GET", "/v1/public/users?emailExact=&page=1"), recorded)
        #expect(none.differences.map(\.place) == [.query(Array("emailExact".utf8))])
        let page = Recording.compare(Recording.request("GET", "/v1/public/users?emailExact=x&page=2"), recorded)
        #expect(page.differences.map(\.sentence) == ["query page is 2, recorded 1"])
    }

    @Test func theTextAroundAStandInCounts() {
        let type = Self.json
        func request(_ text: String) -> RequestMessage {
            Recording.request("POST", "/a", type: type, body: #"{"note":"\#(text)"}"#)
        }
        let recorded = request("ask jane@example.com first")
        #expect(Recording.compare(request("ask bob@example.org first"), recorded).matches)
        #expect(Recording.compare(request("ask the boss first"), recorded).matches)
        #expect(!Recording.compare(request("ask bob@example.org later"), recorded).matches)
        #expect(!Recording.compare(request("tell bob@example.org first"), recorded).matches)
        #expect(!Recording.compare(request("ask first"), recorded).matches)
    }

    @Test func inJSONAStandInTakesScalarsOnly() {
        func request(_ value: String) -> RequestMessage {
            Recording.request("POST", "/a", type: Self.json, body: #"{"email":\#(value)}"#)
        }
        let recorded = request(#""jane@example.com""#)
        for value in [#""bob@example.org""#, "7", "true"] {
            #expect(Recording.compare(request(value), recorded).matches, "\(value)")
        }
        for value in ["null", "{}", "[1]", #""""#] {
            let places = Recording.compare(request(value), recorded).differences.map(\.place)
            #expect(places == [.pointer([Array("email".utf8)])], "\(value)")
        }
    }

    @Test func aCutOrWithheldBodyTakesAnything() {
        var cut = Recording.request("POST", "/a", type: Self.json, body: #"{"a":1"#)
        cut.body = MessageBody(cut.body.bytes, trueLength: 900, isCut: true)
        let whole = Recording.compare(Recording.request("POST", "/a", type: Self.json, body: "[]"), cut)
        #expect(whole.matches && !whole.isExact)

        var binary = Recording.request("POST", "/a", type: "image/png")
        binary.body = MessageBody([0, 1, 2, 0xFF])
        let same = Recording.compare(binary, binary)
        #expect(same.matches && same.isExact)
        var other = binary
        other.body = MessageBody([0, 1, 3, 0xFF])
        let taken = Recording.compare(other, binary)
        #expect(taken.matches && !taken.isExact)
    }

    /// What came is redacted before anything is said of it.
    @Test func noSecretIsQuoted() {
        let asked = Recording.request(
            "POST",
            "/v1/public/x?token=s3cr3t-value-0815",
            type: Self.json,
            body: #"{"password":"hunter2-and-more"}"#
        )
        let said = Recording.compare(asked, Recording.request("POST", "/v1/public/x")).differences.map(\.sentence)
        #expect(said.count == 2)
        #expect(!said.joined().contains("s3cr3t") && !said.joined().contains("hunter2"))
    }

    @Test func muchOfEverythingStaysBounded() {
        let many = (0..<9_000).map { "p\($0)=1" }.joined(separator: "&")
        let long = Recording.request("GET", "/" + String(repeating: "a/", count: 9_000) + "?" + many)
        let recorded = Recording.request("GET", "/" + String(repeating: "b/", count: 9_000) + "?page=1")
        #expect(Recording.compare(long, long).matches)
        #expect(Recording.compare(long, recorded, limit: 5).differences.count == 5)
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        let nested = Recording.request("POST", "/", type: Self.json, body: deep)
        #expect(Recording.compare(nested, nested).matches)
        #expect(!Recording.compare(nested, Recording.request("POST", "/", type: Self.json, body: "[]")).matches)
    }
}
