internal import ExchangeModel
internal import JSONTree
internal import SafeText

/// Check results as text for a person and as JSON for a script.
package enum FindingFormat {
    /// Findings worst first, coverage, and the verdict as the last line. What came from an answer is neutralised.
    package static func text(_ result: CheckResult, failOn: FailOn = .standard) -> String {
        var lines: [String] = []
        for finding in result.findings {
            lines += block(finding)
            lines.append("")
        }
        let coverage = result.coverage
        lines.append(
            "\(counted(coverage.exchanges, "exchange")), \(coverage.operationsSeen.count) of "
                + "\(counted(coverage.operationsDocumented.count, "operation")) seen"
                + (coverage.notMatched > 0 ? ", \(coverage.notMatched) not in the contract" : "")
                + (result.notEvaluable > 0 ? ", \(result.notEvaluable) not evaluable" : "")
                + (result.inconclusive > 0 ? ", \(result.inconclusive) inconclusive" : "")
        )
        let verdict = result.verdict(failOn: failOn)
        lines.append("exit \(verdict.exitCode): \(verdict.sentence)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func block(_ finding: Finding) -> [String] {
        let mark = finding.isNotEvaluable ? "not evaluable" : finding.severity.rawValue
        let status = finding.status.map { " \($0)" } ?? ""
        var lines = [
            "\(mark) · \(finding.blame.rawValue) · \(safe(finding.operation))\(status) · \(finding.rule)",
            "  \(safe(finding.message))",
        ]
        let count = finding.count == 1 ? "" : " · \(finding.count) times"
        if !finding.dataPointer.isEmpty { lines.append("  at   \(safe(finding.dataPointer))\(count)") }
        let samples = finding.samples.map { sample in
            // A sample's pointer adds something only where it tells which item it was.
            sample.pointer == finding.dataPointer || sample.pointer.isEmpty
                ? "#\(sample.exchange)" : "#\(sample.exchange) \(safe(sample.pointer))"
        }
        lines.append("  seen \(samples.joined(separator: ", "))\(finding.dataPointer.isEmpty ? count : "")")
        if !finding.specPointer.isEmpty {
            lines.append("  spec \(safe(finding.specPointer)) (\(finding.provenance.rawValue))")
        }
        lines.append("  id   \(finding.fingerprint.text)")
        return lines
    }

    private static func safe(_ text: String) -> String {
        Neutralizer.neutralize(text, for: .terminal, maximum: 300)
    }

    /// One JSON object, indented, ending in a line feed; the same result gives the same bytes.
    package static func json(_ result: CheckResult, failOn: FailOn = .standard) -> [UInt8] {
        let verdict = result.verdict(failOn: failOn)
        let value: JSONValue = [
            "verdict": .string(verdict.kind.rawValue),
            "exitCode": .int(Int(verdict.exitCode)),
            "sentence": .string(verdict.sentence),
            "findings": .array(result.findings.map(value(of:))),
            "notEvaluable": .int(result.notEvaluable),
            "coverage": value(of: result.coverage),
        ]
        return value.serialized(pretty: true) + [0x0A]
    }

    private static func value(of finding: Finding) -> JSONValue {
        [
            "fingerprint": .string(finding.fingerprint.text),
            "rule": .string(finding.rule),
            "severity": .string(finding.severity.rawValue),
            "blame": .string(finding.blame.rawValue),
            "provenance": .string(finding.provenance.rawValue),
            "operation": .string(finding.operation),
            "status": finding.status.map { .int($0) } ?? .null,
            "keyword": .string(finding.keyword),
            "message": .string(finding.message),
            "notEvaluable": .bool(finding.isNotEvaluable),
            "dataPointer": .string(finding.dataPointer),
            "specPointer": .string(finding.specPointer),
            "count": .int(finding.count),
            "samples": .array(
                finding.samples.map { ["exchange": .int($0.exchange), "pointer": .string($0.pointer)] }
            ),
        ]
    }

    private static func value(of coverage: Coverage) -> JSONValue {
        let seen = coverage.operationsSeen.map { label -> JSONValue in
            [
                "operation": .string(label),
                "exchanges": .int(coverage.exchangesByOperation[label] ?? 0),
                "statuses": .array((coverage.statusesByOperation[label] ?? []).sorted().map { .int($0) }),
            ]
        }
        return [
            "exchanges": .int(coverage.exchanges),
            "notMatched": .int(coverage.notMatched),
            "operationsDocumented": .int(coverage.operationsDocumented.count),
            "operationsSeen": .array(seen),
        ]
    }
}
