internal import APIDocument
internal import ExchangeModel

extension FindingFormat {
    /// JUnit XML: a suite for each operation of the contract, with a case for each finding and one for each rule that
    /// noticed nothing, so that a CI server shows what was looked at.
    ///
    /// What lies on the failing side is a `failure`; what could not be judged, is waived, or was never called is
    /// `skipped`. The last suite holds the verdict: there are failures exactly where the exit code is 1, and one error
    /// and no failure where it is 3 or 4.
    package static func junit(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        var suites = result.coverage.operations.map { operation in
            suite(of: operation, in: result, options)
        }
        let known = Set(result.coverage.operationsDocumented)
        for name in Set(result.findings.map(\.operation)).subtracting(known).sorted() {
            var suite = JUnitSuite(name: name)
            suite.cases = result.findings.filter { $0.operation == name }.map { item(for: $0, in: result, options) }
            suites.append(suite)
        }
        if let waivers = waiverSuite(result, options) { suites.append(waivers) }
        suites.append(verdictSuite(result.verdict(failOn: options.failOn)))
        let lines =
            [
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                "<testsuites name=\"reprise check\" \(JUnitSuite.counts(suites)) time=\"0\">",
            ] + suites.flatMap(\.lines) + ["</testsuites>"]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func suite(
        of operation: OperationCoverage,
        in result: CheckResult,
        _ options: FormatOptions
    ) -> JUnitSuite {
        var suite = JUnitSuite(name: operation.operation)
        let findings = result.findings.filter { $0.operation == operation.operation }
        guard operation.isSeen else {
            suite.cases = [.init(name: "is called", outcome: .skipped("no exchange of the recording calls it"))]
            suite.cases += findings.map { item(for: $0, in: result, options) }
            return suite
        }
        suite.cases = [.init(name: "is called", output: counted(operation.exchanges, "exchange"))]
        suite.cases += findings.map { item(for: $0, in: result, options) }
        // Where quota or sign-in stood in the way of every call, no rule was looked at.
        let obstacles = findings.reduce(0) { $0 &+ ($1.isObstacle ? $1.count : 0) }
        guard obstacles < operation.exchanges else { return suite }
        for rule in result.rules where !findings.contains(where: { $0.rule == rule || $0.rule.hasPrefix(rule + ".") }) {
            suite.cases.append(.init(name: rule))
        }
        return suite
    }

    private static func item(
        for finding: Finding,
        in result: CheckResult,
        _ options: FormatOptions
    ) -> JUnitSuite.Case {
        let place = finding.dataPointer.isEmpty ? "" : " at " + finding.dataPointer
        let keyword = finding.keyword.isEmpty ? "" : " " + finding.keyword
        let status = finding.status.map { ", status \($0)" } ?? ""
        let name = finding.rule + keyword + place + status
        if let waiver = finding.waiver {
            return .init(
                name: name,
                outcome: .skipped("waived by \(waiver.owner) until \(waiver.expires): \(waiver.reason)")
            )
        }
        let text = ([finding.message] + block(finding)).joined(separator: "\n")
        if result.isFailing(finding, failOn: options.failOn) {
            return .init(name: name, outcome: .failed(finding.blame.rawValue + "." + finding.severity.rawValue, text))
        }
        if finding.isNotEvaluable { return .init(name: name, outcome: .skipped("not evaluable: " + finding.message)) }
        if finding.isObstacle { return .init(name: name, outcome: .skipped("inconclusive: " + finding.message)) }
        return .init(name: name, output: text)
    }

    private static func waiverSuite(_ result: CheckResult, _ options: FormatOptions) -> JUnitSuite? {
        guard !result.waivers.isEmpty else { return nil }
        var suite = JUnitSuite(name: "waivers")
        for use in result.waivers {
            let name = use.waiver.subject
            if use.isExpired, !options.failOn.contains(.nothing) {
                suite.cases.append(.init(name: name, outcome: .failed("expired", use.waiver.expirySentence)))
            } else if case .notSeen = use.state {
                suite.cases.append(.init(name: name, outcome: .skipped(use.explanation)))
            } else {
                suite.cases.append(.init(name: name, output: use.explanation))
            }
        }
        return suite
    }

    private static func verdictSuite(_ verdict: Verdict) -> JUnitSuite {
        let sentence = lastLine(verdict)
        var item = JUnitSuite.Case(name: "verdict")
        switch verdict.exitCode {
        case 0: item.output = sentence
        case 1: item.outcome = .failed(verdict.kind.rawValue, sentence)
        default: item.outcome = .error(verdict.kind.rawValue, sentence)
        }
        return JUnitSuite(name: "reprise check", cases: [item])
    }
}
