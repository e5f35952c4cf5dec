import ExchangeModel
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

import struct Wire.HTTPSyntaxError

/// The codec against NIOHTTP1's on the same bytes: the same messages, but for a list of inputs where ours is stricter.
@Suite struct HTTPDifferentialTests {
    /// A message as both can tell it: start line, body, trailers, fields with their names in order.
    struct Message: Equatable {
        var start: String
        var fields: [String]
        var body: [UInt8] = []
        var trailers: [String] = []
        var isWhole = false
    }

    static let requests: [String] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%20b?x=1&y=%2F HTTP/1.1\r\nhost: a:80\r\nAccept: */*\r\nX-Empty:\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab\r\nc",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\nt: 2\r\n\r\n",
        "PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxDELETE /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "PATCH /x HTTP/1.1\r\nHost:    a   \r\nX:\tb\t \r\nContent-Length: 2\r\n\r\n{}",
        "GET / HTTP/1.0\r\n\r\n",
        "GET http://a.example:8080/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: a=b; c=\"d\"\r\nCookie: e=f\r\n\r\n",
    ]

    static let responses: [(text: String, method: HTTPMethod)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", .GET),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", .HEAD),
        ("HTTP/1.1 204 No Content\r\n\r\n", .GET),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\nETag: \"x\"\r\n\r\n", .GET),
        ("HTTP/1.1 200 OK\r\n\r\nuntil close", .GET),
        ("HTTP/1.0 200 OK\r\nServer: x\r\n\r\nuntil close", .GET),
        ("HTTP/1.1 404 Not Found Here\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n00\r\nA: b\r\n\r\n", .GET),
        ("HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", .POST),
        ("HTTP/1.1 429 Too Many Requests\r\nX-RateLimit-Remaining: 0\r\nContent-Length: 2\r\n\r\n{}", .GET),
        ("HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", .GET),
    ]

    /// What NIOHTTP1 takes and this codec refuses.
    static let stricterRequests: [(name: String, text: String)] = [
        ("no Host", "GET / HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        ("asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("gzip before chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (
            "17 digits of chunk size",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000000\r\n\r\n"
        ),
        ("CONNECT with a body", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 3\r\n\r\n"),
        ("many empty lines", "\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("an empty line that is a bare LF", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("empty Transfer-Encoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"),
    ]

    static let stricterResponses: [(name: String, text: String)] = [
        ("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("coding but not chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab"),
        ("empty line first", "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ("status below 100", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
    ]

    @Test(arguments: requests) func requestsAgree(_ text: String) throws {
        #expect(try Self.ours(requests: text) == Self.nio(requests: text))
    }

    @Test(arguments: responses.indices) func responsesAgree(_ index: Int) throws {
        let (text, method) = Self.responses[index]
        #expect(try Self.ours(response: text, to: method) == Self.nio(response: text, to: method))
    }

    @Test(arguments: stricterRequests.indices) func oursIsStricter(_ index: Int) {
        let (name, text) = Self.stricterRequests[index]
        #expect(throws: HTTPSyntaxError.self, "\(name)") { try Self.ours(requests: text) }
        #expect(throws: Never.self, "\(name): NIOHTTP1 refuses it too") { try Self.nio(requests: text) }
    }

    @Test(arguments: stricterResponses.indices) func oursIsStricterWithResponses(_ index: Int) {
        let (name, text) = Self.stricterResponses[index]
        #expect(throws: HTTPSyntaxError.self, "\(name)") { try Self.ours(response: text, to: .GET) }
        #expect(throws: Never.self, "\(name): NIOHTTP1 refuses it too") { try Self.nio(response: text, to: .GET) }
    }

    /// Nothing that NIOHTTP1 refuses in a request passes here.
    @Test func oursIsNeverLaxer() {
        for (name, fields, _) in HTTPRequestDecoderTests.refused {
            let text = "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\nabc"
            if (try? Self.nio(requests: text)) == nil {
                #expect(throws: HTTPSyntaxError.self, "\(name)") { try Self.ours(requests: text) }
            }
        }
        var generator = SeededGenerator(seed: 9_112)
        for _ in 0..<2_000 {
            // One byte of a valid message changed.
            var bytes = Array((Self.requests.randomElement(using: &generator) ?? "").utf8)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = [0x00, 0x09, 0x0A, 0x0D, 0x20, 0x3A, 0x2C, 0x31, 0x7F].randomElement(using: &generator) ?? 0
            let text = String(decoding: bytes, as: UTF8.self)
            guard let ours = try? Self.ours(requests: text), ours.allSatisfy(\.isWhole) else { continue }
            do {
                #expect(try Self.nio(requests: text) == ours, "\(text.debugDescription)")
            } catch HTTPParserError.invalidMethod {
                // Its list of methods is closed; by RFC 9110 §9.1 it is not.
            } catch {
                Issue.record("NIOHTTP1 refuses it with \(error): \(text.debugDescription)")
            }
        }
    }

    /// Nothing that NIOHTTP1 refuses in a response passes here, and what passes reads the same.
    @Test func oursIsNeverLaxerWithResponses() {
        var generator = SeededGenerator(seed: 7_230)
        for _ in 0..<2_000 {
            let (valid, method) = Self.responses[Int.random(in: 0..<Self.responses.count, using: &generator)]
            var bytes = Array(valid.utf8)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = [0x00, 0x09, 0x0A, 0x0D, 0x20, 0x3A, 0x2C, 0x31, 0x7F].randomElement(using: &generator) ?? 0
            let text = String(decoding: bytes, as: UTF8.self)
            guard let ours = try? Self.ours(response: text, to: method), ours.allSatisfy(\.isWhole) else { continue }
            do {
                #expect(try Self.nio(response: text, to: method) == ours, "\(text.debugDescription)")
            } catch HTTPParserError.invalidHeaderToken where text.utf8.contains(0x7F) {
                // A control character in a value: a recorder keeps what the server really sent.
            } catch {
                Issue.record("NIOHTTP1 refuses it with \(error): \(text.debugDescription)")
            }
        }
    }

    /// Fields that speak of a message's length, in every company: where ours finds a message, NIOHTTP1 finds the same.
    @Test func lengthsAgreeWhateverIsCombined() {
        let fields = [
            "Content-Length: 3\r\n", "Content-Length: 03\r\n", "Content-Length: 0\r\n", "Content-Length:3,3\r\n",
            "content-length: 4\r\n", "Transfer-Encoding: chunked\r\n", "transfer-encoding:\tchunked \r\n",
            "Transfer-Encoding: identity\r\n", "Transfer-Encoding: chunked, chunked\r\n", "X: Content-Length: 9\r\n",
            "TransferEncoding: chunked\r\n", "Content-Length : 3\r\n", "Content_Length: 9\r\n", "X: y\n",
        ]
        let bodies = [
            "", "abc", "3\r\nabc\r\n0\r\n\r\n", "3;x\r\nabc\r\n00\r\nA: b\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "0\r\n\r\n",
            "0x3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n",
        ]
        let next = ["", "GET /next HTTP/1.1\r\nHost: b\r\n\r\n"]
        var generator = SeededGenerator(seed: 9_110)
        var agreed = 0
        for _ in 0..<4_000 {
            var text = "POST /x HTTP/1.1\r\nHost: a\r\n"
            let count = Int.random(in: 0...3, using: &generator)
            for _ in 0..<count { text += fields.randomElement(using: &generator) ?? "" }
            text += "\r\n" + (bodies.randomElement(using: &generator) ?? "")
            text += next.randomElement(using: &generator) ?? ""
            guard let ours = try? Self.ours(requests: text), ours.allSatisfy(\.isWhole) else { continue }
            agreed += 1
            do {
                #expect(try Self.nio(requests: text) == ours, "\(text.debugDescription)")
            } catch HTTPParserError.invalidMethod {
                // Body bytes behind a length of 0 joined the next method, and its list of methods is closed.
            } catch {
                Issue.record("NIOHTTP1 refuses it with \(error): \(text.debugDescription)")
            }
        }
        #expect(agreed > 200)
    }

    // MARK: Ours

    private static func ours(requests text: String) throws -> [Message] {
        try messages(Event.requests(text))
    }

    private static func ours(response text: String, to method: HTTPMethod) throws -> [Message] {
        try messages(Event.responses(text, to: [method.rawValue]))
    }

    private static func messages(_ events: [Event]) throws -> [Message] {
        var messages: [Message] = []
        for event in events {
            switch event {
            case .request(let head):
                let target = String(decoding: head.target, as: UTF8.self)
                messages.append(Message(start: "\(head.method) \(target) \(head.version)", fields: lines(head.headers)))
            case .response(let head):
                messages.append(Message(start: "\(head.version) \(head.status)", fields: lines(head.headers)))
            case .body(let bytes): messages[messages.count - 1].body += bytes
            case .end(let trailers):
                messages[messages.count - 1].trailers = lines(trailers)
                messages[messages.count - 1].isWhole = true
            case .fault(let error): throw error
            }
        }
        return messages
    }

    private static func lines(_ headers: HeaderList) -> [String] {
        headers.fields.map { "\($0.nameText): \($0.valueText)" }
    }

    // MARK: NIOHTTP1

    private static func nio(requests text: String) throws -> [Message] {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
        )
        try channel.writeInbound(ByteBuffer(string: text))
        _ = try channel.finish(acceptAlreadyClosed: true)
        var messages: [Message] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                messages.append(
                    Message(start: "\(head.method.rawValue) \(head.uri) \(head.version)", fields: lines(head.headers))
                )
            case .body(let bytes): messages[messages.count - 1].body += Array(bytes.readableBytesView)
            case .end(let trailers):
                messages[messages.count - 1].trailers = trailers.map { lines($0) } ?? []
                messages[messages.count - 1].isWhole = true
            }
        }
        return messages
    }

    private static func nio(response text: String, to method: HTTPMethod) throws -> [Message] {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
        )
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: "/")
        try channel.writeOutbound(HTTPClientRequestPart.head(head))
        try channel.writeInbound(ByteBuffer(string: text))
        _ = try channel.finish(acceptAlreadyClosed: true)
        var messages: [Message] = []
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head):
                messages.append(Message(start: "\(head.version) \(head.status.code)", fields: lines(head.headers)))
            case .body(let bytes): messages[messages.count - 1].body += Array(bytes.readableBytesView)
            case .end(let trailers):
                messages[messages.count - 1].trailers = trailers.map { lines($0) } ?? []
                messages[messages.count - 1].isWhole = true
            }
        }
        return messages
    }

    private static func lines(_ headers: HTTPHeaders) -> [String] {
        // It keeps white space behind a value, which is no part of it (RFC 9112 §5).
        headers.map { field in
            let value = ASCII.trimmed(Array(field.value.utf8))
            return "\(field.name): \(String(decoding: value, as: UTF8.self))"
        }
    }
}
