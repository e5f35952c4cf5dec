import ExchangeModel
import NIOCore
import Testing
import Wire

@Suite struct HTTPRequestDecoderTests {
    @Test func keepsMethodTargetNamesValuesOrderAndBytes() throws {
        let raw: [UInt8] =
            Array("PATCH /a%2Fb?x=\u{E9}#f HTTP/1.1\r\nhOsT: a.example\r\nX-Raw:\t ".utf8) + [0xFF, 0x80, 0x09, 0x41]
            + Array(" \t\r\nA:1\r\nx-raw:\r\n\r\n".utf8)
        let events = Event.requests(raw)
        guard case .request(let head)? = events.first else {
            Issue.record("no head: \(events)")
            return
        }
        #expect(head.method == "PATCH")
        #expect(head.target == Array("/a%2Fb?x=\u{E9}#f".utf8))
        #expect(head.headers.fields.map(\.nameText) == ["hOsT", "X-Raw", "A", "x-raw"])
        #expect(head.headers.fields[1].value == [0xFF, 0x80, 0x09, 0x41])
        #expect(head.headers.fields[3].value.isEmpty)
        #expect(head.framing == .none)
        #expect(head.isKeepAlive)
        #expect(events.count == 2)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", BodyFraming.none, true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, CLOSE\r\n\r\n", .none, false),
        ("GET / HTTP/1.0\r\n\r\n", .none, false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", .none, true),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", .length(0), true),
        ("POST / HTTP/1.1\r\nHost:\r\nContent-Length: 3\r\n\r\nabc", .length(3), true),
        ("POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n0\r\n\r\n", .chunked, true),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", .none, true),
        ("GET http://a.example/x HTTP/1.1\r\nHost: a\r\n\r\n", .none, true),
        ("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", .tunnel, true),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", .none, true),
    ])
    func accepts(_ text: String, _ framing: BodyFraming, _ isKeepAlive: Bool) {
        let events = Event.requests(text)
        guard case .request(let head)? = events.first, case .end? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(head.framing == framing)
        #expect(head.isKeepAlive == isKeepAlive)
    }

    static let refused: [(name: String, text: String, kind: HTTPSyntaxError.Kind)] = [
        ("length and chunked", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", .framing),
        ("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", .framing),
        ("different lengths", "Content-Length: 3\r\nContent-Length: 4\r\n", .framing),
        ("equal lengths twice", "Content-Length: 3\r\nContent-Length: 3\r\n", .framing),
        ("list of equal lengths", "Content-Length: 3, 3\r\n", .framing),
        ("signed length", "Content-Length: +3\r\n", .framing),
        ("negative length", "Content-Length: -1\r\n", .framing),
        ("hexadecimal length", "Content-Length: 0x3\r\n", .framing),
        ("empty length", "Content-Length:\r\n", .framing),
        ("length too large", "Content-Length: 99999999999999999999\r\n", .framing),
        ("spaced length", "Content-Length: 1 2\r\n", .framing),
        ("coding after chunked", "Transfer-Encoding: chunked, gzip\r\n", .framing),
        ("identity", "Transfer-Encoding: identity\r\n", .framing),
        ("chunked in disguise", "Transfer-Encoding: xchunked\r\n", .framing),
        ("vertical tab before chunked", "Transfer-Encoding: \u{0B}chunked\r\n", .field),
        ("quoted chunked", "Transfer-Encoding: \"chunked\"\r\n", .framing),
        ("empty coding", "Transfer-Encoding:\r\n", .framing),
        ("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .transferCoding),
        ("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", .transferCoding),
        ("space before colon", "Content-Length : 3\r\n", .field),
        ("tab before colon", "X\t: 3\r\n", .field),
        ("folded line", "X: a\r\n b\r\n", .field),
        ("folded with tab", "X: a\r\n\tb\r\n", .field),
        ("bare CR in value", "X: a\rb\r\n", .field),
        ("CR CR LF", "X: a\r\r\n", .field),
        ("bare LF", "X: a\nY: b\r\n", .field),
        ("NUL in value", "X: a\0b\r\n", .field),
        ("NUL in name", "X\0: a\r\n", .field),
        ("control in value", "X: a\u{01}b\r\n", .field),
        ("DEL in value", "X: a\u{7F}b\r\n", .field),
        ("no colon", "X\r\n", .field),
        ("empty name", ": a\r\n", .field),
        ("name not ASCII", "X\u{E9}: a\r\n", .field),
        ("second host", "Host: b\r\n", .host),
    ]

    @Test(arguments: refused.indices)
    func refusesFields(_ index: Int) {
        let (name, text, kind) = Self.refused[index]
        let events = Event.requests("POST / HTTP/1.1\r\nHost: a\r\n\(text)\r\nabc")
        #expect(Event.fault(in: events)?.kind == kind, "\(name): \(events)")
        #expect(events.count == 1, "\(name): nothing may come out before the fault")
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", HTTPSyntaxError.Kind.host),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", .host),
        ("GET /\r\n", .startLine),
        ("GET  / HTTP/1.1\r\n", .startLine),
        ("GET / HTTP/1.1 \r\n", .startLine),
        ("GET /a b HTTP/1.1\r\n", .startLine),
        ("GET\t/ HTTP/1.1\r\n", .startLine),
        (" GET / HTTP/1.1\r\n", .startLine),
        ("GET / HTTP/1.1\n", .startLine),
        ("GET /\r HTTP/1.1\r\n", .startLine),
        ("GET /\0 HTTP/1.1\r\n", .startLine),
        ("GET / http/1.1\r\n", .startLine),
        ("GET / HTTP/1.10\r\n", .startLine),
        ("GET / HTTP/2.0\r\n", .version),
        ("GET / HTTP/0.9\r\n", .version),
        ("GET * HTTP/1.1\r\n", .startLine),
        ("GET a.example HTTP/1.1\r\n", .startLine),
        ("CONNECT /x HTTP/1.1\r\n", .startLine),
        ("\u{16}\u{03}\u{01}\r\n", .startLine),
        ("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n", .startLine),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 3\r\n\r\n", .framing),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .framing),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .field),
        ("GET / HTTP/1.1\r\nHos", .truncated),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", .truncated),
    ])
    func refuses(_ text: String, _ kind: HTTPSyntaxError.Kind) {
        #expect(Event.fault(in: Event.requests(text))?.kind == kind)
    }

    @Test(arguments: [
        ("", HTTPSyntaxError.Kind.chunk), ("x", .chunk), (" 3", .chunk), ("3 ", .chunk), ("0x3", .chunk),
        ("-1", .chunk),
        ("+1", .chunk), ("3\r", .chunk), ("3 x", .chunk), ("3;a=\u{01}", .chunk), ("8000000000000000", .chunk),
        ("10000000000000000", .chunk), ("00000000000000003", .chunk), ("ffffffffffffffff", .chunk),
    ])
    func refusesChunkSizes(_ line: String, _ kind: HTTPSyntaxError.Kind) {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let events = Event.requests("\(head)\(line)\r\nabc\r\n0\r\n\r\n")
        #expect(Event.fault(in: events)?.kind == kind)
    }

    @Test(arguments: ["3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "3\nabc\r\n", "3\r\nabc\r0\r\n\r\n"])
    func refusesChunkEnds(_ body: String) {
        let events = Event.requests("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
        #expect(Event.fault(in: events)?.kind == .chunk)
    }

    @Test func readsChunksExtensionsAndTrailers() {
        let events = Event.requests(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;a=\"b;c\" ;d\r\nabc\r\n0A\r\n0123456789\r\n000\r\nX-T: 1\r\nx-t: 2\r\n\r\n"
        )
        #expect(events.count == 3)
        #expect(events.dropFirst().first == .body(Array("abc0123456789".utf8)))
        #expect(events.last == .end(HeaderList([.init("X-T", "1"), .init("x-t", "2")])))
    }

    @Test(arguments: ["Content-Length: 3", "transfer-encoding: chunked"])
    func refusesFramingInTrailers(_ trailer: String) {
        let events = Event.requests(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(trailer)\r\n\r\n"
        )
        #expect(Event.fault(in: events)?.kind == .framing)
    }

    @Test func readsPipelinedRequests() {
        let one = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
        let two = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        let events = Event.requests(one + two + one)
        let targets = events.compactMap { if case .request(let head) = $0 { head.target } else { nil } }
        #expect(targets.map { String(decoding: $0, as: UTF8.self) } == ["/1", "/2", "/1"])
        #expect(events.count == 8)
    }

    @Test func leavesTheTunnelAlone() throws {
        var decoder = HTTPRequestDecoder()
        decoder.append(ByteBuffer(string: "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n\u{16}\u{03}\n"))
        _ = try decoder.next()
        #expect(try decoder.next() == .end(trailers: HeaderList()))
        #expect(try decoder.next() == nil)
        #expect(decoder.isTunnel)
        #expect(decoder.takeUnparsed() == ByteBuffer(string: "\u{16}\u{03}\n"))
    }

    @Test func holdsItsLimits() {
        var limits = HTTPLimits()
        limits.headBytes = 100
        limits.fields = 3
        limits.chunkLineBytes = 20
        limits.chunkExtensionExcess = 30
        limits.trailerBytes = 40
        func kind(_ text: String) -> HTTPSyntaxError.Kind? {
            Event.fault(in: Event.requests(Array(text.utf8), limits: limits))?.kind
        }
        let long = String(repeating: "a", count: 100)
        #expect(kind("GET /\(long)") == .tooLarge)
        #expect(kind("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)") == .tooLarge)
        #expect(kind("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\n\r\n") == nil)
        #expect(kind("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nC:\r\n\r\n") == .tooLarge)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(kind("\(head)1;\(long)") == .tooLarge)
        #expect(kind(head + String(repeating: "1;aaaaaaaaaa\r\nx\r\n", count: 2) + "0\r\n\r\n") == nil)
        #expect(kind(head + String(repeating: "1;aaaaaaaaaa\r\nx\r\n", count: 4) + "0\r\n\r\n") == .tooLarge)
        #expect(kind("\(head)0\r\nX: \(long)") == .tooLarge)
    }

    @Test func aHeadOfExactlyTheLimitPasses() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        var limits = HTTPLimits()
        limits.headBytes = text.utf8.count
        #expect(Event.fault(in: Event.requests(Array(text.utf8), limits: limits)) == nil)
        limits.headBytes -= 1
        #expect(Event.fault(in: Event.requests(Array(text.utf8), limits: limits))?.kind == .tooLarge)
    }

    @Test func staysFailed() throws {
        var decoder = HTTPRequestDecoder()
        decoder.append(ByteBuffer(string: "GET  / HTTP/1.1\r\n"))
        #expect(throws: HTTPSyntaxError.self) { try decoder.next() }
        decoder.append(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(throws: HTTPSyntaxError.self) { try decoder.next() }
        #expect(throws: HTTPSyntaxError.self) { try decoder.finish() }
        #expect(!decoder.isIdle)
    }
}
