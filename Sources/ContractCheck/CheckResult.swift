internal import APIDocument

/// Everything a check found, and how much it saw.
package struct CheckResult: Sendable, Hashable {
    /// Worst first. Those with a waiver are among them.
    package var findings: [Finding]
    package let coverage: Coverage
    /// Every waiver of the list and what became of it, in the list's order.
    package var waivers: [WaiverUse]
    /// The ids of the rules that were looked at, so that a format can list what passed; empty where nobody said.
    package let rules: [String]
    /// Whether the run that made the exchanges was stopped by quota, sign-in or network before its end.
    package var isCutShort = false

    package init(findings: [Finding], coverage: Coverage, waivers: [WaiverUse] = [], rules: [String] = []) {
        self.findings = findings
        self.coverage = coverage
        self.waivers = waivers
        self.rules = rules
    }

    /// The same with what helps to look at the samples again.
    ///
    /// - Parameter provide: gives the evidence of the exchange with this number; asked once for each that is a sample.
    ///   The curl command is kept at a finding's first sample only.
    package func withEvidence(_ provide: (_ exchange: Int) -> FindingEvidence?) -> CheckResult {
        var result = self
        var known: [Int: FindingEvidence?] = [:]
        for index in result.findings.indices {
            for place in result.findings[index].samples.indices {
                let number = result.findings[index].samples[place].exchange
                let found = known[number] ?? provide(number)
                known[number] = .some(found)
                var evidence = found
                if place > 0 { evidence?.curl = nil }
                result.findings[index].samples[place].evidence = evidence
            }
        }
        return result
    }

    /// How many assertions could not be judged, those waived and those that redaction hides left out.
    package var notEvaluable: Int {
        findings.reduce(0) { $0 &+ ($1.isNotEvaluable && !$1.isWaived && !$1.isHidden ? $1.count : 0) }
    }

    /// How many assertions redaction hides: they touch a stand-in of which nothing more is known.
    package var hidden: Int { findings.reduce(0) { $0 &+ ($1.isHidden && !$1.isWaived ? $1.count : 0) } }

    /// How many exchanges said nothing because quota, sign-in or network stood in the way.
    package var inconclusive: Int {
        findings.reduce(0) { $0 &+ ($1.isObstacle ? $1.count : 0) }
    }

    /// How many findings a waiver takes out of the verdict.
    package var waived: Int { findings.count { $0.isWaived } }

    /// What it comes to, the first that applies: failed, not evaluated, inconclusive, fine.
    ///
    /// A waived finding counts for nothing. An expired waiver is a failure of its own, whether or not what it waived
    /// was seen: somebody promised to look again by that day.
    /// Under `nothing` the word and the sentence still say what was found; only the exit code is 0.
    package func verdict(failOn: FailOn = .standard) -> Verdict {
        let isTolerant = failOn.contains(.nothing)
        let (kind, sentence) = judgement(failOn.subtracting(.nothing))
        let isTolerated = isTolerant && kind != .fine
        return Verdict(
            kind: kind,
            sentence: isTolerated ? sentence + " (tolerated: --fail-on nothing)" : sentence,
            exitCode: isTolerant ? 0 : kind.exitCode
        )
    }

    /// Whether the finding makes this check fail with exit code 1.
    package func isFailing(_ finding: Finding, failOn: FailOn) -> Bool {
        !failOn.contains(.nothing) && failOn.fails(finding)
    }

    private func judgement(_ failOn: FailOn) -> (Verdict.Kind, String) {
        let failing = findings.filter { failOn.fails($0) }
        let expired = expiry
        if !failing.isEmpty {
            let sentence = CheckResult.sentence(for: failing)
            return (.failed, expired.map { sentence + "; " + $0 } ?? sentence)
        }
        if let expired { return (.failed, expired) }
        if isCutShort, coverage.matched == 0 {
            return (.inconclusive, "quota, sign-in or network ended the run before anything was seen")
        }
        if coverage.matched == 0 {
            // A check that looked at nothing must not look like one that found nothing.
            return (
                .notEvaluated,
                coverage.exchanges == 0
                    ? "there was nothing to check"
                    : "none of the \(counted(coverage.exchanges, "exchange")) belongs to an operation of the contract"
            )
        }
        if notEvaluable > 0 { return (.notEvaluated, "\(counted(notEvaluable, "assertion")) could not be evaluated") }
        if inconclusive > 0 {
            return (
                .inconclusive,
                "\(inconclusive) of \(counted(coverage.exchanges, "exchange")) said nothing about the API: "
                    + obstacles.joined(separator: ", ")
            )
        }
        if isCutShort {
            return (
                .inconclusive,
                "quota, sign-in or network ended the run after \(counted(coverage.exchanges, "exchange")), "
                    + "which keep the contract"
            )
        }
        let below = findings.filter { $0.severity > .info && !$0.isWaived }.count
        return (
            .fine,
            "\(counted(coverage.matched, "exchange")) of \(counted(coverage.operationsSeen.count, "operation")) "
                + "\(coverage.matched == 1 ? "keeps" : "keep") the contract"
                + (below > 0 ? "; \(counted(below, "finding")) below the line" : "")
                + (waived > 0 ? "; \(waived) waived" : "")
                + (hidden > 0 ? "; \(counted(hidden, "assertion")) behind redacted values not judged" : "")
        )
    }

    /// What to say of waivers that expired; nil where none did.
    private var expiry: String? {
        let expired = waivers.filter(\.isExpired)
        guard let first = expired.first else { return nil }
        let others = expired.count > 1 ? " (and \(expired.count - 1) more)" : ""
        return first.waiver.expirySentence + others
    }

    private var obstacles: [String] {
        var kinds: [String] = []
        for finding in findings where finding.isObstacle {
            let kind = finding.rule.split(separator: ".").last.map(String.init) ?? finding.rule
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return kinds.sorted()
    }

    private static func sentence(for failing: [Finding]) -> String {
        let places = failing.reduce(0) { $0 &+ $1.count }
        let spread = places == failing.count ? "" : " in \(counted(places, "place"))"
        let found = counted(failing.count, "finding") + spread
        let blames = Set(failing.map { $0.isNotEvaluable ? .inconclusive : $0.blame })
        guard blames.count == 1 else { return "the check failed: \(found)" }
        return switch blames.first {
        case .api: "the API broke the contract: \(found)"
        case .document: "the document is wrong: \(found)"
        case .client: "the client broke the contract: \(found)"
        case .inconclusive, nil: "something could not be evaluated: \(found)"
        }
    }
}

/// A number with its noun: `1 call`, `2 calls`.
func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}
