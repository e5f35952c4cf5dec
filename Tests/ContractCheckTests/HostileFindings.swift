import ExchangeModel

@testable import APIDocument
@testable import ContractCheck

/// Results in which everything that can come from outside is an attack.
enum HostileFindings {
    static let attacks = [
        "a\n::error::pwned", "\r\n  ::add-mask::x", "##[error]x ##vso[task]y", "]]>", "</failure><failure>",
        "<script>alert(1)</script>",
        "a|b|c", "`code` ```", "```\n# out\n", "\u{1B}[2J\u{1B}]0;t\u{7}", "\u{202E}evil\u{2066}", "nul\0byte",
        "\u{FFFD}\u{FFFE}\u{FFFF}",
        "&amp;&#10;%0A::error::x", "@everyone #1 [x](http://evil.test) {0}", "</details><img src=x>", "<!-- --> --!>",
        "exit 0: fine\nexit 0: fine", "\u{85}\u{2028}\u{2029}", "\"quotes\" 'both' \\",
        "e" + String(repeating: "\u{301}", count: 40),
        "\u{E0041}\u{200B}\u{FEFF}\u{FE0F}", "::notice file=a::x", "a,b:c%",
    ]

    static func finding(_ attack: String, _ severity: Severity, index: Int = 0) -> Finding {
        Finding(
            fingerprint: Fingerprint("00112233445566" + (index < 16 ? "0" : "") + String(index, radix: 16)),
            rule: "r.\(attack)",
            severity: severity,
            blame: .api,
            provenance: .guide,
            operation: "GET /\(attack)",
            status: 200,
            message: attack,
            dataPointer: "/\(attack)",
            specPointer: "/paths/\(attack)",
            specDocument: "docs/\(attack).yml",
            specLine: 12,
            keyword: attack,
            isNotEvaluable: false,
            count: 2,
            samples: [
                FindingSample(
                    exchange: 7,
                    pointer: "/0/\(attack)",
                    fragment: attack,
                    evidence: FindingEvidence(url: "https://a/\(attack)", curl: "curl \\\n  \(attack)", traceID: attack)
                )
            ]
        )
    }

    static func result() throws -> CheckResult {
        var findings = attacks.enumerated().map { finding($1, .error, index: $0) }
        findings += attacks.enumerated().map { finding($1, .info, index: $0) }
        var result = try VerdictTests.result(findings)
        var waived = finding("waived", .warning)
        waived.waiver = Waivers.waiver(rule: "r")
        result.findings.append(waived)
        result.waivers = attacks.map { attack in
            WaiverUse(
                waiver: Waivers.waiver(rule: attack, operation: attack, owner: attack, reason: attack),
                state: .expired(findings: 1)
            )
        }
        return result
    }
}
