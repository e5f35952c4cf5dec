/// A condition under which calls fail more often than otherwise. It goes together with the failure; that is no proof
/// that it is the cause.
package struct ConditionFinding: Sendable, Hashable {
    package let condition: Condition
    let evidence: ConditionEvidence
    /// Adjusted after Holm for everything that was tested.
    package let pValue: Double
    /// Conditions of other factors that held for exactly the same calls, so that nothing tells them from this one.
    package let aliases: [Condition]
    /// About how many more attempts would settle it if both rates and their shares stayed as they are; nil where it is
    /// settled, or would take more than 5,000.
    package internal(set) var moreAttempts: Int?

    init(condition: Condition, evidence: ConditionEvidence, pValue: Double, aliases: [Condition]) {
        self.condition = condition
        self.evidence = evidence
        self.pValue = pValue
        self.aliases = aliases
    }

    /// Failed and counted attempts under the condition, or calls.
    package var failed: Int { evidence.shown.failed }
    package var counted: Int { evidence.shown.counted }
    /// The same of all others.
    package var failedElsewhere: Int { evidence.shown.failedElsewhere }
    package var countedElsewhere: Int { evidence.shown.countedElsewhere }
    /// Whether these are calls, of which one attempt may make several.
    package var countsCalls: Bool { evidence.countsCalls }
    /// The exact test's, two-sided, of this condition alone.
    package var rawP: Double { evidence.pValue }

    /// Whether all that failed have the condition and nothing that passed does.
    package var isPerfect: Bool { failed == counted && failedElsewhere == 0 }

    /// `fails 9/9 on X-Served-By: node-3, 0/21 elsewhere (p < 0.001 after Holm)`, `fails 11/40 calls with page = 1, …`.
    /// Hostile text.
    package var line: String {
        "fails \(failed)/\(counted)\(unit) \(condition.phrase), \(failedElsewhere)/\(countedElsewhere) elsewhere "
            + "(p \(ConditionText.pValue(pValue)) after Holm)" + sameSplit
    }

    /// `candidate: X-Served-By: node-3 (3/3; elsewhere 0/7; p = 0.05 after Holm) · about 12 more runs would settle it`.
    /// Hostile text.
    package var candidateLine: String {
        let more = moreAttempts.map {
            " · about \($0) more \($0 == 1 ? "run" : "runs") would settle it"
        }
        return
            "candidate: \(condition.text) (\(failed)/\(counted)\(unit); elsewhere \(failedElsewhere)/\(countedElsewhere); "
            + "p \(ConditionText.pValue(pValue)) after Holm)" + (more ?? "") + sameSplit
    }

    private var unit: String { countsCalls ? " calls" : "" }

    private var sameSplit: String {
        guard !aliases.isEmpty else { return "" }
        let more = aliases.count > 3 ? " and \(aliases.count - 3) more" : ""
        return " · same split: " + aliases.prefix(3).map(\.text).joined(separator: ", ") + more
    }
}
