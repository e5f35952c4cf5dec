internal import APIDocument
package import ContractCheck
import ExchangeModel
import Foundation
import Redaction
import ReplayPlan

/// The letter: the guide's headings in the guide's order, facts only, the user's words marked as theirs.
package struct SupportRequest: Sendable {
    /// Operation, status, frequency and trace id in one line.
    package let subject: String
    /// The letter, lines of at most 78 columns but for what HTTP itself makes longer.
    package let body: String

    /// - Parameters:
    ///   - attached: the names of the files beside this one in the archive.
    ///   - clean: takes secrets out of what people wrote.
    init(_ input: ReportInput, attached: [String], clean: (String) -> String) {
        let about = input.subject
        subject = SupportRequest.subject(input, about)
        var out = ["Hello Kadence support,", ""]
        out += SupportRequest.opening(input, about)

        out += LetterText.heading("What I am trying to achieve")
        out += SupportRequest.words(input.goal, clean)

        out += SupportRequest.exchanges(input)

        out += LetterText.heading("What I expected to happen")
        out += SupportRequest.words(input.expected, clean)

        out += LetterText.heading("What actually happened")
        out += SupportRequest.words(input.actual, clean)
        if let about { out += [""] + LetterText.wrap("Recorded: " + SupportRequest.fact(about)) }

        out += LetterText.heading("Kadence trace ID (X-WX-Trace)")
        out += SupportRequest.traces(input)

        out += LetterText.heading("Frequency")
        out += SupportRequest.frequency(input)

        out += SupportRequest.findings(input)

        out += LetterText.heading("Attached")
        out += SupportRequest.attachments(attached, input)
        out += ["", "", "Thank you."]
        body = out.joined(separator: "\n") + "\n"
    }

    private static func subject(_ input: ReportInput, _ about: ReportInput.Item?) -> String {
        guard let about else { return "Kadence API: support request" }
        var text = "Kadence API: \(LetterText.line(about.operation, maximum: 150)) "
        text += about.exchange.response.map { "answers \($0.status)" } ?? "gets no response"
        if let noticed = broken(input) {
            text += ", but " + LetterText.line(noticed.message, maximum: 100)
        } else if let frequency = input.frequency, frequency.counted > 1 {
            text += (frequency.failed == 0 ? ", failed " : ", ") + frequency.shortSentence
        }
        if let trace = about.exchange.traceID { text += " (X-WX-Trace \(LetterText.line(trace.text, maximum: 100)))" }
        return text
    }

    /// What broke the contract in an answer that looks like a success: then this is what the letter is about.
    package static func broken(_ input: ReportInput) -> Finding? {
        guard let about = input.subject, !ReportInput.isFailure(about.exchange) else { return nil }
        return input.check?.findings.first {
            $0.blame == .api && $0.severity == .error && $0.samples.contains { $0.exchange == about.number }
        }
    }

    private static func opening(_ input: ReportInput, _ about: ReportInput.Item?) -> [String] {
        guard let about else { return [] }
        var text = "This is about \(LetterText.line(about.operation)). The call made at \(time(about.exchange)) "
        if let response = about.exchange.response {
            text += "was answered with \(ExchangeText.status(response))"
            if about.exchange.failure != nil { text += ", and the response ended early" }
            if let noticed = broken(input) {
                let place = noticed.samples.first { $0.exchange == about.number }?.pointer ?? noticed.dataPointer
                text += ", but \(LetterText.line(noticed.message, maximum: 300)) (at \(LetterText.line(place)))"
            }
        } else {
            text += "got no response: \(LetterText.clause(ExchangeText.reason(about.exchange)))"
        }
        if let frequency = input.frequency, frequency.counted > 0 {
            text += "; repeated, it failed \(frequency.shortSentence)"
        }
        text += "."
        if input.items.count > 1, let place = input.subjectIndex {
            text += " It is request \(place + 1) of the \(input.items.count) below."
        }
        return LetterText.wrap(text) + [""]
            + LetterText.wrap("Below is what your API guide asks to include, in its order.")
    }

    /// When it was made, or that this is not known: a HAR file may not say.
    static func time(_ exchange: RedactedExchange) -> String {
        exchange.startedAt.microseconds == 0 ? "a time that was not recorded" : "\(exchange.startedAt)"
    }

    private static func fact(_ item: ReportInput.Item) -> String {
        var text = time(item.exchange) + ", "
        if let response = item.exchange.response {
            text += "status \(ExchangeText.status(response))"
            if item.exchange.failure != nil {
                text += ", then: " + LetterText.clause(ExchangeText.reason(item.exchange))
            }
        } else {
            text += "no response: " + LetterText.clause(ExchangeText.reason(item.exchange))
        }
        let milliseconds = item.exchange.timings.total.milliseconds
        // Nothing measured is not 0 ms.
        return milliseconds > 0 ? text + String(format: ", after %.0f\u{A0}ms.", max(1, milliseconds)) : text + "."
    }

    private static func words(_ statement: ReportInput.Statement?, _ clean: (String) -> String) -> [String] {
        guard let statement, !statement.isEmpty else { return ["Not stated."] }
        let mark = statement.isDraft ? "(drafted by Reprise from the recording)" : "(in my own words)"
        return [mark] + LetterText.quoted(clean(statement.text))
    }

    private static func attachments(_ names: [String], _ input: ReportInput) -> [String] {
        var parts = ["each request and response whole (exchanges/, and exchanges.har for HAR viewers)"]
        if names.contains("frequency.json") {
            parts.append("every attempt with its time and trace ID (frequency.json)")
        }
        if names.contains("findings.json") { parts.append("what a check of the answers noticed (findings.json)") }
        parts.append("curl lines that repeat the calls (reproduce.txt)")
        var lines = LetterText.wrap(
            "A zip file with " + parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "") + "."
        )
        let replacements = input.items.flatMap(\.exchange.replacements)
        if let example = replacements.first {
            let values = replacements.count == 1 ? "1 secret or personal value was" : "Secrets and personal values were"
            let stand = replacements.count == 1 ? "a stand-in, \(example.standIn)" : "stand-ins like \(example.standIn)"
            lines += [""]
            lines += LetterText.wrap(
                "\(values) replaced by \(stand), before anything was stored"
                    + (replacements.count == 1 ? "; " : "; equal values have equal stand-ins, and ")
                    + "redactions.json lists where."
            )
        }
        return lines
    }
}
