internal import APIDocument
internal import ExchangeModel
internal import JSONTree
internal import SafeText

extension FindingFormat {
    package static func json(_ result: CheckResult, failOn: FailOn) -> [UInt8] {
        json(result, options: FormatOptions(failOn: failOn))
    }

    /// One JSON object, indented, ending in a line feed.
    package static func json(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        let verdict = result.verdict(failOn: options.failOn)
        let value: JSONValue = [
            "verdict": .string(verdict.kind.rawValue),
            "exitCode": .int(Int(verdict.exitCode)),
            "sentence": .string(verdict.sentence),
            "findings": .array(result.findings.map { self.value(of: $0, in: result, options) }),
            "notEvaluable": .int(result.notEvaluable),
            "inconclusive": .int(result.inconclusive),
            "waived": .int(result.waived),
            "waivers": .array(result.waivers.map(value(of:))),
            "rules": .array(result.rules.map { .string($0) }),
            "coverage": CoverageFormat.json(result.coverage),
        ]
        return Neutralizer.json(value.serialized(pretty: true)) + [0x0A]
    }

    private static func value(of finding: Finding, in result: CheckResult, _ options: FormatOptions) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("fingerprint", .string(finding.fingerprint.text)),
            ("rule", .string(finding.rule)),
            ("severity", .string(finding.severity.rawValue)),
            ("blame", .string(finding.blame.rawValue)),
            ("provenance", .string(finding.provenance.rawValue)),
            ("operation", .string(finding.operation)),
            ("status", finding.status.map { .int($0) } ?? .null),
            ("keyword", .string(finding.keyword)),
            ("message", .string(finding.message)),
            ("notEvaluable", .bool(finding.isNotEvaluable)),
            ("failing", .bool(result.isFailing(finding, failOn: options.failOn))),
            ("dataPointer", .string(finding.dataPointer)),
            ("specPointer", .string(finding.specPointer)),
        ]
        if let document = finding.specDocument { members.append(("specDocument", .string(document))) }
        if let line = finding.specLine { members.append(("specLine", .int(line))) }
        members += [("count", .int(finding.count)), ("samples", .array(finding.samples.map(value(of:))))]
        if let waiver = finding.waiver { members.append(("waiver", value(of: waiver))) }
        return .object(members)
    }

    private static func value(of sample: FindingSample) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("exchange", .int(sample.exchange)), ("pointer", .string(sample.pointer)),
        ]
        let evidence = sample.evidence
        for (name, text) in [
            ("fragment", sample.fragment), ("url", evidence?.url), ("traceID", evidence?.traceID),
            ("curl", evidence?.curl),
        ] {
            if let text { members.append((name, .string(text))) }
        }
        return .object(members)
    }

    private static func value(of use: WaiverUse) -> JSONValue {
        let (state, findings): (String, Int) =
            switch use.state {
            case .applied(let findings): ("applied", findings)
            case .notSeen: ("not-seen", 0)
            case .expired(let findings): ("expired", findings)
            case .notWaivable: ("not-waivable", 0)
            }
        guard case .object(let members) = value(of: use.waiver) else { return .null }
        return .object(
            members + [
                ("state", .string(state)), ("findings", .int(findings)), ("explanation", .string(use.explanation)),
            ]
        )
    }

    private static func value(of waiver: Waiver) -> JSONValue {
        var members: [(String, JSONValue)]
        switch waiver.target {
        case .fingerprint(let fingerprint): members = [("fingerprint", .string(fingerprint.text))]
        case .rule(let rule, let operation):
            members = [("rule", .string(rule))]
            if let operation { members.append(("operation", .string(operation))) }
        }
        return .object(
            members + [
                ("owner", .string(waiver.owner)), ("reason", .string(waiver.reason)),
                ("expires", .string(waiver.expires.description)),
            ]
        )
    }
}
