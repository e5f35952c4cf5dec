import ExchangeModel
import NIOCore
import Testing

@testable import Wire

@Suite struct PreparedRequestTests {
    private func text(_ request: RequestMessage) throws -> String {
        try PreparedRequest(request).pieces.map { String(buffer: $0) }.joined()
    }

    private func message(
        _ method: String,
        _ url: String,
        _ headers: HeaderList = [:],
        body: String = ""
    ) -> RequestMessage {
        RequestMessage(method: method, url: Array(url.utf8), headers: headers, body: MessageBody(Array(body.utf8)))
    }

    @Test func addsHostAndLengthAndNothingElse() throws {
        #expect(try text(message("GET", "http://A.example")) == "GET / HTTP/1.1\r\nHost: A.example\r\n\r\n")
        #expect(
            try text(message("POST", "http://u:p@a.example:81/x?y#z", ["A": "b"], body: "hi"))
                == "POST /x?y HTTP/1.1\r\nHost: a.example:81\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"
        )
        #expect(
            try text(message("POST", "http://a/"))
                == "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        )
    }

    @Test func keepsWhatIsGiven() throws {
        #expect(
            try text(message("DELETE", "https://a/", ["cONTENT-lENGTH": "2", "hOST": "other"], body: "hi"))
                == "DELETE / HTTP/1.1\r\ncONTENT-lENGTH: 2\r\nhOST: other\r\n\r\nhi"
        )
        #expect(
            try text(message("POST", "http://a/", ["Host": "a", "Transfer-Encoding": "chunked"], body: "hi"))
                == "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
        )
        #expect(
            try text(message("POST", "http://a/", ["Host": "a", "Transfer-Encoding": "chunked"]))
                == "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
    }

    @Test func knowsTheOrigin() throws {
        let v6 = try PreparedRequest(message("GET", "https://[::1]/"))
        #expect(v6.origin == Origin(isSecure: true, host: "::1", port: 443))
        #expect(v6.origin.description == "[::1]:443")
        let named = try PreparedRequest(message("GET", "http://A.Example/"))
        #expect(named.origin == Origin(isSecure: false, host: "a.example", port: 80))
    }

    @Test func cutsLargeBodiesIntoPieces() throws {
        let body = String(repeating: "0123456789", count: 50_000)
        let prepared = try PreparedRequest(message("POST", "http://a/", body: body))
        #expect(prepared.pieces.count == 4)
        #expect(prepared.pieces.map { String(buffer: $0) }.joined().hasSuffix("\r\n\r\n" + body))
    }

    static let unsendable: [(String, String, HeaderList)] = [
        ("GET", "ftp://a/", [:]), ("GET", "/x", [:]), ("GET", "http://a b/", [:]), ("GET", "http://a/ b", [:]),
        ("GET", "http://a/\r\nX: y", [:]), ("G T", "http://a/", [:]), ("CONNECT", "http://a/", [:]),
        ("GET", "http://a/", ["X": "a\r\nb"]), ("GET", "http://a/", ["X Y": "a"]),
        ("GET", "http://a/", ["Content-Length": "5"]), ("GET", "http://a/", ["Host": "a", "host": "b"]),
        ("GET", "http://a/", ["Content-Length": "0", "Transfer-Encoding": "chunked"]), ("GET", "http://a:0/", [:]),
        ("GET", "http://a/", ["Transfer-Encoding": "gzip"]), ("GET", "http://a\0b/", [:]),
    ]

    @Test(arguments: unsendable.indices)
    func refusesWhatCannotBeSent(_ index: Int) {
        let (method, url, headers) = Self.unsendable[index]
        #expect(throws: TransportFailureError.self) { try PreparedRequest(message(method, url, headers)) }
    }

    @Test func refusesABodyKeptInPart() {
        var request = message("POST", "http://a/", body: "hi")
        request.body.isCut = true
        #expect(throws: TransportFailureError.self) { try PreparedRequest(request) }
    }
}
