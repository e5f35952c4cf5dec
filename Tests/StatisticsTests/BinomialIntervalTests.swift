import Statistics
import Testing

@Suite struct BinomialIntervalTests {
    /// Found by bisection on sums of binomial terms with 60 digits.
    @Test(arguments: [
        (3, 10, 0.066_739_511_177_734_467, 0.652_452_850_059_997_295),
        (0, 10, 0.0, 0.308_497_107_818_760_823),
        (10, 10, 0.691_502_892_181_239_176, 1.0),
        (1, 1, 0.025, 1.0),
        (0, 1, 0.0, 0.975),
        (5, 10, 0.187_086_028_447_398_531, 0.812_913_971_552_601_468),
        (1, 100, 0.000_253_146_032_977_420, 0.054_459_385_392_080_657),
        (50, 100, 0.398_321_129_503_300_979, 0.601_678_870_496_699_020),
    ])
    func clopperPearsonIsExact(_ failures: Int, _ trials: Int, _ low: Double, _ high: Double) throws {
        let interval = try #require(ClopperPearson.interval(failures: failures, of: trials))
        #expect(abs(interval.low - low) < 1e-9, "\(interval.low)")
        #expect(abs(interval.high - high) < 1e-9, "\(interval.high)")
        #expect(interval.level == 0.95)
        #expect(interval.method == "Clopper-Pearson")
    }

    /// The ends are by definition where the tail of the binomial distribution has 2.5 %; summed here term by term.
    @Test func clopperPearsonEndsLeaveTheTails() throws {
        for trials in [2, 7, 30, 60] {
            for failures in stride(from: 1, to: trials, by: max(1, trials / 7)) {
                let interval = try #require(ClopperPearson.interval(failures: failures, of: trials))
                #expect(abs(upperTail(failures, trials, interval.low) - 0.025) < 1e-9)
                #expect(abs(1 - upperTail(failures + 1, trials, interval.high) - 0.025) < 1e-9)
            }
        }
    }

    /// P(X ≥ k) for n trials at rate p, by the ratio of neighbouring terms.
    private func upperTail(_ k: Int, _ n: Int, _ p: Double) -> Double {
        var term = 1.0
        for _ in 0..<n { term *= 1 - p }
        var below = 0.0
        for count in 0..<k {
            below += term
            term *= Double(n - count) / Double(count + 1) * p / (1 - p)
        }
        return 1 - below
    }

    @Test func wilsonIsTheScoreInterval() throws {
        let interval = try #require(Wilson.interval(failures: 3, of: 10))
        #expect(abs(interval.low - 0.107_791_267_406_301) < 1e-9, "\(interval.low)")
        #expect(abs(interval.high - 0.603_221_852_538_855) < 1e-9, "\(interval.high)")
        #expect(Wilson.interval(failures: 0, of: 10)?.low == 0)
        #expect(Wilson.interval(failures: 10, of: 10)?.high == 1)
    }

    @Test func refusesWhatIsNoSample() {
        for (failures, trials) in [(0, 0), (-1, 5), (6, 5), (0, -1), (Int.min, Int.max), (0, Int.max)] {
            #expect(ClopperPearson.interval(failures: failures, of: trials) == nil)
            #expect(Wilson.interval(failures: failures, of: trials) == nil)
        }
        for level in [0, 1, -0.5, 1.5, Double.nan, .infinity] {
            #expect(ClopperPearson.interval(failures: 1, of: 2, level: level) == nil)
        }
    }

    @Test func staysInBoundsForLargeSamples() throws {
        for (failures, trials) in [(1, 1_000_000), (500_000, 1_000_000), (999_999, 1_000_000)] {
            let interval = try #require(ClopperPearson.interval(failures: failures, of: trials))
            let rate = Double(failures) / Double(trials)
            #expect(0 < interval.low && interval.low < rate && rate < interval.high && interval.high < 1)
        }
    }
}
