import Foundation

/// Fisher's exact test of a table of two by two counts (R. A. Fisher, J. R. Stat. Soc. 85, 1922).
package enum FisherTest {
    /// The two-sided p: how often tables with the same sums are no likelier than this one.
    package static func pValue(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
        guard a >= 0, b >= 0, c >= 0, d >= 0 else { return 1 }
        let (row, column, total) = (a + b, a + c, a + b + c + d)
        let constant =
            logFactorial(row) + logFactorial(total - row) + logFactorial(column) + logFactorial(total - column)
            - logFactorial(total)
        func probability(_ count: Int) -> Double {
            exp(
                constant - logFactorial(count) - logFactorial(row - count) - logFactorial(column - count)
                    - logFactorial(total - row - column + count)
            )
        }
        let observed = probability(a)
        var sum = 0.0
        for count in max(0, row + column - total)...min(row, column) {
            let p = probability(count)
            // Equal ones must count although they are computed along different ways.
            if p <= observed * (1 + 1e-7) { sum += p }
        }
        return min(1, sum)
    }

    /// The p-values so adjusted that the chance of any false finding among them stays below the level
    /// (S. Holm, Scand. J. Statist. 6, 1979).
    package static func holm(_ values: [Double]) -> [Double] {
        var result = values
        var largest = 0.0
        for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            largest = max(largest, min(1, Double(values.count - rank) * values[index]))
            result[index] = largest
        }
        return result
    }

    private static func logFactorial(_ n: Int) -> Double { n < 2 ? 0 : logGamma(Double(n) + 1) }
}
