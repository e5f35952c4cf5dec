import Testing

@testable import Statistics

@Suite struct StratifiedTestTests {
    private typealias Table = (failed: Int, counted: Int, failedElsewhere: Int, countedElsewhere: Int)

    private func test(_ tables: [Table]) -> StratifiedTest {
        var test = StratifiedTest()
        for table in tables {
            test.add(
                failed: table.failed,
                counted: table.counted,
                failedElsewhere: table.failedElsewhere,
                countedElsewhere: table.countedElsewhere
            )
        }
        return test
    }

    /// By whole numbers of any size.
    @Test func knownTables() {
        #expect(abs(test(Array(repeating: (3, 3, 0, 3), count: 10)).pValue / 1.953_125e-13 - 1) < 1e-9)
        #expect(
            abs(test([(12, 20, 5, 22), (3, 6, 2, 9), (9, 11, 7, 14)]).pValue / 0.002_953_198_142_476_314_4 - 1) < 1e-9
        )
        let many: [Table] = Array(repeating: (2, 6, 1, 6), count: 40) + Array(repeating: (1, 2, 1, 4), count: 25)
        #expect(abs(test(many + [(7, 10, 3, 30)]).pValue / 2.975_927_399_632_096e-08 - 1) < 1e-9)
        #expect(
            abs(test([(1, 6, 3, 6), (1, 6, 3, 6), (0, 2, 1, 4), (1, 6, 3, 6)]).pValue - 0.049_531_123_911_289_2) < 1e-12
        )
    }

    @Test func oneTableIsFishers() {
        for counted in 1...5 {
            for elsewhere in 1...5 {
                for failed in 0...counted {
                    for others in 0...elsewhere {
                        let own = test([(failed, counted, others, elsewhere)])
                        let fisher = FisherTest.pValue(failed, counted - failed, others, elsewhere - others)
                        #expect(own.pValue == fisher)
                        #expect(own.isInformative == (0 < failed + others && failed + others < counted + elsewhere))
                    }
                }
            }
        }
    }

    /// Two tables with all that their sums allow, counted out.
    @Test func theLeastPIsOfAnEnd() {
        for failures in 1...4 {
            for others in 1...6 {
                let few = max(0, failures - 2) + max(0, others - 4)
                let many = min(3, failures) + min(3, others)
                var least = 1.0
                var attainable = 0.0
                for count in few...many {
                    let first = min(min(3, failures), count - max(0, others - 4))
                    let second = count - first
                    let both = test([(first, 3, failures - first, 2), (second, 3, others - second, 4)])
                    least = min(least, both.pValue)
                    attainable = both.leastP
                    #expect(both.leastP <= both.pValue * (1 + 1e-9), "\(failures) \(others) \(count)")
                    let isHigh = Double(count) > 3 * (Double(failures) / 5 + Double(others) / 7) + 1e-9
                    #expect((both.excess > 1e-9) == isHigh)
                }
                let one = test([(min(3, failures), 3, failures - min(3, failures), 2), (0, 0, 0, 0)])
                #expect(abs(one.leastP - min(1, leastFisher(failures))) < 1e-9)
                #expect(abs(attainable - least) < 1e-9)
            }
        }
    }

    private func leastFisher(_ failures: Int) -> Double {
        (max(0, failures - 2)...min(3, failures)).map {
            FisherTest.pValue($0, 3 - $0, failures - $0, 2 - failures + $0)
        }
        .min() ?? 1
    }

    /// Thousands of tables, all alike or all different.
    @Test func manyTables() {
        let alike = test(Array(repeating: (1, 3, 1, 3), count: 5_000))
        #expect(abs(alike.pValue - 1) < 1e-9 && alike.leastP < 1e-300)
        let uneven: [Table] = (0..<5_000).map { ($0 % 20 == 0 ? 1 : $0 % 2, 1, $0 % 20 == 0 ? 0 : 1 - $0 % 2, 1) }
        // 2,750 of 5,000 throws of a coin.
        #expect(abs(test(uneven).pValue / 1.633_144_457e-12 - 1) < 1e-6)
        #expect(abs(test(uneven).projectedP(growth: 1) / test(uneven).pValue - 1) < 0.1)
        #expect(test(uneven).projectedP(growth: 4) < 1e-40)
        let different = test((1...60).map { (1, $0, 0, 2 * $0) })
        #expect(
            different.pValue < 1e-20 && different.pValue == test((1...60).reversed().map { (1, $0, 0, 2 * $0) }).pValue
        )
    }

    @Test func takesAnyCounts() {
        let odd = test([
            (-1, 2, 0, 3), (3, 2, 0, 3), (0, -4, 0, 3), (1, 2, .max, .max), (.min, .min, .min, .min), (0, 0, 0, 0),
            (2, 2, 3, 3), (0, 5, 0, 1), (0, .max, 1, .max),
        ])
        #expect(!odd.isInformative && odd.pValue == 1 && odd.leastP == 1 && odd.excess == 0)
        #expect(odd.projectedP(growth: 100) == 1 && StratifiedTest().pValue == 1)
    }
}
