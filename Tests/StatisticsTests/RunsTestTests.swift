import Statistics
import Testing

@Suite struct RunsTestTests {
    /// Every order of every mixture of up to twelve.
    @Test func everySmallSeriesByCounting() {
        for size in 2...12 {
            var byMixture: [Int: [Int: Int]] = [:]
            func series(_ mask: Int) -> [Bool] { (0..<size).map { mask >> $0 & 1 == 1 } }
            func runs(_ series: [Bool]) -> Int { 1 + zip(series, series.dropFirst()).count { $0 != $1 } }
            for mask in 0..<(1 << size) {
                byMixture[mask.nonzeroBitCount, default: [:]][runs(series(mask)), default: 0] += 1
            }
            for mask in 0..<(1 << size) {
                let found = runs(series(mask))
                guard let counts = byMixture[mask.nonzeroBitCount], let test = RunsTest(series(mask)) else {
                    #expect(mask == 0 || mask == (1 << size) - 1)
                    continue
                }
                let all = Double(counts.values.reduce(0, +))
                let few = Double(counts.filter { $0.key <= found }.values.reduce(0, +)) / all
                let many = Double(counts.filter { $0.key >= found }.values.reduce(0, +)) / all
                let mean = counts.reduce(0.0) { $0 + Double($1.key * $1.value) } / all
                let isRight =
                    test.runs == found && abs(test.clusteredP - few) < 1e-9 && abs(test.alternatingP - many) < 1e-9
                    && abs(test.expectedRuns - mean) < 1e-9 && abs(test.pValue - min(1, 2 * min(few, many))) < 1e-9
                #expect(isRight, "\(series(mask))")
            }
        }
    }

    @Test func saysInWhichDirection() throws {
        let clustered = try #require(RunsTest(Array(repeating: true, count: 8) + Array(repeating: false, count: 8)))
        #expect(clustered.direction == .clustered && clustered.runs == 2 && clustered.expectedRuns == 9)
        // 2 of the 12,870 orders.
        #expect(abs(clustered.pValue - 4.0 / 12_870) < 1e-12)
        let alternating = try #require(RunsTest((0..<16).map { $0 % 2 == 0 }))
        #expect(alternating.direction == .alternating && abs(alternating.pValue - 4.0 / 12_870) < 1e-12)
        #expect(RunsTest([true, false, false, true])?.direction == .asExpected)
    }

    @Test func sayNothingOfOneKind() {
        #expect(RunsTest([]) == nil)
        #expect(RunsTest([true]) == nil)
        #expect(RunsTest([false, false, false]) == nil)
    }

    /// Summed with whole numbers of any size, on both sides of where the exact distribution gives way to the normal one.
    @Test(arguments: [
        (1000, 1000, 930, 0.00080300875447, 0.9993119589), (1000, 3000, 1450, 0.0168860935511, 0.984405739978),
        (1001, 1001, 930, 0.000691928752415, 0.999408164104), (1001, 1001, 960, 0.0317516956029, 0.97130973621),
        (1001, 1001, 1003, 0.526729581459, 0.491078267614), (1001, 1001, 1060, 0.99555420224, 0.00506403446187),
        (1200, 3000, 1650, 0.00730478164577, 0.993300230917),
    ])
    func largeSeries(_ ones: Int, _ others: Int, _ runs: Int, _ few: Double, _ many: Double) throws {
        // All stretches but the last of each kind have one element.
        var series: [Bool] = []
        for run in 0..<runs {
            let isOne = run.isMultiple(of: 2)
            let rest = isOne ? ones - (runs + 1) / 2 + 1 : others - runs / 2 + 1
            series += Array(repeating: isOne, count: run < runs - 2 ? 1 : rest)
        }
        let test = try #require(RunsTest(series))
        #expect([test.ones, test.others, test.runs] == [ones, others, runs])
        let slack = ones <= 1_000 ? 1e-9 : 0.005
        #expect(abs(test.clusteredP - few) < slack * (few + 0.05), "\(test.clusteredP)")
        #expect(abs(test.alternatingP - many) < slack * (many + 0.05), "\(test.alternatingP)")
    }

    @Test func hugeSeries() throws {
        let large = try #require(RunsTest((0..<300_000).map { $0 % 2 == 0 }))
        #expect(large.pValue == 0 && large.direction == .alternating)
        let oddOne = Array(repeating: false, count: 100_000) + [true] + Array(repeating: false, count: 200_000)
        #expect(try #require(RunsTest(oddOne)).pValue > 0.9)
    }

    @Test func holdsItsLevel() {
        var random = SplitMix64(seed: 21)
        var alarms = 0
        for _ in 0..<4_000 {
            if let test = RunsTest((0..<40).map { _ in random.unit() < 0.3 }), test.pValue <= 0.05 { alarms += 1 }
        }
        #expect(alarms < 240 && alarms > 20, "\(alarms)")
    }
}
