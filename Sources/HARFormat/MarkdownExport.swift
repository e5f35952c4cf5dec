internal import ExchangeModel
package import Redaction

/// One exchange as a section of Markdown, for issues and wikis. Everything that came from outside stands in code, where
/// nothing is interpreted.
package enum MarkdownExport {
    /// Longer bodies end in a note.
    private static let longestBody = 64 << 10

    package static func write(_ exchange: RedactedExchange, number: Int? = nil) -> String {
        let request = exchange.request
        var text = "## " + (number.map { "#\($0) " } ?? "")
        text += code(Array(request.method.utf8) + [0x20] + request.url)
        if let response = exchange.response { text += " → \(response.status)" }
        text += "\n\n- began \(exchange.startedAt) (UTC), took "
        text += "\(Int(exchange.timings.total.milliseconds.rounded())) ms\n"
        if let trace = exchange.response?.headers.first(TraceID.headerName) {
            text += "- \(TraceID.headerName): " + code(trace) + "\n"
        } else {
            text += "- \(TraceID.headerName): not in the response\n"
        }
        if let failure = exchange.failure {
            text += "- failed (\(failure.kind.rawValue)): " + code(Array(failure.message.utf8)) + "\n"
        }
        text += "\n### Request\n\n"
        let target = URLParts(request.url)?.target ?? request.url
        let version = Array(request.version.utf8)
        text += message(
            start: Array(request.method.utf8) + [0x20] + target + (version.isEmpty ? [] : [0x20] + version),
            headers: request.headers,
            body: request.body
        )
        if let response = exchange.response {
            text += "\n### Response\n\n"
            let start = "\(response.version.isEmpty ? "HTTP" : response.version) \(response.status) "
            text += message(
                start: Array(start.utf8) + response.reason,
                headers: response.headers,
                body: response.body
            )
        }
        text += "\n### Repeat\n\n" + fenced(CurlCommand.write(exchange), language: "sh")
        if !exchange.replacements.isEmpty {
            text += "\n\(exchange.replacements.count) "
            text += exchange.replacements.count == 1 ? "value was" : "values were"
            text += " replaced by stand-ins before this was stored; equal values have equal stand-ins.\n"
        }
        return text
    }

    private static func message(start: [UInt8], headers: HeaderList, body: RedactedBody) -> String {
        var text = VisibleText.line(start) + "\n"
        for field in headers.fields {
            text += VisibleText.line(field.name) + ": " + VisibleText.line(field.value) + "\n"
        }
        let shown = shown(body)
        if !shown.isEmpty { text += "\n" + shown + "\n" }
        return fenced(text.trimmingLineEnds(), language: "http")
    }

    private static func shown(_ body: RedactedBody) -> String {
        if let withheld = body.withheld {
            return "(body of \(body.trueLength) bytes left out: \(VisibleText.line(Array(withheld.utf8))))"
        }
        if body.bytes.isEmpty, body.isCut { return "(the body was not recorded)" }
        guard String(validating: body.bytes, as: UTF8.self) != nil, !body.bytes.contains(0) || body.bytes.isEmpty else {
            return "(\(body.bytes.count) bytes that are not text)"
        }
        var text = VisibleText.lines(Array(body.bytes.prefix(longestBody)))
        if body.bytes.count > longestBody {
            text += "\n(… \(body.bytes.count - longestBody) more bytes)"
        } else if body.isCut || body.isTruncated {
            text += "\n(the body ends here; it had \(body.trueLength) bytes)"
        }
        return text
    }

    /// A block whose fence is longer than any run of backquotes in it (CommonMark §4.5).
    private static func fenced(_ text: String, language: String) -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
        return fence + language + "\n" + text + "\n" + fence + "\n"
    }

    /// A code span (CommonMark §6.1).
    private static func code(_ bytes: [UInt8]) -> String {
        let text = VisibleText.line(bytes)
        guard !text.isEmpty else { return "(empty)" }
        let ticks = String(repeating: "`", count: longestRun(in: text) + 1)
        return ticks.utf8.count > 1 ? "\(ticks) \(text) \(ticks)" : "`\(text)`"
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == 0x60 ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

extension String {
    fileprivate func trimmingLineEnds() -> String {
        var result = self
        while result.hasSuffix("\n") { result.removeLast() }
        return result
    }
}
