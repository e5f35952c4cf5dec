import Statistics

/// What a cut's two sides say: counts to show, and how sure they are.
///
/// Calls of one attempt are not independent: they often fail together. So
///
/// - a cut that leaves every attempt whole compares attempts, each of which counts once and failed if any call did;
/// - a cut that parts attempts compares calls within each of these attempts only, and the attempts that it leaves whole
///   with each other, all in one exact test. Whether whole attempts fail has no part in the former, whatever it depends
///   on.
///
/// The latter is right if the calls of an attempt have the same chance to fail. An attempt that ends with its first
/// failure has no calls behind it to compare with, so that later ones would seem to fail more. There each attempt fails
/// once at most, and it is right to take the calls of all attempts together. Nothing tells here whether a flow would
/// have gone on: the less sure of both p-values counts.
struct ConditionEvidence: Sendable, Hashable {
    /// As shown. Each attempt counts once on a side if it is left whole, or if its calls on each side ended alike;
    /// otherwise it would seem to fail more where it makes more calls, and these are calls.
    let shown: ConditionTable
    let countsCalls: Bool
    /// Whether the chance to fail is higher here than elsewhere.
    let failsMore: Bool
    let pValue: Double
    /// The least p that the same sums allow, or less.
    let leastP: Double
    /// Nil where the cut leaves all attempts whole.
    private let parted: Parted?

    private struct Parted: Hashable {
        /// All calls together.
        var calls: ConditionTable
        /// Those of each attempt by themselves.
        var within: StratifiedTest
    }

    /// - Parameter shown: attempts that the cut leaves whole.
    init(_ shown: ConditionTable) {
        self.shown = shown
        countsCalls = false
        failsMore = shown.failsMore
        pValue = shown.pValue
        leastP = shown.leastP
        parted = nil
    }

    private init(shown: ConditionTable, countsCalls: Bool, calls: ConditionTable, within: StratifiedTest) {
        self.shown = shown
        self.countsCalls = countsCalls
        failsMore = calls.failsMore
        // Where both disagree about the side, neither is to be believed.
        let agree = within.excess != 0 && calls.failsMore == (within.excess > 0)
        pValue = agree ? max(calls.pValue, within.pValue) : 1
        leastP = max(calls.leastP, within.leastP)
        parted = Parted(calls: calls, within: within)
    }

    /// - Parameters:
    ///   - members: those of `rows` that are on this side.
    ///   - rows: those of which the side is known.
    ///   - attempts: each one's rows.
    /// - Returns: nil where it could not have come out otherwise.
    init?(
        failing: ConditionSplit.RowSet,
        members: ConditionSplit.RowSet,
        rows: ConditionSplit.RowSet,
        attempts: [Range<Int>]
    ) {
        let failingHere = failing.common(members)
        let failingRows = failing.common(rows)
        var whole = ConditionTable()
        var sides = ConditionTable()
        var calls = ConditionTable()
        var within = StratifiedTest()
        var isParted = false
        var endAlike = true
        for attempt in attempts {
            let (failed, counted) = (failingHere.count(in: attempt), members.count(in: attempt))
            let own = ConditionTable(
                failed: failed,
                counted: counted,
                failedElsewhere: failingRows.count(in: attempt) - failed,
                countedElsewhere: rows.count(in: attempt) - counted
            )
            calls.add(own)
            let once = own.asOne
            sides.add(once)
            endAlike = endAlike && own.endsAlike
            if own.counted > 0, own.countedElsewhere > 0 {
                isParted = true
                within.add(own)
            } else {
                whole.add(once)
            }
        }
        guard isParted else {
            guard whole.isInformative else { return nil }
            self.init(whole)
            return
        }
        within.add(whole)
        guard within.isInformative else { return nil }
        self.init(shown: endAlike ? sides : calls, countsCalls: !endAlike, calls: calls, within: within)
    }

    /// Seen from the other side.
    var turned: ConditionEvidence { ConditionEvidence(turning: self) }

    private init(turning other: ConditionEvidence) {
        shown = other.shown.turned
        countsCalls = other.countsCalls
        failsMore = !other.failsMore
        pValue = other.pValue
        leastP = other.leastP
        parted = other.parted
    }
}

/// With more attempts.
extension ConditionEvidence {
    /// What p would be, about, if all rates and shares stayed as they are with `more` attempts after these.
    func grownP(by more: Int, attempts: Int) -> Double {
        guard let parted else { return grown(shown, by: more, attempts: attempts).pValue }
        return max(
            grown(parted.calls, by: more, attempts: attempts).pValue,
            parted.within.projectedP(growth: ConditionEvidence.growth(more, attempts))
        )
    }

    /// The least p that would then be possible.
    func grownLeastP(by more: Int, attempts: Int) -> Double {
        guard let parted else { return grown(shown, by: more, attempts: attempts).leastP }
        return max(
            grown(parted.calls, by: more, attempts: attempts).leastP,
            parted.within.leastP(growth: ConditionEvidence.growth(more, attempts))
        )
    }

    private static func growth(_ more: Int, _ attempts: Int) -> Double {
        Double(attempts + more) / Double(max(1, attempts))
    }

    private func grown(_ table: ConditionTable, by more: Int, attempts: Int) -> ConditionTable {
        let share = Double(table.counted + table.countedElsewhere) / Double(max(1, attempts))
        return table.grown(by: Int((Double(more) * share).rounded()))
    }
}

extension StratifiedTest {
    fileprivate mutating func add(_ table: ConditionTable) {
        add(
            failed: table.failed,
            counted: table.counted,
            failedElsewhere: table.failedElsewhere,
            countedElsewhere: table.countedElsewhere
        )
    }
}
