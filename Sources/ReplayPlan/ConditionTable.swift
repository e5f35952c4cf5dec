import Statistics

/// How many failed, of how many that counted, on both sides of a cut: attempts or calls.
struct ConditionTable: Sendable, Hashable {
    private(set) var failed = 0
    private(set) var counted = 0
    private(set) var failedElsewhere = 0
    private(set) var countedElsewhere = 0

    init() {}

    init(failed: Int, counted: Int, failedElsewhere: Int, countedElsewhere: Int) {
        self.failed = failed
        self.counted = counted
        self.failedElsewhere = failedElsewhere
        self.countedElsewhere = countedElsewhere
    }

    mutating func add(_ other: ConditionTable) {
        failed += other.failed
        counted += other.counted
        failedElsewhere += other.failedElsewhere
        countedElsewhere += other.countedElsewhere
    }

    /// By Fisher's exact test, two-sided.
    var pValue: Double { ConditionTable.pValue(failed, counted, failedElsewhere, countedElsewhere) }

    private static func pValue(_ failed: Int, _ counted: Int, _ failedElsewhere: Int, _ countedElsewhere: Int) -> Double
    {
        FisherTest.pValue(failed, counted - failed, failedElsewhere, countedElsewhere - failedElsewhere)
    }

    /// Whether on neither side some failed and some passed.
    var endsAlike: Bool {
        (failed == 0 || failed == counted) && (failedElsewhere == 0 || failedElsewhere == countedElsewhere)
    }

    /// Each side that has any as one, failed if any did.
    var asOne: ConditionTable {
        ConditionTable(
            failed: min(1, failed),
            counted: min(1, counted),
            failedElsewhere: min(1, failedElsewhere),
            countedElsewhere: min(1, countedElsewhere)
        )
    }

    /// Seen from the other side.
    var turned: ConditionTable {
        ConditionTable(
            failed: failedElsewhere,
            counted: countedElsewhere,
            failedElsewhere: failed,
            countedElsewhere: counted
        )
    }

    var isInformative: Bool {
        let all = failed + failedElsewhere
        return all > 0 && all < counted + countedElsewhere
    }

    /// Whether the rate here is above that elsewhere.
    var failsMore: Bool { failed * countedElsewhere > failedElsewhere * counted }

    /// The least p that a table with the same sums can have.
    var leastP: Double {
        let (failures, all) = (failed + failedElsewhere, counted + countedElsewhere)
        return [min(counted, failures), max(0, counted + failures - all)].map { here in
            ConditionTable.pValue(here, counted, failures - here, countedElsewhere)
        }
        .min() ?? 1
    }

    /// The same rates and shares with more of them, as far as whole numbers allow.
    func grown(by more: Int) -> ConditionTable {
        let all = counted + countedElsewhere
        let growth = Double(all + more) / Double(all)
        func grown(_ count: Int) -> Int { Int((Double(count) * growth).rounded()) }
        let here = grown(counted)
        let elsewhere = all + more - here
        // Rounding must not make up passes that there are none of.
        return ConditionTable(
            failed: failed == counted ? here : min(here, grown(failed)),
            counted: here,
            failedElsewhere: failedElsewhere == countedElsewhere ? elsewhere : min(elsewhere, grown(failedElsewhere)),
            countedElsewhere: elsewhere
        )
    }
}
