import Statistics
import Testing

@Suite struct ExpectedRunsTests {
    /// By every series of ten runs, one by one.
    @Test(arguments: [0.0, 0.1, 0.3, 0.5, 0.9, 1])
    func shortSeriesByCounting(_ rate: Double) throws {
        for width in [0.9, 0.75, 0.6, 0.5, 0.01] {
            func runs(_ failures: Int, _ trials: Int) throws -> Double {
                let interval = BetaBinomialSequence.interval(failures: failures, of: trials)
                if trials == 10 || interval.map({ $0.width <= width }) ?? false { return Double(trials) }
                return try rate * runs(failures + 1, trials + 1) + (1 - rate) * runs(failures, trials + 1)
            }
            let found = try #require(BetaBinomialSequence.expectedRuns(untilWidth: width, rate: rate, most: 10))
            #expect(abs(found - (try runs(0, 0))) < 1e-9, "\(width)")
        }
    }

    /// What simulated people need who stop when the interval has become narrow enough.
    @Test func longSeriesAsSimulated() throws {
        for (rate, seed) in [(0.05, UInt64(5)), (0.3, 3)] {
            var random = SplitMix64(seed: seed)
            let experiments = 400
            var sum = 0.0
            var squares = 0.0
            var known: [Int: Bool] = [:]
            for _ in 0..<experiments {
                var (failures, trials) = (0, 0)
                var isNarrow = false
                while !isNarrow, trials < 200 {
                    trials += 1
                    if random.unit() < rate { failures += 1 }
                    let key = trials * 1_000 + failures
                    isNarrow =
                        known[key] ?? (BetaBinomialSequence.interval(failures: failures, of: trials)?.width ?? 1 <= 0.3)
                    known[key] = isNarrow
                }
                sum += Double(trials)
                squares += Double(trials * trials)
            }
            let mean = sum / Double(experiments)
            let error = ((squares / Double(experiments) - mean * mean) / Double(experiments)).squareRoot()
            let found = try #require(BetaBinomialSequence.expectedRuns(untilWidth: 0.3, rate: rate, most: 200))
            #expect(abs(found - mean) < 4 * error, "\(found) \(mean)")
        }
    }

    @Test func neverMoreThanAllowed() throws {
        let found = try #require(BetaBinomialSequence.expectedRuns(untilWidth: 0.001, rate: 0.5, most: 500))
        #expect(abs(found - 500) < 1e-9)
        // A half takes longest, and both sides of it equally long.
        let runs = [0.1, 0.3, 0.5, 0.7, 0.9].map {
            BetaBinomialSequence.expectedRuns(untilWidth: 0.3, rate: $0, most: 1_000) ?? 0
        }
        #expect(runs[0] < runs[1] && runs[1] < runs[2])
        #expect(abs(runs[1] - runs[3]) < 1e-6 && abs(runs[0] - runs[4]) < 1e-6)
    }

    @Test func refusesWhatMakesNoSense() {
        for (width, rate, most, level) in [
            (0, 0.5, 10, 0.95), (1, 0.5, 10, 0.95), (-1, 0.5, 10, 0.95), (.nan, 0.5, 10, 0.95), (0.1, -0.1, 10, 0.95),
            (0.1, 1.1, 10, 0.95), (0.1, .nan, 10, 0.95), (0.1, 0.5, 0, 0.95), (0.1, 0.5, .min, 0.95), (0.1, 0.5, 10, 1),
            (0.1, 0.5, 10, .nan),
        ] {
            #expect(BetaBinomialSequence.expectedRuns(untilWidth: width, rate: rate, most: most, level: level) == nil)
        }
    }
}
