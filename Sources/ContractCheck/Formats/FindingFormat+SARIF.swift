internal import APIDocument
internal import ExchangeModel
internal import JSONTree
internal import SafeText

extension FindingFormat {
    /// A log of SARIF 2.1.0 with one run.
    ///
    /// A finding that could not be judged, or says that quota, sign-in or network stood in the way, has kind `open`
    /// and so level `none` (§3.27.9, §3.27.10). A waived one is suppressed. The exit code and the verdict are the
    /// invocation's.
    package static func sarif(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        let verdict = result.verdict(failOn: options.failOn)
        let rules = Array(Set(result.findings.map(\.rule)).union(result.rules)).sorted()
        var driver: [(String, JSONValue)] = [("name", "Reprise")]
        if let version = options.version { driver.append(("version", .string(version))) }
        driver.append(("rules", .array(rules.map { rule(named: $0, options) })))
        let run: JSONValue = [
            "tool": ["driver": .object(driver)],
            "invocations": [
                [
                    "executionSuccessful": true,
                    "exitCode": .int(Int(verdict.exitCode)),
                    "exitCodeDescription": .string(verdict.sentence),
                    "toolExecutionNotifications": .array(result.waivers.compactMap(notification(of:))),
                ]
            ],
            "columnKind": "unicodeCodePoints",
            "results": .array(result.findings.map { sarifResult($0, rules, options) }),
            "properties": ["coverage": CoverageFormat.json(result.coverage)],
        ]
        let log: JSONValue = [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        ]
        return Neutralizer.json(log.serialized(pretty: true)) + [0x0A]
    }

    private static func rule(named id: String, _ options: FormatOptions) -> JSONValue {
        let text = options.ruleDescriptions[id] ?? "Reprise's rule \(id)"
        return ["id": .string(safe(id, 200)), "shortDescription": ["text": .string(sarifText(text))]]
    }

    private static func sarifResult(_ finding: Finding, _ rules: [String], _ options: FormatOptions) -> JSONValue {
        let isOpen = finding.isNotEvaluable || finding.isObstacle
        let level =
            switch finding.severity {
            case .error: "error"
            case .warning: "warning"
            case .info: "note"
            }
        let place = finding.dataPointer.isEmpty ? "" : " (at \(finding.dataPointer))"
        let status = finding.status.map { " answered \($0)" } ?? ""
        let message =
            "\(finding.operation)\(status): \(finding.message)\(place). "
            + "Blame \(finding.blame.rawValue): \(finding.blame.meaning)."
        return .object([
            ("ruleId", .string(safe(finding.rule, 200))),
            ("ruleIndex", .int(rules.firstIndex(of: finding.rule) ?? -1)),
            ("kind", .string(isOpen ? "open" : "fail")),
            ("level", .string(isOpen ? "none" : level)),
            ("message", ["text": .string(sarifText(message))]),
            ("locations", [location(of: finding, options)]),
            ("partialFingerprints", ["reprise/v1": .string(finding.fingerprint.text)]),
            ("occurrenceCount", .int(max(1, finding.count))),
            ("suppressions", .array(finding.waiver.map { [suppression($0)] } ?? [])),
            ("properties", properties(of: finding)),
        ])
    }

    private static func location(of finding: Finding, _ options: FormatOptions) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if let file = finding.specDocument ?? options.recording {
            var physical: [(String, JSONValue)] = [("artifactLocation", ["uri": .string(uri(ofFile: file))])]
            if finding.specDocument != nil, let line = finding.specLine, line > 0 {
                physical.append(("region", ["startLine": .int(line)]))
            }
            members.append(("physicalLocation", .object(physical)))
        }
        let name = Neutralizer.neutralize(finding.operation, for: .terminal, maximum: 300)
        members.append(("logicalLocations", [["fullyQualifiedName": .string(name), "kind": "resource"]]))
        return .object(members)
    }

    private static func suppression(_ waiver: Waiver) -> JSONValue {
        let text = "\(waiver.reason) (waived by \(waiver.owner) until \(waiver.expires))"
        return ["kind": "external", "status": "accepted", "justification": .string(text)]
    }

    private static func notification(of use: WaiverUse) -> JSONValue? {
        if case .applied = use.state { return nil }
        let text = use.isExpired ? use.waiver.expirySentence : "waiver of \(use.waiver.subject): \(use.explanation)"
        return ["level": .string(use.isExpired ? "error" : "note"), "message": ["text": .string(sarifText(text))]]
    }

    private static func properties(of finding: Finding) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("operation", .string(finding.operation)),
            // Readers take `blame` for git's.
            ("blamed", .string(finding.blame.rawValue)),
            ("severity", .string(finding.severity.rawValue)),
            ("provenance", .string(finding.provenance.rawValue)),
            ("keyword", .string(finding.keyword)),
            ("dataPointer", .string(finding.dataPointer)),
            ("specPointer", .string(finding.specPointer)),
            ("notEvaluable", .bool(finding.isNotEvaluable)),
            ("exchanges", .array(finding.samples.map { .int($0.exchange) })),
        ]
        if let status = finding.status { members.append(("status", .int(status))) }
        if let fragment = finding.fragment { members.append(("fragment", .string(fragment))) }
        if let curl = finding.curl { members.append(("curl", .string(curl))) }
        return .object(members)
    }

    /// A message without controls, and without what SARIF reads in one: embedded links `[text](target)` (§3.11.6)
    /// and placeholders `{0}` (§3.11.5), whose brace is doubled.
    private static func sarifText(_ text: String) -> String {
        let bytes = Array(Neutralizer.neutralize(text, for: .terminal, maximum: 2_000).utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            result.append(byte)
            if byte == 0x5D, next == 0x28 { result.append(0x20) }
            if byte == 0x7B, next &- 0x30 < 10 { result.append(0x7B) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The file's path as a URI reference (RFC 3986): absolute ones with a scheme, others relative to where the
    /// check ran.
    static func uri(ofFile path: String) -> String {
        var result: [UInt8] = path.utf8.first == 0x2F ? Array("file://".utf8) : []
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: result.append(byte)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += ("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8
            }
        }
        // Two slashes at the start would be a host's name.
        while result.starts(with: [0x2F, 0x2F]) { result.removeFirst() }
        return String(decoding: result, as: UTF8.self)
    }
}
