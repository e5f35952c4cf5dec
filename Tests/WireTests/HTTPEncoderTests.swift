import ExchangeModel
import NIOCore
import Testing
import Wire

@Suite struct HTTPEncoderTests {
    private let odd = HeaderList([
        .init("hOST", "a"), .init(name: Array("X-Raw".utf8), value: [0xFF, 0x09, 0x80]), .init("Empty", ""),
        .init("x-raw", "again"), .init("Content-Length", "0"),
    ])

    @Test func writesHeadsByteForByte() throws {
        var buffer = ByteBuffer()
        try HTTPEncoder.writeRequestHead(method: "GET", target: Array("/a?b".utf8), headers: odd, into: &buffer)
        let expected =
            Array("GET /a?b HTTP/1.1\r\nhOST: a\r\nX-Raw: ".utf8) + [0xFF, 0x09, 0x80]
            + Array("\r\nEmpty: \r\nx-raw: again\r\nContent-Length: 0\r\n\r\n".utf8)
        #expect(Array(buffer.readableBytesView) == expected)
    }

    @Test func whatItWritesReadsBackTheSame() throws {
        var buffer = ByteBuffer()
        try HTTPEncoder.writeRequestHead(method: "PUT", target: Array("/\u{E9}".utf8), headers: odd, into: &buffer)
        guard case .request(let request)? = Event.requests(Array(buffer.readableBytesView)).first else {
            Issue.record("no request")
            return
        }
        #expect(request.headers == odd)
        #expect(request.target == Array("/\u{E9}".utf8))
        buffer.clear()
        try HTTPEncoder.writeResponseHead(status: 299, reason: [0xE9, 0x20], headers: odd, into: &buffer)
        guard case .response(let response)? = Event.responses(Array(buffer.readableBytesView)).first else {
            Issue.record("no response")
            return
        }
        #expect(response.headers == odd)
        #expect(response.reason == [0xE9, 0x20])
        #expect(response.status == 299)
    }

    @Test func writesChunks() throws {
        var buffer = ByteBuffer()
        HTTPEncoder.writeChunk(ByteBuffer(string: "0123456789abcdef"), into: &buffer)
        HTTPEncoder.writeChunk(ByteBuffer(), into: &buffer)
        try HTTPEncoder.writeLastChunk(trailers: ["X": "1"], into: &buffer)
        #expect(String(buffer: buffer) == "10\r\n0123456789abcdef\r\n0\r\nX: 1\r\n\r\n")
    }

    @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "a\0b"])
    func refusesToSplitMessages(_ value: String) {
        var buffer = ByteBuffer()
        #expect(throws: HTTPSyntaxError.self) {
            try HTTPEncoder.writeRequestHead(method: "GET", target: [0x2F], headers: ["X": value], into: &buffer)
        }
        #expect(throws: HTTPSyntaxError.self) {
            try HTTPEncoder.writeRequestHead(
                method: "GET",
                target: [0x2F] + Array(value.utf8),
                headers: [:],
                into: &buffer
            )
        }
        #expect(throws: HTTPSyntaxError.self) {
            try HTTPEncoder.writeResponseHead(status: 200, reason: Array(value.utf8), headers: [:], into: &buffer)
        }
        #expect(throws: HTTPSyntaxError.self) { try HTTPEncoder.writeLastChunk(trailers: [value: "x"], into: &buffer) }
    }

    @Test(arguments: [("", "/"), ("G T", "/"), ("GET", ""), ("GET", "/ x"), ("GET", "/\u{7F}")])
    func refusesBrokenRequestLines(_ method: String, _ target: String) {
        var buffer = ByteBuffer()
        #expect(throws: HTTPSyntaxError.self) {
            try HTTPEncoder.writeRequestHead(method: method, target: Array(target.utf8), headers: [:], into: &buffer)
        }
    }
}
