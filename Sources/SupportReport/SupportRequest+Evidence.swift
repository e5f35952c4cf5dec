import APIDocument
import ContractCheck
import ExchangeModel
import Foundation
import Redaction

// What was recorded and measured, as the letter tells it.
extension SupportRequest {
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
