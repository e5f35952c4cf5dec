internal import APIDocument
internal import ExchangeModel
internal import SafeText

extension FindingFormat {
    /// Columns that a line keeps to, curl commands and single long words aside.
    private static let width = 96

    package static func text(_ result: CheckResult, failOn: FailOn) -> String {
        text(result, options: FormatOptions(failOn: failOn))
    }

    /// Findings worst first, what was waived, coverage, and the verdict as the last line.
    package static func text(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> String {
        var lines: [String] = []
        for finding in result.findings where !finding.isWaived { lines += block(finding) + [""] }
        let legend = legend(result)
        if !legend.isEmpty { lines += legend + [""] }
        let waivers = waiverLines(result)
        if !waivers.isEmpty { lines += waivers + [""] }
        lines += coverageLines(result)
        // In one piece, however long, for those who read the last line alone.
        lines.append(safe(lastLine(result.verdict(failOn: options.failOn)), 600))
        return lines.map { Neutralizer.logLine($0) }.joined(separator: "\n") + "\n"
    }

    /// One finding, without colour. What breaks nothing is kept short.
    static func block(_ finding: Finding) -> [String] {
        let mark = finding.isNotEvaluable ? "not evaluable" : finding.severity.rawValue
        let status = finding.status.map { " \($0)" } ?? ""
        let count = finding.count == 1 ? "" : " · \(finding.count) times"
        var lines = [
            "\(mark) · \(finding.blame.rawValue) · \(clipped(safe(finding.operation), to: 60))\(status) · "
                + clipped(safe(finding.rule), to: 50)
        ]
        lines += wrapped(safe(finding.message, 300), indent: 2)
        if finding.severity == .info {
            let places = [safe(finding.dataPointer), seen(finding)].filter { !$0.isEmpty }.map { $0 + " · " }
            let times = finding.count == 1 ? "" : "\(finding.count) times · "
            lines.append("  at   \(places.joined())\(times)id \(finding.fingerprint.text)")
            return lines
        }
        if let fragment = finding.fragment { lines.append("  got  " + clipped(safe(fragment, 200), to: width - 7)) }
        if !finding.dataPointer.isEmpty { lines.append("  at   \(safe(finding.dataPointer))\(count)") }
        if !finding.samples.isEmpty {
            lines += wrapped("seen \(seen(finding))\(finding.dataPointer.isEmpty ? count : "")", indent: 2, hanging: 5)
        }
        if !finding.specPointer.isEmpty {
            lines.append("  spec \(safe(finding.specPointer)) (\(finding.provenance.rawValue))")
        }
        if let document = finding.specDocument {
            lines.append("  file " + safe(document) + (finding.specLine.map { ":\($0)" } ?? ""))
        }
        if let curl = finding.curl {
            lines += curl.utf8.split(separator: 0x0A).prefix(60).map { line in
                "  " + Neutralizer.neutralize(line, for: .terminal, maximum: 4_000)
            }
        }
        lines.append("  id   \(finding.fingerprint.text)")
        return lines
    }

    private static func seen(_ finding: Finding) -> String {
        finding.samples.map { sample in
            // A sample's pointer adds something only where it tells which item it was.
            let place =
                sample.pointer == finding.dataPointer || sample.pointer.isEmpty ? "" : " " + safe(sample.pointer)
            let trace = sample.evidence?.traceID.map { " (trace " + safe($0, 40) + ")" } ?? ""
            return "#\(sample.exchange)\(place)\(finding.severity == .info ? "" : trace)"
        }.joined(separator: ", ")
    }

    /// What the blames mean that were given.
    private static func legend(_ result: CheckResult) -> [String] {
        Blame.allCases.filter { blame in result.findings.contains { $0.blame == blame && !$0.isWaived } }
            .map { "blame \($0.rawValue): \($0.meaning)" }
    }

    /// The waivers and what became of them; expired ones first.
    private static func waiverLines(_ result: CheckResult) -> [String] {
        var lines: [String] = []
        for use in result.waivers.filter(\.isExpired) + result.waivers.filter({ !$0.isExpired }) {
            let waiver = use.waiver
            lines += wrapped("waiver of \(safe(waiver.subject)): \(use.explanation)", hanging: 2)
            lines += wrapped("by \(safe(waiver.owner, 80)): \(safe(waiver.reason, 300))", indent: 2)
            guard case .applied = use.state else { continue }
            for finding in result.findings where finding.waiver == waiver {
                let status = finding.status.map { " \($0)" } ?? ""
                lines += wrapped(
                    "waived \(finding.severity.rawValue) · \(finding.blame.rawValue) · \(safe(finding.operation))\(status)"
                        + " · \(safe(finding.rule)) · \(finding.fingerprint.text)",
                    indent: 2,
                    hanging: 2
                )
            }
        }
        return lines
    }

    private static func coverageLines(_ result: CheckResult) -> [String] {
        let coverage = result.coverage
        var lines = wrapped(
            "\(counted(coverage.exchanges, "exchange"))"
                + (coverage.notMatched > 0 ? ", \(coverage.notMatched) not in the contract" : "")
                + (result.notEvaluable > 0 ? ", \(result.notEvaluable) not evaluable" : "")
                + (result.inconclusive > 0 ? ", \(result.inconclusive) inconclusive" : "")
                + (result.waived > 0 ? ", \(result.waived) waived" : "")
        )
        lines += wrapped(CoverageFormat.line(coverage), hanging: 2)
        lines += CoverageFormat.gaps(coverage, shortly: true).flatMap { wrapped(safe($0, 400), hanging: 2) }
        return lines
    }

    static func safe(_ text: String, _ maximum: Int = 120) -> String {
        Neutralizer.neutralize(text, for: .terminal, maximum: maximum)
    }

    /// The text in lines of at most `width` columns, broken at spaces.
    ///
    /// - Parameters:
    ///   - indent: spaces before each line.
    ///   - hanging: more spaces before all but the first.
    private static func wrapped(_ text: String, indent: Int = 0, hanging: Int = 0) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var used = indent
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let columns = displayWidth(String(word))
            if !isEmpty, used + 1 + columns > width {
                lines.append(line)
                line = String(repeating: " ", count: indent + hanging)
                used = indent + hanging
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            used += columns + (isEmpty ? 0 : 1)
            isEmpty = false
        }
        return lines + [line]
    }
}
