import ReplayPlan
import TestSupport

/// A flow with a hidden cause: it fails with a fixed rate while all of the cause is kept, and else in the background.
struct HiddenCause {
    var count: Int
    var sources: [Set<Int>]
    /// With the decisive exchange and all sources: what a perfect search finds.
    var needed: Set<Int>
    var rate: Double
    var background = 0.0

    /// - Parameter linkShare: how many of the exchanges take values from one or two earlier ones.
    init(count: Int, causes: Int, rate: Double, linkShare: Double, using random: inout SeededGenerator) {
        self.count = count
        self.rate = rate
        sources = []
        for place in 0..<count {
            var row: Set<Int> = []
            if place > 0, Double.random(in: 0..<1, using: &random) < linkShare {
                for _ in 0...Int.random(in: 0...1, using: &random) {
                    let source = Int.random(in: 0..<place, using: &random)
                    row.formUnion(sources[source].union([source]))
                }
            }
            sources.append(row)
        }
        needed = Set((0..<(count - 1)).shuffled(using: &random).prefix(causes)).union([count - 1])
        needed = needed.union(needed.flatMap { sources[$0] })
    }

    func fails(_ kept: [Int], using random: inout SeededGenerator) -> Bool {
        Double.random(in: 0..<1, using: &random) < (needed.isSubset(of: kept) ? rate : background)
    }

    func isClosed(_ kept: [Int]) -> Bool {
        kept == kept.sorted() && kept.last == count - 1 && kept.allSatisfy { sources[$0].isSubset(of: kept) }
    }
}

/// Drives a search to its end.
/// - Parameter each: what came of an attempt; nil for an inconclusive one.
/// - Returns: how many attempts broke a rule: not closed, or dearer than what was left.
@discardableResult
func drive(
    _ minimiser: inout FlowMinimiser,
    limit: Int = 100_000,
    each: ([Int]) -> Bool?
) -> Int {
    var broken = 0
    var rounds = 0
    while case .attempt(let kept) = minimiser.next, rounds < limit {
        rounds += 1
        if kept.count > minimiser.budget - minimiser.requestsSpent { broken += 1 }
        if let failed = each(kept) {
            minimiser.record(failed: failed, requests: kept.count)
        } else {
            minimiser.recordInconclusive(requests: kept.count)
        }
    }
    return broken + (rounds == limit ? 1 : 0)
}
