import Testing

@testable import ReplayPlan

@Suite struct ConditionTableTests {
    private func table(_ failed: Int, _ counted: Int, _ elsewhere: Int, _ countedElsewhere: Int) -> ConditionTable {
        ConditionTable(failed: failed, counted: counted, failedElsewhere: elsewhere, countedElsewhere: countedElsewhere)
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
        let alone = ConditionTable.family(hopeless + [strong], level: 0.05)
        #expect(alone.factor == 1 && alone.members == [50])
        // Tarone's factor is the least that as many tables as it reach: 1/120 suffices for five, not for seven.
        let middling = Array(repeating: table(1, 3, 2, 7), count: 7)
        #expect(ConditionTable.family(Array(middling.prefix(5)), level: 0.05).factor == 5)
        #expect(ConditionTable.family(middling, level: 0.05).members.isEmpty)
        #expect(ConditionTable.family(middling + [strong], level: 0.05).members == [7])
        #expect(ConditionTable.family([], level: 0.05).members.isEmpty)
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
        var projection = ConditionProjection([table(4, 10, 1, 10)], level: 0.05)
        let found = projection.moreCalls(for: table(4, 10, 1, 10))
        let more = try #require(found)
        #expect(table(4, 10, 1, 10).grown(by: more).pValue <= 0.05)
        #expect(table(4, 10, 1, 10).grown(by: more - 1).pValue > 0.05)
        // Rates that hardly differ take more than anybody has.
        let hopeless = projection.moreCalls(for: table(50, 100, 49, 100))
        #expect(hopeless == nil)
    }
}
