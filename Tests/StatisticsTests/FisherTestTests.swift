import Testing

@testable import Statistics

@Suite struct FisherTestTests {
    /// Fisher's own tea tasting, and a table of the literature.
    @Test func knownTables() {
        #expect(abs(FisherTest.pValue(3, 1, 1, 3) - 34.0 / 70) < 1e-12)
        #expect(abs(FisherTest.pValue(4, 0, 0, 4) - 2.0 / 70) < 1e-12)
        #expect(abs(FisherTest.pValue(1, 9, 11, 3) - 0.002_759_456_185_220_1) < 1e-12)
        #expect(FisherTest.pValue(0, 0, 0, 0) == 1)
        #expect(FisherTest.pValue(5, 0, 7, 0) == 1)
        #expect(FisherTest.pValue(-1, 2, 3, 4) == 1)
    }

    /// Every table of up to twelve, with whole numbers: a table's likelihood is a product of binomials.
    @Test func everySmallTableByCounting() {
        func choose(_ n: Int, _ k: Int) -> Int {
            k < 0 || k > n ? 0 : (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) }
        }
        var wrong: [String] = []
        for total in 1...12 {
            for row in 0...total {
                for column in 0...total {
                    let ways = (0...row).map { choose(column, $0) * choose(total - column, row - $0) }
                    for (a, own) in ways.enumerated() where own > 0 {
                        let expected = Double(ways.filter { $0 <= own }.reduce(0, +)) / Double(choose(total, row))
                        let found = FisherTest.pValue(a, row - a, column - a, total - row - column + a)
                        if abs(found - expected) > 1e-9 { wrong.append("\(a) of \(row), \(column), \(total)") }
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    /// By whole numbers of any size.
    @Test func largeTables() {
        #expect(abs(FisherTest.pValue(30, 2_970, 10, 2_990) / 0.002_148_931_699_646_073 - 1) < 1e-9)
        #expect(abs(FisherTest.pValue(300, 700, 200, 1_800) / 3.205_915_156_871_970_7e-41 - 1) < 1e-9)
        #expect(abs(FisherTest.pValue(520, 480, 480, 520) / 0.081_110_060_579_133_38 - 1) < 1e-9)
        #expect(abs(FisherTest.pValue(7, 3_993, 0, 4_000) / 0.015_584_004_891_786_189 - 1) < 1e-9)
        #expect(FisherTest.pValue(5_000, 0, 0, 5_000) == 0)
        #expect(FisherTest.pValue(1 << 29, 0, 0, 1 << 29) == 0)
        #expect(FisherTest.pValue(.max, .max, 1, 1) == 1)
        #expect(FisherTest.pValue(.min, 0, 0, 0) == 1)
    }

    @Test func holmsExample() {
        let adjusted = FisherTest.holm([0.01, 0.04, 0.03, 0.005])
        for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(found - expected) < 1e-12) }
        #expect(FisherTest.holm([]) == [])
        #expect(FisherTest.holm([0.9, 0.8]) == [1, 1])
    }
}
