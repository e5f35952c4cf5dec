import Statistics

/// Failed and counted calls on both sides of a cut.
struct ConditionTable: Sendable, Hashable {
    let failed: Int
    let counted: Int
    let failedElsewhere: Int
    let countedElsewhere: Int
    let pValue: Double

    init(failed: Int, counted: Int, failedElsewhere: Int, countedElsewhere: Int) {
        self.failed = failed
        self.counted = counted
        self.failedElsewhere = failedElsewhere
        self.countedElsewhere = countedElsewhere
        pValue = FisherTest.pValue(
            failed,
            counted - failed,
            failedElsewhere,
            countedElsewhere - failedElsewhere
        )
    }

    init(failing: ConditionSplit.RowSet, members: ConditionSplit.RowSet, rows: ConditionSplit.RowSet) {
        let failed = failing.common(members)
        self.init(
            failed: failed,
            counted: members.count,
            failedElsewhere: failing.common(rows) - failed,
            countedElsewhere: rows.count - members.count
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
            FisherTest.pValue(here, counted - here, failures - here, countedElsewhere - failures + here)
        }
        .min() ?? 1
    }

    /// The tables that could survive a correction for all that could (R. E. Tarone, Biometrics 46, 1990): with the least
    /// factor for which no more tables than that reach `level / factor` at best.
    static func family(_ tables: [ConditionTable], level: Double) -> (factor: Int, members: [Int]) {
        let least = tables.map(\.leastP)
        var factor = 1
        while factor < tables.count, least.count(where: { $0 <= level / Double(factor) }) > factor { factor += 1 }
        return (factor, tables.indices.filter { least[$0] <= level / Double(factor) })
    }

    /// The same rates and shares among more calls, as far as whole numbers allow.
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
