import ExchangeModel
import NIOCore
import Testing
import Wire

@Suite struct HTTPResponseDecoderTests {
    private static func head(_ events: [Event]) -> ResponseHead? {
        if case .response(let head)? = events.first { return head }
        return nil
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "GET", BodyFraming.length(2), true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", "GET", .length(2), true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", "GET", .length(2), true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "GET", .chunked, true),
        ("HTTP/1.1 200 OK\r\n\r\nab", "GET", .untilClose, false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab", "GET", .length(2), false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab", "GET", .length(2), false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nab", "GET", .length(2), true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "HEAD", .none, true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HEAD", .none, true),
        ("HTTP/1.1 204 \r\n\r\n", "GET", .none, true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "GET", .none, true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "GET", .none, false),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", "GET", .none, true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "CONNECT", .tunnel, true),
        ("HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\nx", "CONNECT", .length(1), true),
        ("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "GET", .tunnel, true),
        ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "GET", .length(0), true),
    ])
    func knowsTheFraming(_ text: String, _ method: String, _ framing: BodyFraming, _ isKeepAlive: Bool) {
        let events = Event.responses(text, to: [method])
        #expect(Self.head(events)?.framing == framing)
        #expect(Self.head(events)?.isKeepAlive == isKeepAlive)
        #expect(Event.fault(in: events) == nil, "\(events)")
    }

    @Test func keepsReasonNamesAndBytes() {
        let raw = Array("HTTP/1.1 503  Ups ".utf8) + [0xE9, 0x09] + Array("x\r\nX-WX-trace: ".utf8) + [0xFE]
        let events = Event.responses(raw + Array("\r\nX: \u{01}\r\ncontent-length: 0\r\n\r\n".utf8))
        let head = Self.head(events)
        #expect(head?.status == 503)
        #expect(head?.reason == Array(" Ups ".utf8) + [0xE9, 0x09, 0x78])
        #expect(head?.headers.fields.first == .init(name: Array("X-WX-trace".utf8), value: [0xFE]))
        #expect(head?.headers.first("x") == [0x01])
    }

    @Test func skipsNoInterimResponses() {
        let events = Event.responses(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            to: ["POST"]
        )
        let statuses = events.compactMap { if case .response(let head) = $0 { head.status } else { nil } }
        #expect(statuses == [100, 103, 200])
        #expect(events.count == 7)
    }

    @Test func readsPipelinedResponsesByTheirMethods() {
        let events = Event.responses(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            to: ["HEAD", "GET"]
        )
        #expect(events.count == 5)
        #expect(events[3] == .body(Array("abc".utf8)))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", HTTPSyntaxError.Kind.framing),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .transferCoding),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .framing),
        ("HTTP/1.1 200 OK\r\nX : a\r\n\r\n", .field),
        ("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", .field),
        ("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", .field),
        ("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", .field),
        ("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .startLine),
        ("HTTP/1.1 200 O\rK\r\n\r\n", .startLine),
        ("HTTP/1.1 20 OK\r\n\r\n", .startLine),
        ("HTTP/1.1 2000 OK\r\n\r\n", .startLine),
        ("HTTP/1.1 099 OK\r\n\r\n", .startLine),
        ("HTTP/2 200 OK\r\n\r\n", .startLine),
        ("HTTP/2.0 200 OK\r\n\r\n", .version),
        ("ICY 200 OK\r\n\r\n", .startLine),
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", .startLine),
        ("<html>\r\n", .startLine),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .chunk),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", .truncated),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", .truncated),
        ("HTTP/1.1 200 OK\r\nConte", .truncated),
        ("", .truncated),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n", .unexpected),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\nx", .unexpected),
    ])
    func refuses(_ text: String, _ kind: HTTPSyntaxError.Kind) {
        #expect(Event.fault(in: Event.responses(text))?.kind == kind, "\(Event.responses(text))")
    }

    @Test func givesTheTunnelsBytes() throws {
        var decoder = HTTPResponseDecoder()
        decoder.expectResponse(to: "CONNECT")
        decoder.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nraw\r\n\r\n"))
        while try decoder.next() != nil {}
        #expect(decoder.isTunnel)
        #expect(decoder.takeUnparsed() == ByteBuffer(string: "raw\r\n\r\n"))
        #expect(try decoder.finish() == nil)
    }

    @Test func isIdleBetweenExchangesOnly() throws {
        var decoder = HTTPResponseDecoder()
        #expect(decoder.isIdle)
        for _ in 0..<3 {
            decoder.expectResponse(to: "GET")
            #expect(!decoder.isIdle)
            decoder.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))
            while try decoder.next() != nil {}
            #expect(decoder.isIdle)
        }
        #expect(try decoder.finish() == nil)
    }
}
