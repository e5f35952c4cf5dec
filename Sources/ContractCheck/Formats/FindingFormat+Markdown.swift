internal import APIDocument
internal import ExchangeModel
internal import SafeText

extension FindingFormat {
    /// A comment on GitHub takes 65,536 characters.
    package static let commentBytes = 60_000

    /// A heading, a table of the findings, each with its details, and the verdict as the last line.
    ///
    /// - Parameter maximumBytes: findings that would make it longer are counted and left out, the details first.
    package static func markdown(
        _ result: CheckResult,
        options: FormatOptions = FormatOptions(),
        maximumBytes: Int = commentBytes
    ) -> [UInt8] {
        let verdict = result.verdict(failOn: options.failOn)
        let head = ["### Reprise: \(cell(title(verdict.kind), 100))", ""]
        var tail = limited(CoverageFormat.markdown(result.coverage), to: maximumBytes / 4)
        let waivers = limited(result.waivers.map(line(of:)), to: maximumBytes / 8)
        if !waivers.isEmpty { tail = ["**Waivers**", ""] + waivers + [""] + tail }
        tail += ["", cell(lastLine(verdict), 1_000)]
        var room = maximumBytes - size(head) - size(tail) - 200
        let findings = result.findings.filter { !$0.isWaived }
        var rows: [String] = []
        var details: [String] = []
        var left = 0
        for finding in findings {
            let row = row(finding)
            guard left == 0, size([row]) <= room else {
                left += 1
                continue
            }
            rows.append(row)
            room -= size([row])
        }
        for (index, finding) in findings.prefix(rows.count).enumerated() where finding.severity > .info {
            let lines = self.details(finding, number: index + 1)
            guard size(lines) <= room else { break }
            details += lines
            room -= size(lines)
        }
        var lines = head
        if !rows.isEmpty {
            lines += ["| | blame | operation | rule | what | times |", "|---|---|---|---|---|--:|"] + rows + [""]
        }
        if left > 0 { lines += ["\(counted(left, "finding")) more than fit here.", ""] }
        lines += legend(findings) + details + tail
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func title(_ kind: Verdict.Kind) -> String {
        switch kind {
        case .failed: "the check failed"
        case .notEvaluated: "not everything could be evaluated"
        case .inconclusive: "inconclusive"
        case .fine: "nothing on the failing side"
        }
    }

    private static func row(_ finding: Finding) -> String {
        let mark = finding.isNotEvaluable ? "not evaluable" : finding.severity.rawValue
        let status = finding.status.map { " \($0)" } ?? ""
        let place = finding.dataPointer.isEmpty ? "" : " · at " + cell(finding.dataPointer, 120)
        return "| \(mark) | \(finding.blame.rawValue) | \(cell(finding.operation, 120))\(status) "
            + "| \(cell(finding.rule, 80)) | \(cell(finding.message, 300))\(place) | \(finding.count) |"
    }

    /// Within the element's first lines stands our own text only: it is read as HTML, not as Markdown.
    private static func details(_ finding: Finding, number: Int) -> [String] {
        var lines = [
            "<details><summary>\(number). \(finding.severity.rawValue), blame \(finding.blame.rawValue), "
                + "id \(hexadecimalOnly(finding.fingerprint.text))</summary>", "",
            "- rule \(cell(finding.rule, 80)), \(cell(finding.operation, 200))",
            "- \(cell(finding.message, 1_000))",
        ]
        let samples = finding.samples.map { sample in
            let trace = sample.evidence?.traceID.map { ", trace " + cell($0, 60) } ?? ""
            return "\\#\(sample.exchange) \(cell(sample.pointer, 120))\(trace)"
        }
        if !samples.isEmpty { lines.append("- seen " + samples.joined(separator: "; ")) }
        if !finding.specPointer.isEmpty {
            let file = finding.specDocument.map { ", " + cell($0, 200) + (finding.specLine.map { ":\($0)" } ?? "") }
            lines.append("- spec \(cell(finding.specPointer, 200)) (\(finding.provenance.rawValue))\(file ?? "")")
        }
        lines.append("")
        if let fragment = finding.fragment {
            let oneLine = Neutralizer.neutralize(fragment, for: .terminal, maximum: 300)
            lines += [Neutralizer.codeBlock(oneLine, language: "json"), ""]
        }
        if let curl = finding.curl { lines += [Neutralizer.codeBlock(curl, language: "sh", maximum: 4_000), ""] }
        return lines + ["</details>", ""]
    }

    private static func legend(_ findings: [Finding]) -> [String] {
        let lines = Blame.allCases.filter { blame in findings.contains { $0.blame == blame } }
            .map { "- blame **\($0.rawValue)**: \($0.meaning)" }
        return lines.isEmpty ? [] : lines + [""]
    }

    private static func line(of use: WaiverUse) -> String {
        let mark = use.isExpired ? "**expired** " : ""
        return "- \(mark)\(cell(use.waiver.subject, 200)): \(use.explanation); by \(cell(use.waiver.owner, 80)): "
            + cell(use.waiver.reason, 300)
    }

    private static func cell(_ text: String, _ maximum: Int) -> String {
        // Shortened first: an escape that is cut in two would be none.
        let short = Neutralizer.neutralize(text, for: .terminal, maximum: maximum)
        return Neutralizer.neutralize(short, for: .markdown)
    }

    private static func hexadecimalOnly(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }, as: UTF8.self)
    }

    private static func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

    /// As many of the first lines as fit.
    private static func limited(_ lines: [String], to bytes: Int) -> [String] {
        guard size(lines) > bytes else { return lines }
        var kept: [String] = []
        var used = 0
        // An element that was opened has to be closed.
        let isOpen = lines.last == "</details>"
        for line in lines.dropLast(isOpen ? 2 : 0) {
            used += line.utf8.count + 1
            if used > bytes { break }
            kept.append(line)
        }
        kept.append("- and \(lines.count - kept.count - (isOpen ? 2 : 0)) more")
        return kept + (isOpen && kept.contains { $0.hasPrefix("<details>") } ? ["", "</details>"] : [])
    }
}
