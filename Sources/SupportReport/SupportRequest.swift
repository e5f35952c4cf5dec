import ContractCheck
import ExchangeModel
import Foundation
import Redaction
import ReplayPlan
import SafeText

/// The letter: the guide's headings in the guide's order, facts only, the user's words marked as theirs.
package struct SupportRequest: Sendable {
    /// Operation, status, frequency and trace id in one line.
    package let subject: String
    /// The letter, lines of at most 78 columns but for what HTTP itself makes longer.
    package let body: String

    /// - Parameter clean: takes secrets out of what people wrote.
    init(_ input: ReportInput, clean: (String) -> String) {
        let about = input.subject
        subject = SupportRequest.subject(input, about)
        var out: [String] = ["Hello Kadence support,", ""]
        out += [SupportRequest.opening(input, about), ""]

        out += heading("What I am trying to achieve")
        out += SupportRequest.words(input.goal, clean, missing: "Not stated.")

        out += heading(input.items.count == 1 ? "The API request" : "The API requests")
        for (index, item) in input.items.enumerated() {
            out += SupportRequest.exchange(item, index: index, of: input.items.count)
        }

        out += heading("What I expected to happen")
        out += SupportRequest.words(input.expected, clean, missing: "Not stated.")

        out += heading("What actually happened")
        out += SupportRequest.words(input.actual, clean, missing: "Not stated.")
        if let about { out += ["", "Recorded: " + SupportRequest.fact(about)] }

        out += heading("Kadence trace ID (X-WX-Trace)")
        out += SupportRequest.traces(input)

        out += heading("Frequency")
        out += SupportRequest.frequency(input)

        if let check = input.check, !check.findings.isEmpty {
            out += heading("Also noticed")
            for finding in check.findings.prefix(5) {
                out += wrap(
                    "\(finding.severity.rawValue), blame \(finding.blame.rawValue): \(plain(finding.message))",
                    "- ",
                    "  "
                )
            }
            out.append("  All of it is in findings.json.")
        }
        out += heading("Attached")
        out += wrap(
            "A zip file with each exchange whole (exchanges/, exchanges.har), every attempt with its trace ID "
                + "(frequency.json) and curl lines to repeat the calls (reproduce.txt). Tokens, keys, names, e-mail "
                + "addresses and phone numbers were replaced by stand-ins before anything was stored; "
                + "redactions.json lists where.",
            "",
            ""
        )
        body = out.joined(separator: "\n") + "\n"
    }

    private static func subject(_ input: ReportInput, _ about: ReportInput.Item?) -> String {
        guard let about else { return "Kadence API: support request" }
        var text = "Kadence API: \(plain(about.operation)) "
        text += about.exchange.response.map { "answers \($0.status)" } ?? "fails without an answer"
        if let frequency = input.frequency, frequency.counted > 0,
            frequency.failed < frequency.counted || frequency.counted > 1
        {
            text += ", " + frequency.shortSentence
        }
        if let trace = about.exchange.traceID { text += " (X-WX-Trace \(plain(trace.text)))" }
        return text
    }

    private static func opening(_ input: ReportInput, _ about: ReportInput.Item?) -> String {
        guard let about else { return "a problem with the Kadence REST API." }
        let many = input.items.count == 1 ? "" : ", the last of \(input.items.count) calls below"
        return wrap(
            "\(plain(about.operation)) \(shortFact(about))\(many). "
                + "Your guide's list of what to include follows, in its order.",
            "",
            ""
        ).joined(separator: "\n")
    }

    private static func shortFact(_ item: ReportInput.Item) -> String {
        item.exchange.response.map { "answered \($0.status) at \(item.exchange.startedAt)" }
            ?? "got no answer at \(item.exchange.startedAt)"
    }

    static func fact(_ item: ReportInput.Item) -> String {
        var text = "request \(item.number), \(item.exchange.startedAt): "
        if let response = item.exchange.response {
            text += "status \(response.status)"
            if !response.reason.isEmpty {
                text += " " + Neutralizer.neutralize(response.reason, for: .plainText)
            }
            if let failure = item.exchange.failure { text += ", then: " + plain(failure.message) }
        } else {
            text += plain(item.exchange.failure?.message ?? "no response")
        }
        return text + String(format: ", after %.0f ms.", item.exchange.timings.total.milliseconds)
    }

    private static func words(
        _ statement: ReportInput.Statement?,
        _ clean: (String) -> String,
        missing: String
    ) -> [String] {
        guard let statement, !statement.text.isEmpty else { return [missing] }
        let text = plain(clean(statement.text))
        let marked = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            wrap(String($0), "> ", "> ")
        }
        return [statement.isDraft ? "(drafted by Reprise from the recording)" : "(in my own words)"] + marked
    }

    private static func exchange(_ item: ReportInput.Item, index: Int, of count: Int) -> [String] {
        let file = String(format: "exchanges/%04d", index + 1)
        let exchange = item.exchange
        var lines = count == 1 ? [] : ["", "--- Request \(index + 1) of \(count) ---"]
        lines += [
            "", "Endpoint URL:", "  " + plain(exchange.request.method) + " " + plain(bytes: exchange.request.url),
        ]
        lines += ["", "Request headers:"] + indented(ExchangeText.fields(exchange.request.headers))
        let requestBody = exchange.request.body
        lines += ["", "Request body:"]
        lines +=
            requestBody.trueLength == 0 && requestBody.bytes.isEmpty
            ? ["  (none)"]
            : indented(ExchangeText.readableBody(requestBody, file: file + "-request.txt"))
        guard let response = exchange.response else {
            return lines + [
                "", "Response: none. " + plain(exchange.failure?.message ?? "The reason was not recorded."),
            ]
        }
        lines += ["", "Response status code:"]
        lines += ["  \(response.status) " + Neutralizer.neutralize(response.reason, for: .plainText)]
        lines += ["", "Response headers:"] + indented(ExchangeText.fields(response.headers))
        lines += ["", "Response body:"]
        lines +=
            response.body.trueLength == 0 && response.body.bytes.isEmpty
            ? ["  (none)"]
            : indented(ExchangeText.readableBody(response.body, file: file + "-response.txt"))
        if let failure = exchange.failure { lines += ["", "The response ended early: " + plain(failure.message)] }
        return lines
    }

    private static func traces(_ input: ReportInput) -> [String] {
        var lines: [String] = []
        let skew = ClockSkew(input.items.map(\.exchange))
        for item in input.items {
            let label = "request \(item.number), \(item.exchange.startedAt): "
            if let trace = item.exchange.traceID {
                lines.append(label + plain(trace.text))
            } else {
                lines.append(label + "X-WX-Trace not in the response; approximate time \(item.exchange.startedAt)")
            }
        }
        lines += wrap("Times are UTC by the sender's clock; " + skew.sentence, "", "")
        return lines
    }

    private static func frequency(_ input: ReportInput) -> [String] {
        guard let frequency = input.frequency, frequency.counted > 0 else {
            return ["Not measured."]
        }
        var lines = wrap("The same request fails " + frequency.sentence + ".", "", "")
        if let first = input.attempts.first, let last = input.attempts.last {
            lines.append("Measured from \(first.startedAt) to \(last.startedAt).")
        }
        if frequency.inconclusive > 0 {
            lines.append("\(frequency.inconclusive) further attempts were inconclusive and are not counted.")
        }
        for signature in frequency.signatures {
            lines += ["", "\(signature.count) × " + plain(signature.signature.summary) + ", trace IDs:"]
            lines += signature.traceIDs.map { "  " + plain($0.text) }
        }
        if !frequency.passingTraceIDs.isEmpty {
            lines += ["", "Trace IDs of attempts that passed, for comparison:"]
            lines += frequency.passingTraceIDs.map { "  " + plain($0.text) }
        }
        return lines
    }
}

private func heading(_ text: String) -> [String] {
    ["", "", text.uppercased(), String(repeating: "-", count: text.count)]
}

private func plain(_ text: String) -> String { Neutralizer.neutralize(Array(text.utf8), for: .plainText) }
private func plain(bytes: [UInt8]) -> String { Neutralizer.neutralize(bytes, for: .plainText) }

private func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }
private func indented(_ text: String) -> [String] {
    indented(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
}

/// Words in lines of at most 78 columns; a longer word stands alone.
private func wrap(_ text: String, _ first: String, _ rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        let isStart = line == first && lines.isEmpty || line == rest && !lines.isEmpty
        if !isStart, line.count + 1 + word.count > 78 {
            lines.append(line)
            line = rest + word
        } else {
            line += isStart ? String(word) : " " + word
        }
    }
    lines.append(line)
    return lines
}
