import Foundation
import Statistics
import Testing

/// How often the intervals hold the true rate. `REPRISE_COVERAGE` makes it as many experiments and prints the table, as
/// `Tests/Benchmarks/coverage.sh` does.
@Suite struct CoverageTests {
    private static let asked = ProcessInfo.processInfo.environment["REPRISE_COVERAGE"].flatMap { Int($0) }
    private let experiments = max(1, CoverageTests.asked ?? 1_000)
    private let rates = [0.01, 0.05, 0.3, 0.5, 0.9]
    private let horizon = CoverageTests.asked == nil ? 250 : 1_000

    @Test func bothMethodsHoldTheirLevel() throws {
        let sizes = [10, 30, 100]
        let widths = [0.4, 0.2]
        row("rate", sizes.map { "CP, n=\($0)" } + ["any time"] + widths.map { "until \($0)" })
        for rate in rates {
            var random = SplitMix64(seed: UInt64(rate * 1_000))
            var shares = try sizes.map { try fixed(rate, size: $0, &random) }
            let (anyTime, stopped) = sequence(rate, widths: widths, &random)
            shares += [anyTime] + stopped.map(\.covered)
            row("\(rate)", shares.map { percent($0) })
            row("", sizes.map { _ in "" } + [""] + stopped.map { "\(Int($0.runs)) runs" })
            // All experiments of one rate are about as likely to fall short by chance as one in a thousand.
            let slack = 3 * (0.05 * 0.95 / Double(experiments)).squareRoot()
            for share in shares { #expect(share >= 0.95 - slack, "at \(rate)") }
        }
        if CoverageTests.asked != nil { print("\(experiments) experiments each; sequences of up to \(horizon) runs") }
    }

    /// Clopper and Pearson's after a number of runs that was fixed before.
    private func fixed(_ rate: Double, size: Int, _ random: inout SplitMix64) throws -> Double {
        let holds = try (0...size).map { failures in
            let interval = try #require(ClopperPearson.interval(failures: failures, of: size))
            return interval.low <= rate && rate <= interval.high
        }
        var covered = 0
        for _ in 0..<experiments {
            var failures = 0
            for _ in 0..<size where random.unit() < rate { failures += 1 }
            if holds[failures] { covered += 1 }
        }
        return Double(covered) / Double(experiments)
    }

    /// The sequence for two who look after each run: one stops as soon as it leaves the true rate out, or never; the
    /// other as soon as it is narrow enough.
    private func sequence(_ rate: Double, widths: [Double], _ random: inout SplitMix64) -> (
        anyTime: Double, stopped: [(covered: Double, runs: Double)]
    ) {
        // Counts come again and again.
        var known: [BinomialInterval?] = Array(repeating: nil, count: (horizon + 1) * (horizon + 1))
        var always = 0
        var atStop = Array(repeating: 0, count: widths.count)
        var runs = Array(repeating: 0, count: widths.count)
        for _ in 0..<experiments {
            var failures = 0
            var isHeld = true
            var stopped = Array(repeating: false, count: widths.count)
            for trials in 1...horizon {
                if random.unit() < rate { failures += 1 }
                let key = trials * (horizon + 1) + failures
                guard let interval = known[key] ?? BetaBinomialSequence.interval(failures: failures, of: trials)
                else { continue }
                known[key] = interval
                let holds = interval.low <= rate && rate <= interval.high
                if !holds { isHeld = false }
                for place in widths.indices
                where !stopped[place] && (interval.width <= widths[place] || trials == horizon) {
                    stopped[place] = true
                    runs[place] += trials
                    if holds { atStop[place] += 1 }
                }
            }
            if isHeld { always += 1 }
        }
        let all = Double(experiments)
        return (Double(always) / all, widths.indices.map { (Double(atStop[$0]) / all, Double(runs[$0]) / all) })
    }

    private func percent(_ share: Double) -> String { "\(Double(Int((share * 10_000).rounded())) / 100) %" }

    private func row(_ name: String, _ cells: [String]) {
        guard CoverageTests.asked != nil, !(name + cells.joined()).isEmpty else { return }
        print(([name] + cells).map { $0 + String(repeating: " ", count: max(1, 12 - $0.count)) }.joined())
    }
}
