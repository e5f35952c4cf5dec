import ExchangeModel
import JSONTree
package import Redaction
import SafeText

/// An exchange as HTTP looks on the wire (RFC 9112), in plain text that is safe to open anywhere.
package enum ExchangeText {
    /// Request line, header fields, empty line, body.
    package static func request(_ exchange: RedactedExchange) -> String {
        let request = exchange.request
        let url = URLParts(request.url)
        let target = url?.target ?? request.url
        var lines = [safe(Array(request.method.utf8) + [0x20] + target) + " " + version(request.version)]
        lines += fields(request.headers)
        // HAR files of HTTP/2 and later carry no Host field.
        if !request.headers.contains("Host"), let url { lines.insert("Host: " + safe(url.host), at: 1) }
        return lines.joined(separator: "\n") + "\n\n" + body(request.body)
    }

    /// Status line, header fields, empty line, body; or the failure that came instead.
    package static func response(_ exchange: RedactedExchange) -> String {
        guard let response = exchange.response else {
            return "No response: " + safe(exchange.failure?.message ?? "the reason was not recorded") + "\n"
        }
        var first = version(response.version) + " \(response.status)"
        if !response.reason.isEmpty { first += " " + safe(response.reason) }
        var text = ([first] + fields(response.headers)).joined(separator: "\n") + "\n\n" + body(response.body)
        if !response.trailers.fields.isEmpty {
            text += "\n\n" + fields(response.trailers).joined(separator: "\n")
        }
        if let failure = exchange.failure {
            text += "\n\n[the response ended early: " + safe(failure.message) + "]"
        }
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// The header fields, a line each.
    static func fields(_ headers: HeaderList) -> [String] {
        headers.fields.map { safeLine($0.name) + ": " + safeLine($0.value) }
    }

    /// The body as text, or a sentence on why it isn't here.
    static func body(_ body: RedactedBody) -> String {
        if let reason = body.withheld {
            return "[body left out: \(safe(reason)); \(body.trueLength) bytes on the wire]"
        }
        var text = Neutralizer.neutralize(body.bytes, for: .plainText)
        if body.isCut { text += "\n[cut: \(body.bytes.count) of \(body.trueLength) bytes were kept]" }
        if body.isTruncated { text += "\n[the body ended after \(body.trueLength) bytes, before its announced end]" }
        return text
    }

    /// The body for reading: JSON indented, long text cut with a pointer to the file that has it whole.
    static func readableBody(_ body: RedactedBody, file: String, limit: Int = 6_000) -> String {
        guard body.withheld == nil, !body.bytes.isEmpty else { return self.body(body) }
        var text = self.body(body)
        if body.facts.mediaKind == .json, let document = try? JSONDocument.parse(body.bytes) {
            text = Neutralizer.neutralize(JSONValue(document.root).serialized(pretty: true), for: .plainText)
        }
        guard text.count > limit else { return text }
        return text.prefix(limit) + "\n… (\(text.count - limit) more characters, whole in \(file))"
    }

    private static func version(_ text: String) -> String { text.isEmpty ? "HTTP" : safe(text).uppercased() }
    private static func safe(_ bytes: [UInt8]) -> String { Neutralizer.neutralize(bytes, for: .plainText) }
    private static func safe(_ text: String) -> String { safe(Array(text.utf8)) }
    // A field value has no line break; one from a HAR file would read as a field of its own.
    private static func safeLine(_ bytes: [UInt8]) -> String {
        Neutralizer.neutralize(bytes, for: .plainText).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\\n")
    }
}
