/// A confidence interval of a proportion, and how it was computed.
package struct BinomialInterval: Sendable, Hashable {
    /// From 0 to 1.
    package let low: Double
    /// From 0 to 1, at least `low`.
    package let high: Double
    /// The share of such intervals that hold the true proportion: 0.95.
    package let level: Double
    /// The method's name, for people: `Clopper-Pearson`.
    package let method: String

    /// From `low` to `high`.
    package var width: Double { high - low }

    package init(low: Double, high: Double, level: Double, method: String) {
        self.low = low
        self.high = high
        self.level = level
        self.method = method
    }
}

/// The exact interval of Clopper and Pearson (Biometrika 26, 1934): it holds its level whatever the true proportion is.
///
/// Its ends are quantiles of beta distributions (Brown, Cai and DasGupta, Statistical Science 16, 2001, §4.2.1).
package enum ClopperPearson {
    /// Nil without trials, with more failures than trials, or with a level outside 0 to 1.
    package static func interval(failures: Int, of trials: Int, level: Double = 0.95) -> BinomialInterval? {
        guard trials > 0, trials <= 1 << 40, (0...trials).contains(failures), level > 0, level < 1 else { return nil }
        let tail = (1 - level) / 2
        let (k, n) = (Double(failures), Double(trials))
        let low = failures == 0 ? 0 : BetaDistribution(k, n - k + 1).quantile(tail)
        let high = failures == trials ? 1 : BetaDistribution(k + 1, n - k).quantile(1 - tail)
        return BinomialInterval(low: low, high: max(low, high), level: level, method: "Clopper-Pearson")
    }
}

/// The score interval of Wilson (J. Am. Stat. Assoc. 22, 1927): narrower than the exact one, right on average.
package enum Wilson {
    /// Nil without trials, with more failures than trials, or with a level outside 0 to 1.
    package static func interval(failures: Int, of trials: Int, level: Double = 0.95) -> BinomialInterval? {
        guard trials > 0, trials <= 1 << 40, (0...trials).contains(failures), level > 0, level < 1 else { return nil }
        let n = Double(trials)
        let rate = Double(failures) / n
        let z = NormalDistribution.quantile(1 - (1 - level) / 2)
        let share = z * z / n
        let center = (rate + share / 2) / (1 + share)
        let reach = z / (1 + share) * (rate * (1 - rate) / n + share / (4 * n)).squareRoot()
        return BinomialInterval(
            low: failures == 0 ? 0 : max(0, center - reach),
            high: failures == trials ? 1 : min(1, center + reach),
            level: level,
            method: "Wilson"
        )
    }
}
