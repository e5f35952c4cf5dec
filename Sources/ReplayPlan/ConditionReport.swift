package import Statistics

/// What the failing calls of a run have in common that the passing ones have not.
///
/// Every factor of `ConditionColumn` is cut in two in every sensible way: each value against the rest, numbers at up to
/// eight thresholds, attempts by every k-th. Each cut is judged by an exact test, two-sided, which does not take the
/// calls of one attempt for independent (`ConditionEvidence`), and all of them together by Holm's correction. So that
/// many factors cost little power:
///
/// - what does not vary is not tested, and the two halves of a cut are one test;
/// - cuts that part the calls in exactly the same way are one test, and are named together as aliases, since nothing can
///   tell them apart;
/// - cuts that could not survive whatever the outcomes, because one half is too small, are left out of the correction, as
///   R. E. Tarone has it (Biometrics 46, 1990): which ones depends on the sums of the tables alone, so that the chance of
///   any false finding stays below the level.
///
/// Of one factor's cuts the best is named, and of names each that holds. The tests take attempts as independent; failures
/// that come in clusters are not quite.
package struct ConditionReport: Sendable {
    package enum State: Sendable, Hashable {
        /// Failing and passing calls were compared.
        case compared
        case nothingFailed
        case nothingPassed
        /// So few that not even a perfect separation could have survived.
        case tooFew
        case nothingCounted
    }

    package let state: State
    /// What survives the correction, the surest first.
    package let separating: [ConditionFinding]
    /// What does not, but by itself is below the level or separates perfectly; the surest first.
    package let candidates: [ConditionFinding]
    /// Different cuts that were looked at.
    package let tested: Int
    /// Calls compared, and those of them that failed.
    package let counted: Int
    package let failed: Int
    /// Attempts that made these calls.
    let attempts: Int
    /// The order of the outcomes of all counted attempts; nil unless their runs are fewer or more than chance explains.
    package let clustering: RunsTest?

    /// - Parameters:
    ///   - operation: names an operation by method and URL. With it only calls of the operation that fails most are
    ///     compared, and of one attempt every one of them that was judged; without it the decisive ones.
    ///   - level: the chance of any false finding.
    package init(
        _ attempts: [Attempt],
        operation: ((String, [UInt8]) -> String)? = nil,
        level: Double = 0.05
    ) {
        let outcomes = attempts.sorted { $0.index < $1.index }.compactMap { ConditionRow.isFailed($0.outcome) }
        clustering = RunsTest(outcomes).flatMap { $0.pValue <= level ? $0 : nil }

        let byAttempt = ConditionRow.rows(of: attempts, operation: operation).filter { !$0.isEmpty }
        let rows = byAttempt.flatMap { $0 }
        self.attempts = byAttempt.count
        counted = rows.count
        failed = rows.count { $0.isFailed }
        guard failed > 0, failed < counted else {
            state = counted == 0 ? .nothingCounted : failed == 0 ? .nothingFailed : .nothingPassed
            separating = []
            candidates = []
            tested = 0
            return
        }
        let ranges = ConditionReport.ranges(byAttempt)
        var tests = ConditionReport.tests(rows, ranges, operation)
        tested = tests.count
        ConditionReport.adjust(&tests, level: level)
        // 1/120 times 6 is 0.05, but not in binary.
        let bound = level + 1e-9
        let findings = tests.filter { $0.evidence.failsMore }.map(\.finding)
        separating = ConditionReport.best(findings.filter { $0.pValue <= bound })
        let known = Set(separating.map(\.condition.factor))
        var candidates = ConditionReport.best(
            findings.filter { finding in
                finding.pValue > bound && (finding.rawP <= bound || finding.isPerfect)
                    && !known.contains(finding.condition.factor)
            }
        )
        var projection = ConditionProjection(tests.map(\.evidence), attempts: outcomes.count, level: bound)
        for place in candidates.indices {
            candidates[place].moreAttempts = projection.moreAttempts(for: candidates[place].evidence)
        }
        self.candidates = candidates
        let failing = ConditionSplit.RowSet(rows.map(\.isFailed))
        let all = ConditionSplit.RowSet(rows.map { _ in true })
        let perfect = ConditionEvidence(failing: failing, members: failing, rows: all, attempts: ranges)
        state = (perfect?.pValue ?? 1) > bound ? .tooFew : .compared
    }

    /// Where each attempt's rows lie among all.
    private static func ranges(_ byAttempt: [[ConditionRow]]) -> [Range<Int>] {
        var end = 0
        return byAttempt.map { rows in
            end += rows.count
            return end - rows.count..<end
        }
    }

    /// The surest first; of each factor the best one, and where that is a name, further names.
    private static func best(_ findings: [ConditionFinding]) -> [ConditionFinding] {
        var isNamed: [ConditionFactor: Bool] = [:]
        // Stable: among equals what comes first in the list of factors.
        return findings.enumerated().sorted { ($0.element.rawP, $0.offset) < ($1.element.rawP, $1.offset) }
            .map(\.element)
            .filter { finding in
                let isName = if case .equal = finding.condition.values { true } else { false }
                guard let before = isNamed[finding.condition.factor] else {
                    isNamed[finding.condition.factor] = isName
                    return true
                }
                return before && isName
            }
    }

    /// A cut with its aliases, turned to the half that fails more.
    private struct Test {
        var condition: Condition
        var aliases: [Condition]
        var evidence: ConditionEvidence
        var adjusted = 1.0

        var finding: ConditionFinding {
            ConditionFinding(condition: condition, evidence: evidence, pValue: adjusted, aliases: aliases)
        }
    }

    private static func tests(
        _ rows: [ConditionRow],
        _ attempts: [Range<Int>],
        _ operation: ((String, [UInt8]) -> String)?
    ) -> [Test] {
        let failing = ConditionSplit.RowSet(rows.map(\.isFailed))
        var groups: [[ConditionSplit]] = []
        var places: [ConditionSplit.Key: Int] = [:]
        for column in ConditionColumn.columns(of: rows, operation: operation) {
            for split in ConditionSplit.splits(of: column) {
                let key = split.key
                if let place = places[key] {
                    groups[place].append(split)
                } else {
                    places[key] = groups.count
                    groups.append([split])
                }
            }
        }
        return groups.compactMap { group in
            // The rows that say something of the factor may all have ended alike.
            guard let first = group.first,
                let evidence = ConditionEvidence(
                    failing: failing,
                    members: first.members,
                    rows: first.rows,
                    attempts: attempts
                )
            else { return nil }
            let isTurned = !evidence.failsMore
            let half = isTurned ? first.rows.without(first.members) : first.members
            var seen: Set<ConditionFactor> = [first.condition.factor]
            let aliases = group.dropFirst().filter { seen.insert($0.condition.factor).inserted }
                .map { $0.members == half ? $0.condition : $0.opposite }
            return Test(
                condition: isTurned ? first.opposite : first.condition,
                aliases: aliases,
                evidence: isTurned ? evidence.turned : evidence
            )
        }
    }

    /// Holm's correction over the cuts that could survive it, after Tarone.
    private static func adjust(_ tests: inout [Test], level: Double) {
        let (factor, family) = ConditionProjection.family(tests.map(\.evidence.leastP), level: level)
        for place in tests.indices { tests[place].adjusted = min(1, tests[place].evidence.pValue * Double(factor)) }
        for (place, p) in zip(family, FisherTest.holm(family.map { tests[$0].evidence.pValue })) {
            tests[place].adjusted = p
        }
    }
}
