import ExchangeModel
import Testing
import Wire

@testable import Recording

@Suite struct ForwardedHeadTests {
    private func names(_ list: HeaderList) -> [String] { list.fields.map(\.nameText) }

    @Test func fieldsOfTheConnectionStayBehind() {
        let head = RequestHead(
            method: "POST",
            target: Array("/a".utf8),
            headers: [
                "hOsT": "127.0.0.1:1", "X-B": "2", "Connection": "keep-alive, X-Mine", "Keep-Alive": "timeout=5",
                "x-mine": "1", "Proxy-Connection": "x", "Proxy-Authorization": "x", "TE": "trailers", "Upgrade": "h2c",
                "Transfer-Encoding": "chunked", "x-A": "1", "X-B": "3",
            ],
            framing: .chunked
        )
        let forwarded = ForwardedHead.request(head, host: Array("api.example".utf8))
        #expect(names(forwarded) == ["hOsT", "X-B", "Transfer-Encoding", "x-A", "X-B"])
        #expect(forwarded.text("host") == "api.example")
        let recorded = ForwardedHead.recordedRequest(head, host: Array("api.example".utf8))
        #expect(recorded.fields.count == head.headers.fields.count)
        #expect(recorded.text("host") == "api.example")
    }

    @Test func connectionCannotTakeAwayWhatTheMessageNeeds() {
        let head = RequestHead(
            method: "POST",
            target: Array("/".utf8),
            headers: ["Host": "h", "Content-Length": "3", "Connection": "Host, content-length"],
            framing: .length(3)
        )
        #expect(names(ForwardedHead.request(head, host: Array("u".utf8))) == ["Host", "Content-Length"])
    }

    @Test func anOldRequestWithoutHostGetsOne() {
        let head = RequestHead(method: "GET", target: Array("/".utf8), version: "HTTP/1.0", headers: ["A": "b"])
        #expect(names(ForwardedHead.request(head, host: Array("u".utf8))) == ["Host", "A"])
    }

    @Test func theProxysOwnConnectionFieldStandsWhereTheUpstreamsStood() {
        let headers: HeaderList = ["A": "1", "CONNECTION": "keep-alive", "Keep-Alive": "timeout=3", "B": "2"]
        let closing = ForwardedHead.response(headers, keepsTransferEncoding: false, connection: "close")
        #expect(names(closing) == ["A", "CONNECTION", "B"])
        #expect(closing.text("connection") == "close")
        #expect(names(ForwardedHead.response(headers, keepsTransferEncoding: false, connection: nil)) == ["A", "B"])
        let none = ForwardedHead.response(["A": "1"], keepsTransferEncoding: false, connection: "close")
        #expect(names(none) == ["A", "Connection"])
    }

    @Test func bytesThatAreNotTextPass() {
        let odd: [UInt8] = [0xFF, 0xC3, 0x28]
        let headers = HeaderList([HeaderList.Field(name: Array("X-Odd".utf8), value: odd)])
        let passed = ForwardedHead.response(headers, keepsTransferEncoding: false, connection: nil)
        #expect(passed.fields.first?.value == odd)
    }
}
