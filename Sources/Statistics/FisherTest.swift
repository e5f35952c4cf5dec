/// Fisher's exact test of a table of two by two counts (R. A. Fisher, J. R. Stat. Soc. 85, 1922).
package enum FisherTest {
    /// The two-sided p: how often tables with the same sums are no likelier than this one.
    ///
    /// The tables' likelihoods follow from their neighbours', outwards from the likeliest one until they vanish, which
    /// takes some 80 standard deviations at most. A p below 1e-300 is 0. Counts below 0 or above 2³⁰ give 1.
    package static func pValue(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
        guard [a, b, c, d].allSatisfy({ (0...1 << 30).contains($0) }) else { return 1 }
        let tables = HypergeometricDistribution(marked: a + b, drawn: a + c, of: a + b + c + d)
        var observed = 0.0
        tables.walk { if $0 == a { observed = $1 } }
        var (sum, whole) = (0.0, 0.0)
        tables.walk { _, weight in
            whole += weight
            // Equal ones must count although they are computed along different ways.
            if weight <= observed * (1 + 1e-7) { sum += weight }
        }
        return min(1, sum / whole)
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
}
