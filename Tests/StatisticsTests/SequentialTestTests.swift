import Foundation
import Statistics
import Testing

@Suite struct SequentialTestTests {
    private func test(_ floor: Double, _ null: Double, _ alpha: Double = 0.05, _ beta: Double = 0.05) throws
        -> SequentialTest
    {
        try #require(SequentialTest(floor: floor, null: null, alpha: alpha, beta: beta))
    }

    /// The chance of each verdict by summing over all ways, with the ratio written out here.
    private func exactly(_ floor: Double, _ null: Double, at rate: Double, within runs: Int = 3_000)
        -> (fails: Double, passes: Double, mean: Double)
    {
        var alive = [0: 1.0]
        var (fails, passes, mean) = (0.0, 0.0, 0.0)
        for n in 1...runs {
            var next: [Int: Double] = [:]
            for (k, share) in alive {
                next[k + 1, default: 0] += share * rate
                next[k, default: 0] += share * (1 - rate)
            }
            for (k, share) in next {
                let (a, b) = (Double(k), Double(n - k))
                let likelihood = a * log(floor / null) + b * log((1 - floor) / (1 - null))
                if likelihood >= log(20.0) {
                    fails += share
                } else if likelihood <= -log(20.0) {
                    passes += share
                } else {
                    continue
                }
                mean += share * Double(n)
                next[k] = nil
            }
            alive = next
        }
        return (fails, passes, mean)
    }

    @Test(arguments: [(0.3, 0.05), (0.1, 0.01), (0.6, 0.2)])
    func holdsBothErrors(_ floor: Double, _ null: Double) throws {
        var random = SplitMix64(seed: 7)
        for rate in [null / 2, null, (floor + null) / 2, floor, (1 + floor) / 2] {
            let expected = exactly(floor, null, at: rate)
            #expect(abs(expected.fails + expected.passes - 1) < 1e-6)
            if rate <= null { #expect(expected.fails <= 0.05) }
            if rate >= floor { #expect(expected.passes <= 0.05) }
            let experiments = 4_000
            var (fails, runs) = (0, 0)
            for _ in 0..<experiments {
                var test = try test(floor, null)
                while test.verdict == .undecided { test.add(failed: random.unit() < rate) }
                if test.verdict == .fails { fails += 1 }
                runs += test.runs
            }
            let share = Double(fails) / Double(experiments)
            #expect(abs(share - expected.fails) < 4 * (0.25 / Double(experiments)).squareRoot(), "\(rate)")
            let mean = Double(runs) / Double(experiments)
            #expect(abs(mean - expected.mean) < 0.06 * expected.mean + 0.2, "\(mean) \(expected.mean)")
            // Wald leaves out the last step beyond the bound.
            let wald = try test(floor, null).expectedRuns(at: rate)
            #expect(wald < expected.mean * 1.05 && wald > expected.mean * 0.55, "\(wald) \(expected.mean)")
        }
    }

    @Test func countsUntilTheVerdict() throws {
        var test = try test(0.5, 0.1)
        #expect(test.fewestFailures == 2 && test.fewestPasses == 6)
        test.add(failed: true)
        #expect(test.verdict == .undecided && test.leaning == .fails)
        test.add(failed: true)
        #expect(test.verdict == .fails && test.runs == 2 && test.failures == 2)
        for _ in 0..<100 { test.add(failed: false) }
        #expect(test.verdict == .fails && test.runs == 2)

        var passing = try self.test(0.5, 0.1)
        for _ in 0..<6 { passing.add(failed: false) }
        #expect(passing.verdict == .passes && passing.runs == 6 && passing.failures == 0)
        #expect(try self.test(0.5, 0.1).leaning == .undecided)
    }

    @Test func aNullOfNothingIsDecidedByOneFailure() throws {
        var test = try test(0.2, 0)
        #expect(test.fewestFailures == 1)
        // 0.8 to the 14th is below 0.05.
        #expect(test.fewestPasses == 14)
        for _ in 0..<13 { test.add(failed: false) }
        #expect(test.verdict == .undecided)
        var other = test
        other.add(failed: false)
        #expect(other.verdict == .passes)
        test.add(failed: true)
        #expect(test.verdict == .fails)
        #expect(abs(test.expectedRuns(at: 0) - 14) < 1e-9)
        #expect(abs(test.expectedRuns(at: 1) - 1) < 1e-9)
        #expect(test.maximumNeeded == 14)

        var certain = try self.test(1, 0)
        certain.add(failed: false)
        #expect(certain.verdict == .passes && certain.runs == 1)
        #expect(certain.expectedRuns(at: 0.4) == 1)
        #expect(try self.test(1, 0.5).fewestFailures == 5)
    }

    @Test func theCutIsTheFixedSample() throws {
        // Summed with whole binomials: 45 and all above are enough, 42 to 44 are not (41 is, by the whims of whole counts).
        #expect(try test(0.3, 0.1).maximumNeeded == 45)
        #expect(try test(0.3, 0.1, 0.05, 0.1).maximumNeeded == 37)
        #expect(try test(0.5, 0.4999).maximumNeeded == nil)
    }

    @Test func refusesWhatLeavesNothingToDecide() {
        for (floor, null, alpha, beta) in [
            (0.1, 0.1, 0.05, 0.05), (0.1, 0.2, 0.05, 0.05), (1.1, 0.1, 0.05, 0.05), (0.5, -0.1, 0.05, 0.05),
            (0.5, 0.1, 0, 0.05), (0.5, 0.1, 0.05, 0), (0.5, 0.1, 0.5, 0.5), (.nan, 0.1, 0.05, 0.05),
            (0.5, .nan, 0.05, 0.05), (0.5, 0.1, .nan, 0.05), (0.5, 0.1, 0.05, .nan), (0.5, 0.5.nextDown, 0.05, 0.05),
        ] {
            #expect(SequentialTest(floor: floor, null: null, alpha: alpha, beta: beta) == nil)
        }
    }
}
