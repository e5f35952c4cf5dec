/// Everything a check found, and how much it saw.
package struct CheckResult: Sendable, Hashable {
    /// Worst first.
    package let findings: [Finding]
    package let coverage: Coverage

    package init(findings: [Finding], coverage: Coverage) {
        self.findings = findings
        self.coverage = coverage
    }

    /// How many assertions could not be judged.
    package var notEvaluable: Int {
        findings.reduce(0) { $0 + ($1.isNotEvaluable ? $1.count : 0) }
    }

    /// How many exchanges said nothing because quota, sign-in or network stood in the way.
    package var inconclusive: Int {
        findings.reduce(0) { $0 + ($1.blame == .inconclusive && !$1.isNotEvaluable ? $1.count : 0) }
    }

    /// What it comes to, the first that applies: failed, not evaluated, inconclusive, fine.
    ///
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

    private func judgement(_ failOn: FailOn) -> (Verdict.Kind, String) {
        let failing = findings.filter { failOn.fails($0) }
        if !failing.isEmpty { return (.failed, CheckResult.sentence(for: failing)) }
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
        let tolerated = findings.filter { $0.severity > .info }.count
        return (
            .fine,
            "\(counted(coverage.matched, "exchange")) of \(counted(coverage.operationsSeen.count, "operation")) "
                + "\(coverage.matched == 1 ? "keeps" : "keep") the contract"
                + (tolerated > 0 ? "; \(counted(tolerated, "finding")) below the line" : "")
        )
    }

    private var obstacles: [String] {
        var kinds: [String] = []
        for finding in findings where finding.blame == .inconclusive && !finding.isNotEvaluable {
            let kind = finding.rule.split(separator: ".").last.map(String.init) ?? finding.rule
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return kinds.sorted()
    }

    private static func sentence(for failing: [Finding]) -> String {
        let places = failing.reduce(0) { $0 + $1.count }
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
