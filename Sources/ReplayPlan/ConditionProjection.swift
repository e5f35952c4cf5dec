/// How many more calls a candidate would take, if all rates and shares stayed as they are.
///
/// More calls bring more tables within reach of the level, so the correction is projected with them.
struct ConditionProjection {
    private let tables: [ConditionTable]
    private let level: Double
    /// By the number of further calls.
    private var families: [Int: Int] = [:]

    static let most = 5_000

    init(_ tables: [ConditionTable], level: Double) {
        self.tables = tables
        self.level = level
    }

    /// About how many more calls would bring the table's p, corrected, to the level.
    ///
    /// - Returns: nil above 5,000.
    mutating func moreCalls(for table: ConditionTable) -> Int? {
        var high = 1
        while table.grown(by: high).pValue * Double(family(high)) > level {
            guard high < ConditionProjection.most else { return nil }
            high = min(ConditionProjection.most, high * 2)
        }
        // Between two doublings the correction hardly changes.
        let tests = Double(family(high))
        var low = high / 2
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if table.grown(by: middle).pValue * tests <= level { high = middle } else { low = middle }
        }
        return high
    }

    private mutating func family(_ more: Int) -> Int {
        if let known = families[more] { return known }
        let count = max(1, ConditionTable.family(tables.map { $0.grown(by: more) }, level: level).members.count)
        families[more] = count
        return count
    }
}
