import APIDocument
import ContractCheck
import ExchangeModel
import Foundation
import Redaction
import ReplayPlan
import Statistics

// What was recorded and measured, as the letter tells it.
extension SupportRequest {
    /// Of one list of attempts in the letter; all of them are in `frequency.json`.
    private static let mostAttempts = 10
    private static let mostSignatures = 5
    private static let mostFindings = 5

    static func exchanges(_ input: ReportInput) -> [String] {
        let count = input.items.count
        var lines = LetterText.heading(count == 1 ? "The API request" : "The API requests")
        let bodies = input.items.flatMap { [$0.exchange.request.body, $0.exchange.response?.body] }.compactMap { $0 }
        if bodies.contains(where: { ExchangeText.isIndented($0) }) {
            lines += LetterText.wrap("JSON is indented here for reading; the files in exchanges/ have it as it came.")
            lines.append("")
        }
        for (index, item) in input.items.enumerated() {
            if count > 1 {
                if index > 0 { lines += ["", ""] }
                let mark = index == input.subjectIndex ? ": the one this is about" : ""
                lines += ["--- Request \(index + 1) of \(count)\(mark) ---", ""]
            }
            lines += exchange(item, file: String(format: "exchanges/%04d", index + 1))
        }
        return lines
    }

    private static func exchange(_ item: ReportInput.Item, file: String) -> [String] {
        let request = item.exchange.request
        var lines = ["Endpoint URL:", "  " + LetterText.line(request.method) + " " + LetterText.line(request.url)]
        lines += ["", "Request headers:"] + fields(request.headers)
        lines += ["", "Request body:"] + ExchangeText.readableBody(request.body, file: file + "-request.txt")
        guard let response = item.exchange.response else {
            return lines + ["", "Response:"]
                + LetterText.wrap("none: " + ExchangeText.reason(item.exchange), "  ", "  ")
        }
        lines += ["", "Response status code:", "  " + ExchangeText.status(response)]
        lines += ["", "Response headers:"] + fields(response.headers)
        lines += ["", "Response body:"] + ExchangeText.readableBody(response.body, file: file + "-response.txt")
        if item.exchange.failure != nil {
            lines += [""] + LetterText.wrap("The response ended early: " + ExchangeText.reason(item.exchange))
        }
        return lines
    }

    private static func fields(_ headers: HeaderList) -> [String] {
        headers.fields.isEmpty ? ["  (none recorded)"] : ExchangeText.fields(headers).map { "  " + $0 }
    }

    static func traces(_ input: ReportInput) -> [String] {
        var lines: [String] = []
        for (index, item) in input.items.enumerated() {
            let time = time(item.exchange)
            let label = input.items.count == 1 ? "" : "Request \(index + 1): "
            if let trace = item.exchange.traceID {
                lines += [label + LetterText.line(trace.text, maximum: 200), "  at \(time)"]
            } else {
                let why = item.exchange.response == nil ? "no response came" : "not in the response"
                let isTimed = item.exchange.startedAt.microseconds != 0
                let when = isTimed ? "; approximate time \(time)" : ", and the time was not recorded"
                lines.append(label + "X-WX-Trace: \(why)\(when)")
            }
        }
        let skew = ClockSkew(input.items.map(\.exchange))
        return lines + [""] + LetterText.wrap("Times are UTC by the sender's clock. " + skew.sentence)
    }

    static func frequency(_ input: ReportInput) -> [String] {
        guard let frequency = input.frequency, frequency.attempts > 0 else {
            return ["Not measured: the call was not repeated."]
        }
        var lines: [String] = []
        if frequency.counted > 0 {
            let method = frequency.interval.map { "; interval by the \($0.method) method" } ?? ""
            lines += LetterText.wrap("The same request fails \(frequency.sentence)\(method).")
        } else {
            lines += LetterText.wrap("Not known: no attempt to repeat the call could be counted.")
        }
        if let first = input.attempts.map(\.startedAt).min(), let last = input.attempts.map(\.startedAt).max() {
            lines += LetterText.wrap("It was repeated \(times(input.attempts.count)) from \(first) to \(last).")
        }
        for signature in frequency.signatures.prefix(mostSignatures) {
            let name = LetterText.line(signature.signature.summary, maximum: 200)
            lines += ["", "\(name), \(times(signature.count)):"]
            lines += list(input.attempts, signature.traceIDs) { $0 == .failed(signature.signature) }
        }
        if frequency.signatures.count > mostSignatures {
            let rest = frequency.signatures.count - mostSignatures
            lines += ["", "and \(LetterText.count(rest, "other failure")) in frequency.json"]
        }
        let passed = frequency.counted - frequency.failed
        if passed > 0, frequency.failed > 0 {
            lines += ["", "Passed, for comparison, \(times(passed)):"]
            lines += list(input.attempts, frequency.passingTraceIDs) { $0 == .passed }
        }
        return lines + inconclusive(input)
    }

    private static func times(_ count: Int) -> String {
        switch count {
        case 1: "once"
        case 2: "twice"
        default: LetterText.count(count, "time")
        }
    }

    /// Time and trace id of each attempt that ended so; only the ids where the attempts are not there.
    private static func list(_ attempts: [Attempt], _ ids: [TraceID], _ isWanted: (Outcome) -> Bool) -> [String] {
        var lines = attempts.filter { isWanted($0.outcome) }.map { attempt in
            let trace = attempt.traceID.map { LetterText.line($0.text, maximum: 200) } ?? "no X-WX-Trace"
            return "  \(attempt.startedAt)  \(trace)"
        }
        if lines.isEmpty { lines = ids.map { "  " + LetterText.line($0.text, maximum: 200) } }
        guard lines.count > mostAttempts + 1 else { return lines }
        let rest = LetterText.count(lines.count - mostAttempts, "attempt")
        return lines.prefix(mostAttempts) + ["  and \(rest) more in frequency.json"]
    }

    /// The attempts that say nothing, by their reasons in the order met.
    private static func inconclusive(_ input: ReportInput) -> [String] {
        guard let count = input.frequency?.inconclusive, count > 0 else { return [] }
        var reasons: [(text: String, count: Int)] = []
        for attempt in input.attempts {
            guard case .inconclusive(let reason) = attempt.outcome else { continue }
            let text = LetterText.line(ReportJSON.sentence(reason), maximum: 200)
            let place = reasons.firstIndex { $0.text == text } ?? reasons.count
            if place == reasons.count { reasons.append((text, 0)) }
            reasons[place].count += 1
        }
        let why = reasons.map { "\($0.text) (\(times($0.count)))" }.joined(separator: "; ")
        return [""]
            + LetterText.wrap(
                "\(LetterText.count(count, "attempt")) \(count == 1 ? "was" : "were") inconclusive and "
                    + "\(count == 1 ? "does" : "do") not count" + (why.isEmpty ? "." : ": \(why).")
            )
    }

    /// What a check of the answers noticed, worst first. What is only our own inference is left to the file, and so
    /// is the status that the letter is about.
    static func findings(_ input: ReportInput) -> [String] {
        let status = input.subject?.exchange.response?.status
        let findings =
            input.check?.findings.filter { finding in
                let isKnown = finding.dataPointer == "status" && finding.status == status
                return finding.severity > .info && !finding.isNotEvaluable && !isKnown
            } ?? []
        guard !findings.isEmpty else { return [] }
        var lines = LetterText.heading("Also noticed")
        for finding in findings.prefix(mostFindings) {
            let whose =
                switch finding.blame {
                case .api: "in the API's answer"
                case .client: "in our own request"
                case .document: "in the API's description"
                case .inconclusive: "not clear where"
                }
            let place = finding.dataPointer.isEmpty ? "" : " at " + LetterText.line(finding.dataPointer, maximum: 200)
            let seen = finding.count == 1 ? "" : ", \(times(finding.count))"
            lines += LetterText.wrap(
                "\(LetterText.line(finding.message, maximum: 300)) (\(finding.severity.rawValue), \(whose)\(place)\(seen))",
                "- ",
                "  "
            )
        }
        let rest = findings.count - min(findings.count, mostFindings)
        lines.append(rest > 0 ? "and \(rest) more; findings.json has the details." : "Details are in findings.json.")
        return lines
    }
}
