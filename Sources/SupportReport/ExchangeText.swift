import ExchangeModel
import JSONTree
package import Redaction
import SafeText

/// An exchange as HTTP looks on the wire (RFC 9112), in plain text that is safe to open anywhere.
package enum ExchangeText {
    /// Request line, header fields, empty line, body.
    package static func request(_ exchange: RedactedExchange) -> String {
        let request = exchange.request
        // HAR files of HTTP/2 and later carry no Host field; the absolute form says the host without inventing one.
        let target = request.headers.contains("Host") ? URLParts(request.url)?.target ?? request.url : request.url
        let start =
            LetterText.line(request.method) + " " + LetterText.line(target) + " " + version(request.version)
        return message([start] + fields(request.headers), request.body)
    }

    /// Status line, header fields, empty line, body; or the failure that came instead.
    package static func response(_ exchange: RedactedExchange) -> String {
        guard let response = exchange.response else { return "No response: " + reason(exchange) + "\n" }
        var text = message(
            [version(response.version) + " " + status(response)] + fields(response.headers),
            response.body
        )
        if !response.trailers.fields.isEmpty {
            text += "\n" + fields(response.trailers).joined(separator: "\n") + "\n"
        }
        if exchange.failure != nil { text += "\n[the response ended early: " + reason(exchange) + "]\n" }
        return text
    }

    /// `503 Service Unavailable`.
    static func status(_ response: RedactedResponse) -> String {
        let reason = LetterText.line(response.reason, maximum: 200)
        return reason.isEmpty ? "\(response.status)" : "\(response.status) \(reason)"
    }

    /// Why there is no whole response.
    static func reason(_ exchange: RedactedExchange) -> String {
        let message = exchange.failure.map { LetterText.line($0.message, maximum: 1_000) } ?? ""
        return message.isEmpty ? "the reason was not recorded" : message
    }

    /// The header fields, a line each.
    static func fields(_ headers: HeaderList) -> [String] {
        headers.fields.map { LetterText.line($0.name) + ": " + LetterText.line($0.value) }
    }

    /// Whether there was no body at all.
    static func isEmpty(_ body: RedactedBody) -> Bool {
        body.bytes.isEmpty && body.trueLength == 0 && body.withheld == nil && !body.isCut && !body.isTruncated
    }

    /// What of the body is not here, in square brackets; nil where it is here whole.
    static func gap(_ body: RedactedBody) -> String? {
        if let reason = body.withheld {
            return
                "[body left out: \(LetterText.line(reason)); \(LetterText.count(body.trueLength, "byte")) on the wire]"
        }
        if body.isCut, body.bytes.isEmpty {
            let size = body.trueLength > 0 ? LetterText.count(body.trueLength, "byte") : "its length is unknown"
            return "[body not in the recording; \(size)]"
        }
        if body.isCut {
            return "[cut by the recorder: the body had \(LetterText.count(body.trueLength, "byte")) on the wire]"
        }
        guard body.isTruncated else { return nil }
        return "[the body ended after \(LetterText.count(body.trueLength, "byte")), before its announced end]"
    }

    /// The body for reading: JSON indented, long text cut with a pointer to the file that has it whole.
    static func readableBody(_ body: RedactedBody, file: String) -> [String] {
        if isEmpty(body) { return ["  (none)"] }
        // Far longer bodies are not worth a tree: the beginning is all that is shown.
        let shown = body.bytes.prefix(longestReadable * 8)
        var text = ""
        if isIndented(body), let document = try? JSONDocument.parse(body.bytes) {
            text = Neutralizer.neutralize(JSONValue(document.root).serialized(pretty: true), for: .plainText)
        } else {
            text = Neutralizer.neutralize(shown, for: .plainText, maximum: longestReadable + 1)
        }
        var lines = text.isEmpty ? [] : LetterText.indented(text)
        if text.unicodeScalars.count > longestReadable {
            let start = String(text.unicodeScalars.prefix(longestReadable))
            lines = LetterText.indented(start)
            // Half a line would be read as a whole one.
            if lines.count > 1 { lines.removeLast() }
            lines.append("  [cut here: \(LetterText.count(body.bytes.count, "byte")), whole in \(file)]")
        }
        if let gap = gap(body) { lines.append("  " + gap) }
        return lines
    }

    /// Whether `readableBody` shows the body in other lines than it came in.
    static func isIndented(_ body: RedactedBody) -> Bool {
        body.facts.mediaKind == .json && body.facts.syntaxError == nil && body.bytes.count <= 256 << 10
    }

    /// Of one body in the letter, in characters.
    private static let longestReadable = 6_000

    private static func message(_ head: [String], _ body: RedactedBody) -> String {
        var text = head.joined(separator: "\n") + "\n\n"
        guard !isEmpty(body) else { return text }
        text += Neutralizer.neutralize(body.bytes, for: .plainText)
        if let gap = gap(body) { text += (body.bytes.isEmpty ? "" : "\n") + gap }
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    private static func version(_ text: String) -> String {
        text.isEmpty ? "HTTP" : LetterText.line(text, maximum: 20).uppercased()
    }
}
