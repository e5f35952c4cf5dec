/// Removes exchanges from a flow whose last, decisive exchange fails, always or only sometimes.
///
/// Delta debugging (A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE Trans. Softw.
/// Eng. 28, 2002) with a sequential test (`SequentialTest`) in place of a single one. A pure machine: whoever drives it makes the attempt
/// in `next`, records what came of it, and goes on until `next` is `done`.
///
/// 1. The whole flow must fail at the floor, within half of the budget.
/// 2. The decisive exchange is tried with nothing but what it takes values from; most often that's the end.
/// 3. Where it passes, the end of the rest is cut off, large parts first, until the last exchange is found that is
///    needed; then the same before that one, until nothing is left to cut. That is the divide and conquer of QuickXplain
///    (U. Junker, AAAI 2004). It takes a logarithm of tests an exchange needed, where ddmin tries each of its chunks,
///    and a test of a flow that fails seldom costs many attempts. It also keeps links without search: the beginning of a
///    flow holds all its sources.
/// 4. One by one: each exchange that is left goes alone, with those that need it. When all of these pass, the flow is
///    1-minimal in Zeller's sense. Only here is a pass believed strictly; see `MinimiserTest`.
/// 5. What is left is tried with fresh attempts. Each of many candidates is called failing wrongly with a chance of up
///    to 0.01, and the smallest is picked, so the search's own attempts flatter it. Where the fresh ones speak against
///    it, the next larger part takes its place and step 4 begins again.
///
/// No candidate may take more than a quarter of the budget.
package struct FlowMinimiser: Sendable {
    package enum Proposal: Sendable, Hashable {
        /// Replay these exchanges once: ascending, with all their sources and the decisive one.
        case attempt(keeping: [Int])
        case done
    }

    /// Where the search stands.
    enum Step: Sendable {
        case whole
        /// The needed ones alone.
        case alone
        /// With the first of the pool: `passing` are too few, `failing` are enough.
        case narrowing(passing: Int, tried: Int, failing: Int)
        /// Without this one.
        case single(Int)
        case confirmation(attempts: Int)
        /// Whether the smallest part says anything still; until it has more than these attempts.
        case control(attempts: Int)
    }

    package private(set) var next = Proposal.done
    /// Nil while it goes on.
    package internal(set) var endedBecause: Ending?
    package private(set) var requestsSpent = 0
    /// Requests that may be sent in all.
    package let budget: Int
    /// Exchanges of the whole flow.
    package var count: Int { links.count }
    /// The failure rate that a part must reach to count as failing too, from 0 to 1.
    package var floor: Double { test.floor }

    let links: MinimiserLinks
    let test: MinimiserTest
    /// What the caller measured before; costs nothing here.
    let measured: (failed: Int, of: Int)
    var step = Step.whole
    var trials: [Evidence] = []
    /// The candidate under test.
    var open = 0
    /// Where a candidate's trial is, so that a second question about it goes on with the same attempts.
    var places: [[Int]: Int] = [:]
    /// Those that were judged to fail, the smallest last; begins with the whole flow.
    var accepted: [[Int]]
    /// Known to be needed, as far as step 3 has come, and what it may still cut off.
    var required: [Int]
    var pool: [Int]
    /// Exchanges of the smallest that cannot go alone.
    var needed: Set<Int> = []
    /// What will be said at the end, unless the confirmation changes it.
    var ending = Ending.minimal
    /// Candidates given up in a row because nothing could be learned.
    var givenUpInARow = 0
    /// What a control puts off: the step and its candidate.
    var putOff: (step: Step, open: Int)?

    /// - Parameters:
    ///   - count: exchanges, 1 to 1,000; the last one is decisive and always stays.
    ///   - sources: for each exchange, the earlier ones that it takes values from.
    ///   - floor: the failure rate, from 0.001 to 1, that a part must reach to count as failing too: half of the
    ///     rate measured for the whole flow is a good one. The lower, the more attempts a pass takes.
    ///   - null: the rate, below the floor, that still counts as passing: how often the same failure comes about without
    ///     its cause. By default a fiftieth of the floor, at least 0.005. From a floor of 0.05 on, two failures in a row
    ///     are then enough to accept a part; below that it takes three or more.
    ///   - budget: requests that may be sent in all. An attempt is proposed where one request for each of its exchanges
    ///     is left.
    ///   - measured: attempts with the whole flow that were made before, up to a million, and how many of them failed.
    /// - Returns: nil where these numbers make no sense.
    package init?(
        count: Int,
        sources: [Set<Int>],
        floor: Double,
        null: Double? = nil,
        budget: Int,
        measured: (failed: Int, of: Int)? = nil
    ) {
        let measured = measured ?? (0, 0)
        guard count <= 1_000, budget >= 0, (0...1_000_000).contains(measured.of),
            (0...measured.of).contains(measured.failed),
            let links = MinimiserLinks(count: count, sources: sources),
            let test = MinimiserTest(floor: floor, null: null)
        else { return nil }
        self.links = links
        self.test = test
        self.budget = budget
        self.measured = measured
        required = links.essential
        pool = (0..<count).filter { !links.needs(links.decisive, $0) }
        accepted = [Array(0..<count)]
        begin(.whole, keeping: accepted[0])
        trials[0].strict = test.strict(failed: measured.failed, of: measured.of)
        goOn()
    }

    /// The smallest part so far that fails; the whole flow at first.
    package var smallest: [Int] { accepted.last ?? [] }

    /// What was tried, in order; the fresh attempts at the end among it.
    package var evidence: [Evidence] { trials.filter { $0.attempts + $0.inconclusive > 0 } }

    /// The fresh attempts with the smallest part; nil where none were made.
    package var confirmation: Evidence? { evidence.last { $0.isConfirmation && $0.kept == smallest } }

    /// The attempt in `next` was made.
    /// - Parameters:
    ///   - failed: whether the failure occurred that the flow is about.
    ///   - requests: what it cost. More than it has exchanges, where some were sent again, is counted too and may exceed
    ///     the budget.
    package mutating func record(failed: Bool, requests: Int) {
        guard spend(requests) else { return }
        trials[open].add(failed: failed)
        givenUpInARow = 0
        goOn()
    }

    /// The attempt in `next` was made and says nothing. Five in a row, and the candidate is given up; it may lack
    /// something that makes its requests possible. After three such candidates in a row the smallest part that is known
    /// to fail is tried: where that says nothing either, the search ends.
    package mutating func recordInconclusive(requests: Int) {
        guard spend(requests) else { return }
        trials[open].inconclusive += 1
        trials[open].inconclusiveInARow += 1
        goOn()
    }

    /// Ends the search with what is known so far.
    /// - Parameter requests: what the attempt in `next` cost before it was given up.
    package mutating func stop(requests: Int = 0) {
        guard spend(requests) else { return }
        end(.stopped)
        next = .done
    }

    private mutating func spend(_ requests: Int) -> Bool {
        guard endedBecause == nil else { return false }
        requestsSpent = FlowMinimiser.sum(requestsSpent, requests)
        trials[open].requests = FlowMinimiser.sum(trials[open].requests, requests)
        return true
    }

    private static func sum(_ total: Int, _ requests: Int) -> Int {
        let (sum, overflow) = total.addingReportingOverflow(max(0, requests))
        return overflow ? .max : sum
    }

    private mutating func goOn() {
        while endedBecause == nil {
            if let verdict = verdictOfOpen {
                take(verdict)
            } else if trials[open].kept.count <= left {
                next = .attempt(keeping: trials[open].kept)
                return
            } else {
                takeEndOfBudget()
            }
        }
        next = .done
    }

    /// Requests left.
    var left: Int { max(0, budget - requestsSpent) }
}
