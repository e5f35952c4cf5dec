import Foundation

/// How many runs without a failure it takes to say that something that failed at a known rate no longer does.
///
/// n runs are all clean with a probability of (1 − rate)ⁿ; when that is at most 1 − level, clean runs are no longer to be
/// put down to luck. At 95 % and for small rates this is the rule of three, n = 3 / rate (B. D. Jovanovic and P. S. Levy,
/// Am. Stat. 51, 1997).
package struct CleanRuns: Sendable, Hashable {
    package let rate: RateText
    package let level: Double
    /// For the rate as it was stated.
    package let needed: Int
    /// The stated counts' exact interval; nil where only a rate was stated.
    package let interval: BinomialInterval?
    /// For the lower end of the interval of the counts: what it takes if the true rate was as low as they allow. The
    /// stated rate decides; who wants to be sure takes this. Nil where only a rate was stated, and beyond all bounds.
    package let cautious: Int?

    /// - Returns: nil with a level outside 0 to 1, and where the number is beyond all bounds.
    package init?(_ rate: RateText, level: Double = 0.95) {
        guard let needed = CleanRuns.needed(rate: rate.rate, level: level) else { return nil }
        self.rate = rate
        self.level = level
        self.needed = needed
        interval = rate.counts.flatMap { ClopperPearson.interval(failures: $0.failures, of: $0.trials, level: level) }
        cautious = interval.flatMap { CleanRuns.needed(rate: $0.low, level: level) }
    }

    /// The least n with (1 − rate)ⁿ at most 1 − level.
    ///
    /// - Returns: nil with a rate outside of 0 (without) to 1, with a level outside 0 to 1, and above 2⁵³.
    package static func needed(rate: Double, level: Double = 0.95) -> Int? {
        guard rate > 0, rate <= 1, level > 0, level < 1 else { return nil }
        // A hair less, so that 0.5 to the second is 0.25 and not just above.
        let runs = (log1p(-level) / log1p(-rate) * (1 - 1e-12)).rounded(.up)
        guard runs <= 9_007_199_254_740_992 else { return nil }
        return max(1, Int(runs))
    }

    /// The lowest rate that so many clean runs rule out; nil without runs or with a level outside 0 to 1.
    package static func excludedRate(after runs: Int, level: Double = 0.95) -> Double? {
        guard runs > 0, level > 0, level < 1 else { return nil }
        return -expm1(log1p(-level) / Double(runs))
    }
}
