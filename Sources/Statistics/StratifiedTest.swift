import Foundation

/// An exact test of several tables of two by two counts at once, each of which is compared within itself only: whether
/// the failures of all of them together fall on one side more often than chance explains (M. Zelen, Biometrika 58,
/// 1971; the exact form of N. Mantel's and W. Haenszel's test, J. Natl. Cancer Inst. 22, 1959).
///
/// Given the sums of every table, the failures on one side are a sum of hypergeometric counts. With one table it is
/// Fisher's exact test.
package struct StratifiedTest: Sendable, Hashable {
    /// The sums of one table.
    private struct Sums: Hashable, Comparable {
        var all: Int
        var here: Int
        var failed: Int

        static func < (left: Sums, right: Sums) -> Bool {
            (left.all, left.here, left.failed) < (right.all, right.here, right.failed)
        }

        /// The natural logarithms of the chances of as few and of as many failures here as there can be.
        var ends: (few: Double, many: Double) {
            func chance(_ count: Int) -> Double {
                logChoose(failed, count) + logChoose(all - failed, here - count) - logChoose(all, here)
            }
            return (chance(max(0, here + failed - all)), chance(min(here, failed)))
        }

        private func logChoose(_ n: Int, _ k: Int) -> Double {
            logGamma(Double(n + 1)) - logGamma(Double(k + 1)) - logGamma(Double(n - k + 1))
        }
    }

    /// How many tables have these sums; only tables that could have come out otherwise.
    private var tables: [Sums: Int] = [:]
    private var failedHere = 0

    package init() {}

    /// Adds a table. Counts that make none are left out.
    package mutating func add(failed: Int, counted: Int, failedElsewhere: Int, countedElsewhere: Int) {
        guard failed >= 0, failed <= counted, counted <= 1 << 30,
            failedElsewhere >= 0, failedElsewhere <= countedElsewhere, countedElsewhere <= 1 << 30
        else { return }
        let sums = Sums(all: counted + countedElsewhere, here: counted, failed: failed + failedElsewhere)
        guard sums.here > 0, sums.here < sums.all, sums.failed > 0, sums.failed < sums.all else { return }
        tables[sums, default: 0] += 1
        failedHere += failed
    }

    /// Whether any table could have come out otherwise.
    package var isInformative: Bool { !tables.isEmpty }

    /// Failures here beyond those that chance would bring; below zero where they are fewer.
    package var excess: Double {
        sorted.reduce(Double(failedHere)) { rest, next in
            let (sums, count) = next
            return rest - Double(count) * Double(sums.failed) * Double(sums.here) / Double(sums.all)
        }
    }

    /// The two-sided p: how often no likelier numbers of failures come here. Below 1e-30 it may be 0.
    package var pValue: Double {
        guard let first = tables.first else { return 1 }
        if tables.count == 1, first.value == 1 {
            let sums = first.key
            let elsewhere = sums.failed - failedHere
            let passed = sums.here - failedHere
            return FisherTest.pValue(failedHere, passed, elsewhere, sums.all - sums.here - elsewhere)
        }
        let parts = sorted.map { CountWeights(sums: ($0.all, $0.here, $0.failed)).repeated($1) }
        guard let counts = parts.dropFirst().reduce(parts.first, { $0?.plus($1) }) else { return 1 }
        return counts.share(notAbove: failedHere)
    }

    /// The least p that tables with the same sums can have.
    package var leastP: Double { leastP(growth: 1) }

    /// The same with `growth` times as many such tables.
    package func leastP(growth: Double) -> Double {
        var (few, many) = (0.0, 0.0)
        for (sums, count) in sorted {
            few += Double(count) * growth * sums.ends.few
            many += Double(count) * growth * sums.ends.many
        }
        // What lies between is likelier than the less likely end.
        let (least, other) = (exp(min(few, many)), exp(max(few, many)))
        return min(1, other <= least * (1 + 1e-7) ? least + other : least)
    }

    /// About what p would be with `growth` times as many tables of the same kind, by the normal distribution.
    package func projectedP(growth: Double) -> Double {
        let variance = sorted.reduce(0.0) { sum, next in
            let (all, here, failed) = (Double(next.0.all), Double(next.0.here), Double(next.0.failed))
            return sum + Double(next.1) * here * (all - here) / all * failed * (all - failed) / (all * (all - 1))
        }
        guard variance > 0 else { return 1 }
        // Whole numbers: half a failure less.
        return erfc(max(0, abs(excess) * growth - 0.5) / (2 * variance * growth).squareRoot())
    }

    /// In an order that does not change from one run of the program to the next, and with it no last digit.
    private var sorted: [(Sums, Int)] { tables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
}

/// The likelihoods of neighbouring counts in relation to the likeliest one's.
private struct CountWeights {
    private var first: Int
    private var weights: [Double]

    /// What is so much less likely than the likeliest makes no difference to any p that is told from 0.
    private static let least = 1e-40

    private init(first: Int, weights: [Double]) {
        let most = weights.max() ?? 1
        let start = weights.firstIndex { $0 >= most * CountWeights.least } ?? 0
        let end = weights.lastIndex { $0 >= most * CountWeights.least } ?? 0
        self.first = first + start
        self.weights = weights[start...end].map { $0 / most }
    }

    init(sums: (all: Int, here: Int, failed: Int)) {
        var known: [(count: Int, weight: Double)] = []
        HypergeometricDistribution(marked: sums.here, drawn: sums.failed, of: sums.all).walk { known.append(($0, $1)) }
        known.sort { $0.count < $1.count }
        self.init(first: known.first?.count ?? 0, weights: known.map(\.weight))
    }

    /// Of the sum of both counts.
    func plus(_ other: CountWeights) -> CountWeights {
        var sum = Array(repeating: 0.0, count: weights.count + other.weights.count - 1)
        for (place, weight) in weights.enumerated() {
            for (further, factor) in other.weights.enumerated() { sum[place + further] += weight * factor }
        }
        return CountWeights(first: first + other.first, weights: sum)
    }

    /// Of the sum of so many such counts, at least one.
    func repeated(_ times: Int) -> CountWeights {
        guard times > 1 else { return self }
        let half = repeated(times / 2)
        let even = half.plus(half)
        return times % 2 == 0 ? even : even.plus(self)
    }

    /// The chance of a count that is no likelier than this one.
    func share(notAbove count: Int) -> Double {
        guard weights.indices.contains(count - first) else { return 0 }
        // Equal ones must count although they are computed along different ways.
        let bound = weights[count - first] * (1 + 1e-7)
        return min(1, weights.reduce(0) { $1 <= bound ? $0 + $1 : $0 } / weights.reduce(0, +))
    }
}
