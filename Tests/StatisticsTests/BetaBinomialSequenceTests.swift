import Foundation
import Statistics
import Testing

@Suite struct BetaBinomialSequenceTests {
    /// Found by bisection with 60 digits on the quotient of beta functions.
    @Test(arguments: [
        (3, 10, 0.95, 0.032_515_139_788_058_861, 0.747_587_109_914_996_572),
        (0, 10, 0.95, 0.0, 0.376_987_350_990_677_388),
        (10, 10, 0.95, 0.623_012_649_009_322_612, 1.0),
        (1, 1, 0.95, 0.025, 1.0),
        (30, 100, 0.95, 0.165_651_535_387_866_623, 0.462_839_865_141_713_061),
        (1, 1_000, 0.95, 4.463_974_048_706_785e-7, 0.009_974_747_264_749_652),
        (7, 20, 0.99, 0.073_188_606_552_509_386, 0.731_724_160_266_014_833),
        (1, 1_000_000, 0.95, 1.410_494_382_581e-11, 0.000_013_793_085_375_574),
        (500_000, 1_000_000, 0.95, 0.497_749_535_986_337_761, 0.502_250_464_013_662_239),
    ])
    func endsAreExact(_ failures: Int, _ trials: Int, _ level: Double, _ low: Double, _ high: Double) throws {
        let interval = try #require(BetaBinomialSequence.interval(failures: failures, of: trials, level: level))
        #expect(abs(interval.low - low) <= 1e-7 * low, "\(interval.low)")
        #expect(abs(interval.high - high) <= 1e-7 * high, "\(interval.high)")
        #expect(interval.level == level)
        #expect(interval.method == "beta-binomial confidence sequence")
    }

    /// The mixture summed over a fine grid of rates instead of by beta functions, the interval by trying every per mille.
    @Test func aGridOfRatesSaysTheSame() throws {
        let steps = 100_000
        // Equal steps of the angle make the prior's density flat: dθ/√(θ(1−θ)) = 2 dφ with θ = sin² φ.
        let rates = (0..<steps).map { step in
            let sine = sin((Double(step) + 0.5) / Double(steps) * .pi / 2)
            return sine * sine
        }
        for (failures, trials) in [(2, 7), (0, 3), (19, 20), (20, 40)] {
            let (k, n) = (Double(failures), Double(trials))
            let mixture = rates.reduce(0) { $0 + pow($1, k) * pow(1 - $1, n - k) } / Double(steps)
            let interval = try #require(BetaBinomialSequence.interval(failures: failures, of: trials))
            for mille in 1..<1_000 {
                let rate = Double(mille) / 1_000
                let isHeld = mixture / (pow(rate, k) * pow(1 - rate, n - k)) < 20
                let isNearEnd = min(abs(rate - interval.low), abs(rate - interval.high)) < 1e-4
                #expect(
                    isHeld == (interval.low < rate && rate < interval.high) || isNearEnd,
                    "\(failures) \(trials) \(rate)"
                )
            }
        }
    }

    @Test func isAnIntervalOfItsCounts() throws {
        for trials in [1, 2, 9, 40, 333] {
            var before: BinomialInterval?
            for failures in 0...trials {
                let interval = try #require(BetaBinomialSequence.interval(failures: failures, of: trials))
                let rate = Double(failures) / Double(trials)
                #expect(0 <= interval.low && interval.low <= rate && rate <= interval.high && interval.high <= 1)
                #expect((failures == 0) == (interval.low == 0) && (failures == trials) == (interval.high == 1))
                // More failures never move it down, a higher level never makes it narrower.
                if let before { #expect(before.low <= interval.low && before.high <= interval.high) }
                before = interval
                let wider = try #require(BetaBinomialSequence.interval(failures: failures, of: trials, level: 0.99))
                #expect(wider.low <= interval.low && interval.high <= wider.high)
                // It must pay for looking at any time.
                let fixed = try #require(ClopperPearson.interval(failures: failures, of: trials))
                #expect(interval.width >= fixed.width - 1e-9)
                // Failures and passes are alike.
                let other = try #require(BetaBinomialSequence.interval(failures: trials - failures, of: trials))
                #expect(abs(other.low - (1 - interval.high)) < 1e-9)
            }
        }
    }

    @Test func refusesWhatIsNoSample() {
        for (failures, trials) in [(0, 0), (-1, 5), (6, 5), (0, -1), (Int.min, Int.max), (0, Int.max)] {
            #expect(BetaBinomialSequence.interval(failures: failures, of: trials) == nil)
        }
        for level in [0, 1, -0.5, 1.5, Double.nan, .infinity] {
            #expect(BetaBinomialSequence.interval(failures: 1, of: 2, level: level) == nil)
            #expect(BetaBinomialSequence(level: level) == nil)
        }
    }

    @Test func theCommonIntervalNeverWidens() throws {
        var random = SplitMix64(seed: 4)
        var sequence = try #require(BetaBinomialSequence())
        #expect(sequence.interval == nil)
        var (low, high) = (0.0, 1.0)
        for _ in 0..<500 {
            sequence.add(failed: random.unit() < 0.3)
            let alone = try #require(
                BetaBinomialSequence.interval(failures: sequence.failures, of: sequence.trials)
            )
            (low, high) = (max(low, alone.low), min(high, alone.high))
            let common = try #require(sequence.interval)
            #expect(common.low == low && common.high == high && !sequence.hasDrifted)
        }
        #expect(low < 0.3 && 0.3 < high)
    }

    @Test func aRateThatChangesEmptiesNothing() throws {
        var sequence = try #require(BetaBinomialSequence())
        for _ in 0..<200 { sequence.add(failed: false) }
        for _ in 0..<200 {
            sequence.add(failed: true)
            let interval = try #require(sequence.interval)
            #expect(interval.low <= interval.high)
        }
        #expect(sequence.hasDrifted)
        #expect(sequence.interval == BetaBinomialSequence.interval(failures: 200, of: 400))
    }
}
