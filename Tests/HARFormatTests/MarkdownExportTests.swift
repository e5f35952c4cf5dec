import ExchangeModel
import HARFormat
import Redaction
import Testing

@Suite struct MarkdownExportTests {
    @Test func showsBothMessages() {
        let text = MarkdownExport.write(redacted(exchange()), number: 3)
        #expect(text.hasPrefix("## #3 `GET https://api.example.com/v1/things?page=1` → 200\n"))
        #expect(text.contains("```http\nGET /v1/things?page=1 HTTP/1.1\n```"))
        #expect(text.contains("```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"ok\":true}\n```"))
        #expect(text.contains("X-WX-Trace: not in the response"))
        #expect(text.contains("```sh\ncurl "))
    }

    @Test func hostileBodiesStayInTheirFence() {
        let text = MarkdownExport.write(redacted(exchange(answer: "````\n# out\n<script>\u{1B}[2J\u{202E}")))
        #expect(text.contains("`````http\nHTTP/1.1 200 OK"))
        #expect(text.contains("<script>\\u{1b}[2J\\u{202e}\n`````\n"))
    }

    @Test func hostileNamesStayInTheirSpan() {
        var raw = exchange(url: "http://a/`x`\n# y")
        raw.failure = TransportFailure(.other, "``a\nb")
        let text = MarkdownExport.write(redacted(raw))
        #expect(text.hasPrefix("## `` GET http://a/`x` # y `` → 200"))
        #expect(text.contains("- failed (other): ``` ``a b ```"))
    }

    @Test func bytesThatAreNoTextAreCounted() {
        var raw = exchange()
        raw.response?.headers = ["Content-Type": "image/png"]
        raw.response?.body = MessageBody([0x89, 0x50, 0xFF, 0])
        #expect(MarkdownExport.write(redacted(raw)).contains("bytes"))
    }
}
