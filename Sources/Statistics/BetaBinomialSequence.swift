import Foundation

/// A confidence sequence of a proportion: intervals that hold the true rate at every moment at once with the level's
/// probability, so that one may look after each run and stop whenever one likes, for whatever reason.
///
/// The likelihood of what was seen, averaged over all rates with a beta prior, is divided by its likelihood at a rate p.
/// At the true p this is a martingale that begins at 1, which by Ville's inequality (1939) ever reaches 1/α with a
/// probability of at most α; the interval is every p at which it is below that. H. Robbins, Ann. Math. Stat. 41 (1970);
/// in general form S. R. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, Ann. Stat. 49 (2021), where this is the
/// beta-binomial mixture; I. Waudby-Smith and A. Ramdas, J. R. Stat. Soc. B 86 (2024).
///
/// The prior is Beta(1/2, 1/2), of Jeffreys: it weighs no rate so little that intervals there get much wider than
/// elsewhere, 0 and 1 among them, which matter most here. The price of looking at all times is a width of about 1.5
/// times that of the exact interval for a fixed number of runs.
package struct BetaBinomialSequence: Sendable, Hashable {
    package static let method = "beta-binomial confidence sequence"

    /// The interval after so many runs, from them alone. It always holds `failures / trials`.
    ///
    /// - Returns: nil without trials, with more failures than trials, or with a level outside 0 to 1.
    package static func interval(failures: Int, of trials: Int, level: Double = 0.95) -> BinomialInterval? {
        guard trials > 0, trials <= 1 << 40, (0...trials).contains(failures), level > 0, level < 1 else { return nil }
        let (k, n) = (Double(failures), Double(trials))
        let mixture = logBeta(k + 0.5, n - k + 0.5) - logBeta(0.5, 0.5)
        let bound = -log1p(-level)
        // Inside while the mixture is less than 1/α times as likely as the rate.
        func holds(_ rate: Double) -> Bool {
            let likelihood = (failures == 0 ? 0 : k * log(rate)) + (failures == trials ? 0 : (n - k) * log1p(-rate))
            return mixture - likelihood < bound
        }
        /// The rate nearest to `inside` that is not held, seen from `outside`; the likelihood falls on either side.
        func end(from outside: Double, to inside: Double) -> Double {
            var (outside, inside) = (outside, inside)
            while true {
                let middle = outside + (inside - outside) / 2
                guard middle != outside, middle != inside else { return outside }
                if holds(middle) { inside = middle } else { outside = middle }
            }
        }
        let rate = k / n
        return BinomialInterval(
            low: failures == 0 ? 0 : end(from: 0, to: rate),
            high: failures == trials ? 1 : end(from: 1, to: rate),
            level: level,
            method: method
        )
    }

    private static func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }

    package let level: Double
    package private(set) var failures = 0
    package private(set) var trials = 0
    /// Whether the intervals so far have no rate in common, which happens in at most 1 − `level` of all series if the
    /// rate stays the same: it has very likely changed on the way.
    package private(set) var hasDrifted = false
    /// What all intervals so far have in common; nil before the first run.
    ///
    /// Since all of them hold the true rate at once, so does this, and it never gets wider. It may leave out
    /// `failures / trials`, though. Where nothing is common to all (`hasDrifted`), it is the interval of the counts
    /// alone, from then on, and never empty.
    package private(set) var interval: BinomialInterval?

    /// - Returns: nil with a level outside 0 to 1.
    package init?(level: Double = 0.95) {
        guard level > 0, level < 1 else { return nil }
        self.level = level
    }

    package mutating func add(failed: Bool) {
        trials += 1
        if failed { failures += 1 }
        guard let latest = BetaBinomialSequence.interval(failures: failures, of: trials, level: level) else { return }
        guard let common = interval, !hasDrifted else {
            interval = latest
            return
        }
        let (low, high) = (max(common.low, latest.low), min(common.high, latest.high))
        hasDrifted = low > high
        interval = hasDrifted ? latest : BinomialInterval(low: low, high: high, level: level, method: latest.method)
    }
}
