/// A condition under which calls fail more often than otherwise. It goes together with the failure; that is no proof
/// that it is the cause.
package struct ConditionFinding: Sendable, Hashable {
    package let condition: Condition
    let table: ConditionTable
    /// Adjusted after Holm for everything that was tested.
    package let pValue: Double
    /// Conditions of other factors that held for exactly the same calls, so that nothing tells them from this one.
    package let aliases: [Condition]
    /// About how many more attempts would settle it if both rates and their shares stayed as they are; nil where it is
    /// settled, or would take more than 5,000 calls.
    package internal(set) var moreAttempts: Int?

    init(condition: Condition, table: ConditionTable, pValue: Double, aliases: [Condition]) {
        self.condition = condition
        self.table = table
        self.pValue = pValue
        self.aliases = aliases
    }

    /// Failed and counted calls under the condition.
    package var failed: Int { table.failed }
    package var counted: Int { table.counted }
    /// The same of all others.
    package var failedElsewhere: Int { table.failedElsewhere }
    package var countedElsewhere: Int { table.countedElsewhere }
    /// Fisher's exact test, two-sided, of this table alone.
    package var rawP: Double { table.pValue }

    /// Whether every failure has the condition and no passing call does.
    package var isPerfect: Bool { failed == counted && failedElsewhere == 0 }

    /// `fails 9/9 on X-Served-By: node-3, 0/21 elsewhere (p < 0.001 after Holm)`. Hostile text.
    package var line: String {
        "fails \(failed)/\(counted) \(condition.phrase), \(failedElsewhere)/\(countedElsewhere) elsewhere "
            + "(p \(ConditionText.pValue(pValue)) after Holm)" + sameSplit
    }

    /// `candidate: X-Served-By: node-3 (3/3; elsewhere 0/7; p = 0.05 after Holm) · about 12 more runs would settle it`.
    /// Hostile text.
    package var candidateLine: String {
        let more = moreAttempts.map {
            " · about \($0) more \($0 == 1 ? "run" : "runs") would settle it"
        }
        return "candidate: \(condition.text) (\(failed)/\(counted); elsewhere \(failedElsewhere)/\(countedElsewhere); "
            + "p \(ConditionText.pValue(pValue)) after Holm)" + (more ?? "") + sameSplit
    }

    private var sameSplit: String {
        guard !aliases.isEmpty else { return "" }
        let more = aliases.count > 3 ? " and \(aliases.count - 3) more" : ""
        return " · same split: " + aliases.prefix(3).map(\.text).joined(separator: ", ") + more
    }
}
