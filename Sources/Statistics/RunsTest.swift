import Foundation

/// Whether a series of two kinds changes from one to the other too seldom or too often for chance: the runs test of
/// A. Wald and J. Wolfowitz (Ann. Math. Stat. 11, 1940). A run is a stretch of equal neighbours.
package struct RunsTest: Sendable, Hashable {
    package enum Direction: Sendable, Hashable {
        /// Fewer runs than expected: like follows like.
        case clustered
        /// More runs than expected.
        case alternating
        case asExpected
    }

    /// Elements of each kind.
    package let ones: Int
    package let others: Int
    package let runs: Int
    /// The mean over all orders of the same elements.
    package let expectedRuns: Double
    /// The chance of so few runs or fewer.
    package let clusteredP: Double
    /// The chance of so many runs or more.
    package let alternatingP: Double

    /// Two-sided: twice the smaller of both chances, at most 1.
    package var pValue: Double { min(1, 2 * min(clusteredP, alternatingP)) }

    package var direction: Direction {
        Double(runs) < expectedRuns ? .clustered : Double(runs) > expectedRuns ? .alternating : .asExpected
    }

    /// The exact distribution where one kind has at most 1,000 elements; otherwise the normal one with the exact mean and
    /// variance and a continuity correction of 1/2.
    ///
    /// - Returns: nil where all elements are alike, so that there is nothing to order.
    package init?(_ series: [Bool]) {
        let ones = series.count { $0 }
        let others = series.count - ones
        guard ones > 0, others > 0 else { return nil }
        let found = 1 + zip(series, series.dropFirst()).count { $0 != $1 }
        let (n, m) = (Double(ones), Double(others))
        let expected = 1 + 2 * n * m / (n + m)
        let tails =
            min(ones, others) <= 1_000
            ? RunsTest.exactTails(ones, others, found) : RunsTest.normalTails(n, m, Double(found), expected)
        self.ones = ones
        self.others = others
        runs = found
        expectedRuns = expected
        clusteredP = min(1, tails.few)
        alternatingP = min(1, tails.many)
    }

    private static func exactTails(_ n: Int, _ m: Int, _ found: Int) -> (few: Double, many: Double) {
        let logs = (0...n + m).reduce(into: [Double]()) { $0.append(($0.last ?? 0) + ($1 < 2 ? 0 : log(Double($1)))) }
        func logChoose(_ n: Int, _ k: Int) -> Double {
            k < 0 || k > n ? -.infinity : logs[n] - logs[k] - logs[n - k]
        }
        let orders = logChoose(n + m, n)
        func chance(_ runs: Int) -> Double {
            // Cuts the first kind into so many stretches and the second into as many, or one more or less.
            let half = runs / 2
            func ways(_ one: Int, _ other: Int) -> Double {
                exp(logChoose(n - 1, one - 1) + logChoose(m - 1, other - 1) - orders)
            }
            return runs.isMultiple(of: 2) ? 2 * ways(half, half) : ways(half + 1, half) + ways(half, half + 1)
        }
        var (few, many) = (0.0, 0.0)
        for runs in 2...(2 * min(n, m) + 1) {
            let share = chance(runs)
            if runs <= found { few += share }
            if runs >= found { many += share }
        }
        return (few, many)
    }

    private static func normalTails(_ n: Double, _ m: Double, _ found: Double, _ mean: Double) -> (
        few: Double, many: Double
    ) {
        let variance = (mean - 1) * (mean - 2) / (n + m - 1)
        let scale = (2 * variance).squareRoot()
        return (erfc((mean - found - 0.5) / scale) / 2, erfc((found - 0.5 - mean) / scale) / 2)
    }
}
