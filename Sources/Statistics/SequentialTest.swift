import Foundation

/// Decides, run by run, whether something fails at least at a floor's rate or at most at a null's, with as few runs as
/// these errors allow: the sequential probability ratio test of A. Wald (Ann. Math. Stat. 16, 1945).
///
/// The likelihood of what was seen is compared at both rates. The test ends with `fails` when the floor's is 1/alpha
/// times the null's, with `passes` when it has sunk to beta times that. These bounds are a little wider than Wald's
/// (1 − beta)/alpha and beta/(1 − alpha): they hold each error by itself below what was asked (J. Ville's inequality,
/// 1939), where Wald's only hold the sum of both. Rates outside of the two are decided with smaller errors still, rates
/// between them either way.
package struct SequentialTest: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        case undecided
        /// It fails at the floor's rate or more.
        case fails
        /// It fails at the null's rate or less.
        case passes
    }

    /// The least failure rate that matters.
    package let floor: Double
    /// The greatest failure rate that counts as passing.
    package let null: Double
    /// The greatest chance of `fails` where the rate is at most `null`.
    package let alpha: Double
    /// The greatest chance of `passes` where the rate is at least `floor`.
    package let beta: Double
    /// What was added until the verdict.
    package private(set) var runs = 0
    package private(set) var failures = 0
    /// Once it is not `undecided` it stays.
    package private(set) var verdict = Verdict.undecided

    /// ln of the likelihood ratio that a failed and a passed run bring, −∞ and ∞ among them.
    private let failedStep: Double
    private let passedStep: Double

    /// - Parameters:
    ///   - floor: above `null`, at most 1.
    ///   - null: 0 says that without the cause nothing ever fails; the first failure then decides.
    ///   - alpha: above 0, and `alpha + beta` below 1.
    /// - Returns: nil where the parameters leave nothing to decide.
    package init?(floor: Double, null: Double, alpha: Double, beta: Double) {
        guard null >= 0, floor > null, floor <= 1, alpha > 0, beta > 0, alpha + beta < 1 else { return nil }
        self.floor = floor
        self.null = null
        self.alpha = alpha
        self.beta = beta
        failedStep = null == 0 ? .infinity : log(floor / null)
        passedStep = floor == 1 ? -.infinity : log1p(-floor) - log1p(-null)
        // Rates so near to each other that no number of runs could be counted.
        guard failedStep > 1e-9, passedStep < -1e-9 else { return nil }
    }

    /// Takes the next run's outcome into account. After the verdict nothing is added any more.
    package mutating func add(failed: Bool) {
        guard verdict == .undecided else { return }
        runs += 1
        if failed { failures += 1 }
        let evidence = logRatio
        // What is reached exactly counts, although sums of logarithms miss it by a few last digits.
        if evidence >= -log(alpha) - 1e-9 {
            verdict = .fails
        } else if evidence <= log(beta) + 1e-9 {
            verdict = .passes
        }
    }

    /// ln of how much likelier the runs so far are at the floor's rate than at the null's.
    package var logRatio: Double {
        let passes = runs - failures
        return (failures == 0 ? 0 : Double(failures) * failedStep) + (passes == 0 ? 0 : Double(passes) * passedStep)
    }

    /// The likelier of the two when one has to stop now, without the errors that were asked for; `undecided` where both
    /// are alike.
    package var leaning: Verdict {
        guard verdict == .undecided else { return verdict }
        return logRatio > 0 ? .fails : logRatio < 0 ? .passes : .undecided
    }

    /// Runs that decide when every one of them passes.
    package var fewestPasses: Int { SequentialTest.steps(log(beta) / passedStep) }

    /// Runs that decide when every one of them fails.
    package var fewestFailures: Int { SequentialTest.steps(-log(alpha) / failedStep) }

    /// Runs needed on average at this failure rate, after Wald's approximation, which leaves out by how much the last
    /// run oversteps the bound. At least 1.
    package func expectedRuns(at rate: Double) -> Double {
        let rate = min(1, max(0, rate))
        guard failedStep.isFinite, passedStep.isFinite else {
            // Either every failure or every pass decides at once, so the wait for it is geometric, or cut.
            if failedStep.isInfinite, passedStep.isInfinite { return 1 }
            let (ends, most) = failedStep.isInfinite ? (rate, fewestPasses) : (1 - rate, fewestFailures)
            return ends <= 0 ? Double(most) : (1 - pow(1 - ends, Double(most))) / ends
        }
        let (upper, lower) = (-log(alpha), log(beta))
        let drift = rate * failedStep + (1 - rate) * passedStep
        if abs(drift) < 1e-9 {
            let square = rate * failedStep * failedStep + (1 - rate) * passedStep * passedStep
            return max(1, -upper * lower / square)
        }
        let up = chanceOfFails(at: rate)
        return max(1, (up * upper + (1 - up) * lower) / drift)
    }

    /// Wald's approximation of the operating characteristic: with the h at which E[ratio^h] = 1.
    private func chanceOfFails(at rate: Double) -> Double {
        func excess(_ h: Double) -> Double {
            rate * exp(h * failedStep) + (1 - rate) * exp(h * passedStep) - 1
        }
        if rate <= 0 { return 0 }
        if rate >= 1 { return 1 }
        // The other root than 0 lies on the side where the convex function begins below zero.
        let sign: Double = rate * failedStep + (1 - rate) * passedStep < 0 ? 1 : -1
        var (low, high) = (0.0, 1.0)
        while excess(sign * high) < 0, high < 1e6 { (low, high) = (high, high * 2) }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if excess(sign * middle) < 0 { low = middle } else { high = middle }
        }
        let h = sign * high
        let (up, down) = (pow(alpha, -h), pow(beta, h))
        if up.isInfinite { return 0 }
        if down.isInfinite { return 1 }
        return min(1, max(0, (1 - down) / (up - down)))
    }

    /// The runs after which a test with the same errors would decide if it only looked once, at the end: a sensible cut
    /// for this one, which needs fewer on average but has no upper end of its own. Nil above a million.
    package var maximumNeeded: Int? {
        func decides(_ n: Int) -> Bool {
            // The least count of failures that the null hardly ever reaches…
            var (low, high) = (0, n + 1)
            while low < high {
                let middle = low + (high - low) / 2
                if SequentialTest.chanceOfAtLeast(middle, of: n, at: null) <= alpha {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
            // …must hardly ever be missed by the floor.
            return low <= n && 1 - SequentialTest.chanceOfAtLeast(low, of: n, at: floor) <= beta
        }
        var high = 1
        while !decides(high) {
            guard high < 1_000_000 else { return nil }
            high = min(1_000_000, high * 2)
        }
        // Not quite monotone, because counts are whole; the found number decides in any case.
        var low = high / 2
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if decides(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private static func chanceOfAtLeast(_ k: Int, of n: Int, at rate: Double) -> Double {
        if k <= 0 { return 1 }
        if k > n { return 0 }
        return BetaDistribution(Double(k), Double(n - k + 1)).cumulative(rate)
    }

    private static func steps(_ value: Double) -> Int {
        // Steps are at least 1e-9 wide and bounds below 1e3, so this fits.
        max(1, Int((value - 1e-9).rounded(.up)))
    }
}
