import JSONTree
import Testing

@testable import Simulator

@Suite struct APIRequestTests {
    @Test func queriesAreDecodedNamesToo() {
        let request = APIRequest(method: "GET", target: "/p?a%5Bb%5D=1&c=x+y&c=%C3%A9%zz&d=&e#f=1")
        #expect(request.path == "/p")
        #expect(request.query["a[b]"] == "1")
        #expect(request.query["c"] == "é%zz")
        #expect(request.query["d"] == nil)
        #expect(request.query["e"] == nil)
        #expect(request.query["f"] == nil)
        #expect(request.query.encoded(replacing: "c", with: "é /").hasSuffix("c=%C3%A9+%2F"))
        #expect(APIRequest(method: "GET", target: "").query.pairs.isEmpty)
    }

    @Test func onlyBearerTokensAreTokens() {
        func token(_ value: String) -> String? {
            APIRequest(method: "GET", target: "/", headers: ["authorization": value]).bearerToken
        }
        #expect(token("Bearer abc") == "abc")
        #expect(token("bearer  abc") == "abc")
        #expect(token("Basic abc") == nil)
        #expect(token("Bearer") == nil)
    }

    @Test func acceptDecidesBetweenTheTwoFormats() {
        #expect(MediaType.negotiate(nil) == .linkedData)
        #expect(MediaType.negotiate("application/json, text/plain, */*") == .linkedData)
        #expect(MediaType.negotiate("text/csv") == .csv)
        #expect(MediaType.negotiate("text/csv;q=0.5, application/ld+json") == .linkedData)
        #expect(MediaType.negotiate("text/csv, application/ld+json; q=0.9") == .csv)
        #expect(MediaType.negotiate("image/png") == nil)
        #expect(MediaType.negotiate("text/csv;q=0") == nil)
    }

    @Test func pathsFindTheirOperations() throws {
        #expect(try Operation.find(method: "GET", path: "/v1/public/bookings/X").operation == .getBooking)
        #expect(try Operation.find(method: "HEAD", path: "/v1/public/bookings/X").id == "X")
        #expect(try Operation.find(method: "POST", path: "/v1/public/bookings/X/check-in").operation == .checkInBooking)
        #expect(try Operation.find(method: "GET", path: "/v1/public/users/U/bookings").operation == .listUserBookings)
        #expect(throws: APIError.methodNotAllowed(allowed: ["GET", "POST"])) {
            try Operation.find(method: "PUT", path: "/v1/public/bookings")
        }
        for path in ["/", "", "/v1/public/bookings/", "/v1/public/bookings//check-in", "/V1/public/bookings"] {
            #expect(throws: APIError.notFound) { try Operation.find(method: "GET", path: path) }
        }
    }

    @Test func csvQuotesWhatNeedsIt() {
        let rows: [JSONValue] = [
            ["@id": "/x", "id": "1", "name": "a \"b\", c", "space": ["@type": "Space", "id": "s"], "flag": true],
            ["id": "2", "name": nil, "flag": false, "count": 3],
        ]
        #expect(
            String(decoding: CSVTable.write(rows), as: UTF8.self)
                == "id,name,space.id,flag,count\n1,\"a \"\"b\"\", c\",s,1,\n2,,,0,3\n"
        )
        #expect(CSVTable.write([]) == [0x0A])
    }
}
