import ExchangeModel
import NIOCore
import TestSupport
import Testing

@testable import Wire

/// However the bytes are cut, the events are the same, and no byte is searched twice.
@Suite struct HTTPSplitTests {
    static let requests: [String] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab\r\ncGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;x=y\r\n\r\n0\r\n\r\n1\r\na\r\n0\r\nT: 1\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\nraw",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\rX",
    ]
    static let responses: [String] = [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 204 \r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\nT: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nuntil\r\n\r\nclose",
        "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\ncut short",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ]

    @Test(arguments: requests) func requestsInTwoPartsAnywhere(_ text: String) {
        let bytes = Array(text.utf8)
        let whole = Event.requests(bytes)
        for cut in 0...bytes.count {
            #expect(Event.requests(bytes, cuts: [cut]) == whole, "cut at \(cut)")
        }
        #expect(Event.requests(bytes, cuts: Array(1..<bytes.count)) == whole, "byte by byte")
    }

    @Test(arguments: responses) func responsesInTwoPartsAnywhere(_ text: String) {
        let bytes = Array(text.utf8)
        let whole = Event.responses(bytes, to: ["GET", "GET"])
        for cut in 0...bytes.count {
            #expect(Event.responses(bytes, to: ["GET", "GET"], cuts: [cut]) == whole, "cut at \(cut)")
        }
        #expect(Event.responses(bytes, to: ["GET", "GET"], cuts: Array(1..<bytes.count)) == whole, "byte by byte")
    }

    @Test(arguments: 0..<200) func randomMessagesInRandomParts(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "POST / HTTP/1.1\r\n", "GET /a HTTP/1.0\r\n", "Host: a\r\n", "Content-Length: 4\r\n", "\r\n", "abcd",
            "3\r\nabc\r\n",
            "Transfer-Encoding: chunked\r\n", "0\r\n", "X: y\r\n", "\r", "\n", ";x", " ", "\0", "HTTP/1.1 200 OK\r\n",
        ]
        var text = "POST / HTTP/1.1\r\nHost: a\r\n"
        for _ in 0..<Int.random(in: 1...14, using: &generator) {
            text += pieces.randomElement(using: &generator) ?? ""
        }
        let bytes = Array(text.utf8)
        let response = Array(("HTTP/1.1 200 OK\r\n" + text.dropFirst(26)).utf8)
        for _ in 0..<20 {
            let cuts = (0..<Int.random(in: 1...8, using: &generator))
                .map { _ in Int.random(in: 0...min(bytes.count, response.count), using: &generator) }.sorted()
            #expect(Event.requests(bytes, cuts: cuts) == Event.requests(bytes), "\(text.debugDescription) \(cuts)")
            #expect(
                Event.responses(response, to: ["GET", "POST"], cuts: cuts)
                    == Event.responses(response, to: ["GET", "POST"]),
                "\(text.debugDescription) \(cuts)"
            )
        }
    }

    @Test func searchesNoByteTwice() throws {
        let lines = (0..<50).map { String(repeating: "a", count: $0 * 10) + "\r\n" }.joined()
        var input = HTTPInput()
        var found = 0
        let excess = HTTPSyntaxError(.tooLarge, "")
        for byte in lines.utf8 {
            input.append(ByteBuffer(bytes: [byte]))
            while try input.line(limit: 1_000, excess: excess, kind: .field, { .success($0.count) }) != nil {
                found += 1
            }
        }
        #expect(found == 50)
        #expect(input.searched == lines.utf8.count)
    }
}
