/// How many more attempts a candidate would take, if all rates and shares stayed as they are.
///
/// More attempts bring more cuts within reach of the level, so the correction is projected with them.
struct ConditionProjection {
    private let tests: [ConditionEvidence]
    /// So far.
    private let attempts: Int
    private let level: Double
    /// By the number of further attempts.
    private var families: [Int: Int] = [:]

    static let most = 5_000

    init(_ tests: [ConditionEvidence], attempts: Int, level: Double) {
        self.tests = tests
        self.attempts = attempts
        self.level = level
    }

    /// About how many more would bring a cut's p, corrected, to the level.
    ///
    /// - Returns: nil above 5,000.
    mutating func moreAttempts(for evidence: ConditionEvidence) -> Int? {
        var high = 1
        while evidence.grownP(by: high, attempts: attempts) * Double(family(high)) > level {
            guard high < ConditionProjection.most else { return nil }
            high = min(ConditionProjection.most, high * 2)
        }
        // Between two doublings the correction hardly changes.
        let factor = Double(family(high))
        var low = high / 2
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if evidence.grownP(by: middle, attempts: attempts) * factor <= level { high = middle } else { low = middle }
        }
        return high
    }

    private mutating func family(_ more: Int) -> Int {
        if let known = families[more] { return known }
        let least = tests.map { $0.grownLeastP(by: more, attempts: attempts) }
        let count = max(1, ConditionProjection.family(least, level: level).members.count)
        families[more] = count
        return count
    }

    /// The tests that could survive a correction for all that could (R. E. Tarone, Biometrics 46, 1990): with the least
    /// factor for which no more of them than that reach `level / factor` at best.
    ///
    /// - Parameter least: each test's least p.
    static func family(_ least: [Double], level: Double) -> (factor: Int, members: [Int]) {
        var factor = 1
        while factor < least.count, least.count(where: { $0 <= level / Double(factor) }) > factor { factor += 1 }
        return (factor, least.indices.filter { least[$0] <= level / Double(factor) })
    }
}
