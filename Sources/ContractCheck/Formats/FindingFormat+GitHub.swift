internal import APIDocument
internal import ExchangeModel
internal import SafeText

extension FindingFormat {
    /// GitHub shows this many annotations of a level for a step and drops the rest without a word.
    private static let mostAnnotations = 10

    /// Workflow commands that annotate: what lies on the failing side as `error`, what weighs more than an information
    /// as `warning`, the rest as `notice`. The last line is the verdict, and no command.
    package static func github(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        var lines: [String] = []
        var given: [String: Int] = [:]
        var left = 0
        func annotate(_ level: String, _ command: String) {
            guard given[level, default: 0] < mostAnnotations else {
                left += 1
                return
            }
            given[level, default: 0] += 1
            lines.append(command)
        }
        for use in result.waivers where use.isExpired {
            let level = options.failOn.contains(.nothing) ? "warning" : "error"
            annotate(level, command(level, title: "waiver expired", use.waiver.expirySentence))
        }
        for finding in result.findings where !finding.isWaived {
            let level =
                result.isFailing(finding, failOn: options.failOn)
                ? "error" : finding.severity > .info ? "warning" : "notice"
            annotate(level, annotation(finding, level, options))
        }
        if left > 0 { lines.append("\(counted(left, "annotation")) more than GitHub shows; the step summary has all") }
        lines.append(plain(CoverageFormat.line(result.coverage)))
        lines.append(plain(lastLine(result.verdict(failOn: options.failOn))))
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The page for `$GITHUB_STEP_SUMMARY`; that takes 1 MiB a step.
    package static func githubSummary(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        markdown(result, options: options, maximumBytes: 900_000)
    }

    private static func annotation(_ finding: Finding, _ level: String, _ options: FormatOptions) -> String {
        let status = finding.status.map { " \($0)" } ?? ""
        var text = ["\(finding.operation)\(status): \(finding.message)"]
        if !finding.dataPointer.isEmpty { text.append("at \(finding.dataPointer)") }
        if let fragment = finding.fragment { text.append("got \(fragment)") }
        if !finding.specPointer.isEmpty { text.append("spec \(finding.specPointer) (\(finding.provenance.rawValue))") }
        if finding.count > 1 { text.append("\(finding.count) times") }
        text.append("blame \(finding.blame.rawValue): \(finding.blame.meaning)")
        text.append("id \(finding.fingerprint.text)")
        // Its own pieces first, so that a line feed in one of them is no line of ours.
        let message = text.map { safe($0, 600) }.joined(separator: "\n")
        let isInDocument = finding.specDocument != nil
        return command(
            level,
            title: (finding.isNotEvaluable ? "not evaluable: " : "") + finding.rule,
            message,
            file: finding.specDocument ?? options.recording,
            line: isInDocument ? finding.specLine : nil
        )
    }

    private static func command(
        _ level: String,
        title: String,
        _ message: String,
        file: String? = nil,
        line: Int? = nil
    ) -> String {
        func property(_ text: String) -> String { Neutralizer.neutralize(text, for: .ciProperty, maximum: 300) }
        var properties: [String] = []
        if let file { properties.append("file=" + property(file)) }
        if let line { properties.append("line=\(line)") }
        properties.append("title=" + property(title))
        return "::\(level) \(properties.joined(separator: ","))::"
            + Neutralizer.neutralize(message, for: .ciCommand, maximum: 4_000)
    }

    /// A line of the log that is no command.
    private static func plain(_ text: String) -> String { Neutralizer.logLine(safe(text, 1_000)) }
}
