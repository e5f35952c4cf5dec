import Testing

@testable import ReplayPlan

@Suite struct ConditionTableTests {
    private func table(_ failed: Int, _ counted: Int, _ elsewhere: Int, _ countedElsewhere: Int) -> ConditionTable {
        ConditionTable(failed: failed, counted: counted, failedElsewhere: elsewhere, countedElsewhere: countedElsewhere)
    }

    private func family(_ tables: [ConditionTable]) -> (factor: Int, members: [Int]) {
        ConditionProjection.family(tables.map(\.leastP), level: 0.05)
    }

    @Test func leastPIsThatOfTheMostUnequalTable() {
        #expect(abs(table(1, 3, 2, 7).leastP - 1.0 / 120) < 1e-12)
        #expect(table(1, 3, 2, 7).leastP == table(3, 3, 0, 7).pValue)
        // A half of one call can say little whatever its outcome.
        #expect(abs(table(0, 1, 3, 9).leastP - 0.3) < 1e-12)
    }

    /// One cut that can tell something among many that cannot is corrected for itself alone.
    @Test func cutsThatCannotSurviveCostNothing() {
        let hopeless = Array(repeating: table(0, 1, 10, 29), count: 50)
        let strong = table(9, 10, 1, 20)
        let alone = family(hopeless + [strong])
        #expect(alone.factor == 1 && alone.members == [50])
        // Tarone's factor is the least that as many tables as it reach: 1/120 suffices for five, not for seven.
        let middling = Array(repeating: table(1, 3, 2, 7), count: 7)
        #expect(family(Array(middling.prefix(5))).factor == 5)
        #expect(family(middling).members.isEmpty)
        #expect(family(middling + [strong]).members == [7])
        #expect(family([]).members.isEmpty)
    }

    @Test func growthKeepsRatesAndShares() {
        let grown = table(3, 3, 0, 7).grown(by: 10)
        #expect([grown.failed, grown.counted, grown.failedElsewhere, grown.countedElsewhere] == [6, 6, 0, 14])
        for more in 1...60 {
            let grown = table(2, 5, 7, 9).grown(by: more)
            #expect(grown.counted + grown.countedElsewhere == 14 + more)
            #expect(grown.failed <= grown.counted && grown.failedElsewhere <= grown.countedElsewhere)
            #expect(abs(Double(grown.failed) - 0.4 * Double(grown.counted)) <= 1)
        }
    }

    @Test func theProjectionIsTheLeastNumberAndHasAnEnd() throws {
        let evidence = ConditionEvidence(table(4, 10, 1, 10))
        var projection = ConditionProjection([evidence], attempts: 20, level: 0.05)
        let found = projection.moreAttempts(for: evidence)
        let more = try #require(found)
        #expect(table(4, 10, 1, 10).grown(by: more).pValue <= 0.05)
        #expect(table(4, 10, 1, 10).grown(by: more - 1).pValue > 0.05)
        // Rates that hardly differ take more than anybody has.
        let alike = ConditionEvidence(table(50, 100, 49, 100))
        var long = ConditionProjection([alike], attempts: 200, level: 0.05)
        let hopeless = long.moreAttempts(for: alike)
        #expect(hopeless == nil)
    }
}
