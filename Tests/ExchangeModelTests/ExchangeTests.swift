import ExchangeModel
import Testing

@Suite struct ExchangeTests {
    private struct Holder {
        var name = "holder"
        var exchange: Exchange
        var exchanges: [Exchange]
        var flow: Flow<Exchange>
    }

    private static let secret = "hunter2"

    private static func exchange(
        url: String = "https://user:hunter2@login.example/oauth2/hunter2/token?secret=hunter2#hunter2"
    ) -> Exchange {
        Exchange(
            startedAt: Timestamp(microseconds: 0),
            request: RequestMessage(
                method: "POST",
                url: Array(url.utf8),
                headers: ["Authorization": "Bearer hunter2"],
                body: MessageBody(Array("client_secret=hunter2".utf8))
            ),
            response: ResponseMessage(
                status: 200,
                reason: Array("hunter2".utf8),
                headers: ["Set-Cookie": "hunter2"],
                body: MessageBody(Array("hunter2".utf8)),
                trailers: ["X": "hunter2"]
            ),
            failure: TransportFailure(.closedEarly, "hunter2"),
            connection: ConnectionInfo(remoteAddress: "hunter2")
        )
    }

    /// Everything that Swift prints of a value without being told how.
    private func printed(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        // Arrays of bytes would be printed as numbers.
        return [
            "\(value)", String(reflecting: value), dumped, "\([value])", "\(Optional(value) as Any)", "\(["k": value])",
        ]
    }

    private func leaks(_ text: String) -> Bool {
        let numbers = Array(Self.secret.utf8).map { "\($0)" }.joined(separator: ", ")
        let lines = Self.secret.utf8.map { "- \($0)" }
        return text.contains(Self.secret) || text.contains(numbers) || lines.allSatisfy { text.contains($0) }
    }

    @Test func aRawExchangeShowsMethodAndHostOnly() {
        for text in printed(Self.exchange()) {
            #expect(!leaks(text), "\(text)")
            #expect(text.contains("POST login.example"))
            #expect(!text.contains("oauth2") && !text.contains("Authorization") && !text.contains("200"))
        }
        #expect("\(Self.exchange(url: "/only/a/path?hunter2"))" == "POST unknown host")
    }

    @Test func whatHoldsARawExchangeShowsNoMore() {
        let one = Self.exchange()
        let holder = Holder(exchange: one, exchanges: [one], flow: Flow(name: "f", exchanges: [one]))
        for text in printed(holder) {
            #expect(!leaks(text), "\(text)")
            #expect(text.contains("POST login.example"))
        }
    }

    @Test func theRawPartsShowNothingSecretEither() throws {
        let exchange = Self.exchange()
        let response = try #require(exchange.response)
        #expect("\(exchange.request)" == "POST login.example")
        #expect("\(response)" == "status 200")
        #expect("\(response.body)" == "7 bytes")
        #expect("\(response.headers.fields)" == "[Set-Cookie: …]")
        #expect("\(try #require(URLParts(exchange.request.url)))" == "https://login.example")
        let parts: [Any] = [
            exchange.request, response, exchange.request.body, exchange.request.headers, response.trailers,
            exchange.request.headers.fields, URLParts(exchange.request.url) as Any,
        ]
        for part in parts {
            for text in printed(part) { #expect(!leaks(text), "\(text)") }
        }
    }

    /// What could be encoded could be written.
    @Test func nothingRawCanBeEncoded() throws {
        let exchange = Self.exchange()
        let response = try #require(exchange.response)
        let values: [Any] = [
            exchange, exchange.request, response, response.body, response.headers, response.headers.fields[0],
            Flow(name: "f", exchanges: [exchange]), TransportFailure(.other, ""),
        ]
        for value in values { #expect(!(value is any Encodable) && !(value is any Decodable)) }
    }

    /// The tests above must be able to fail.
    @Test func aLeakWouldBeSeen() {
        struct Open { var bytes = Array("hunter2".utf8) }
        #expect(printed(Open()).allSatisfy(leaks))
        #expect(leaks("x hunter2"))
        #expect(!leaks("x"))
    }
}
