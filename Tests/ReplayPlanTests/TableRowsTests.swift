import Testing

@testable import ReplayPlan

@Suite struct TableRowsTests {
    private func differences(_ recorded: String, _ now: String) -> [String] {
        var places = PlaceTable()
        var found = Differences()
        guard let before = TableRows(Array(recorded.utf8)), let after = TableRows(Array(now.utf8)) else { return ["?"] }
        if let lost = before.lostColumn(in: after) { return ["lost \(lost)"] }
        before.difference(to: after, rules: ValueRules(), places: &places, into: &found)
        return found.entries.map { places.text($0.place) + " " + $0.statement }
    }

    @Test func spellingIsNoDifference() {
        let table = "a,b\n1,x y\n2,\n"
        #expect(differences(table, table) == [])
        #expect(differences(table, "\u{FEFF}a;b\r\n1;\"x y\"\r\n2;\"\"") == [])
        #expect(differences(table, "sep=|\nb|a\nx y|1\n|2") == [])
        #expect(differences("a\n\"x\"\"y\nz\"\n", "a\n\"x\"\"y\nz\"") == [])
        #expect(differences("", "") == [])
    }

    @Test func valuesAre() {
        #expect(differences("a,b\n1,2\n", "a,b\n1,3\n") == [#"column b is "3", was "2""#])
        #expect(differences("a,b\n1,2\n", "a\n1\n") == ["lost b"])
        #expect(differences("a\n1\n", "a,new\n1,2\n") == [])
        #expect(differences("a\n1\n2\n", "a\n1\n") == ["the table has 1 row, had 2"])
        #expect(differences("a\n1,5,7\n", "a\n1\n") == [])
    }

    @Test func columnsOfOneNameGoTogetherByTheirOrder() {
        #expect(differences("a,a\n1,2\n", "a,a\n1,2\n") == [])
        #expect(differences("a,b,a\n1,2,3\n", "b,a,new,a\n2,1,9,3\n") == [])
        #expect(differences("a,a\n1,2\n", "a,a\n1,3\n") == [#"column a is "3", was "2""#])
        #expect(differences("a,a\n1,2\n", "a,a\n2,1\n") == [#"column a is "2", was "1""#])
        #expect(differences("a,a\n1,2\n", "a\n1\n") == ["lost a"])
        #expect(differences("a\n1\n", "a,a\n1,2\n") == [])
    }

    /// Names are cells, empty lines are none.
    @Test func tooManyCellsAreNoTable() {
        for text in ["a,b\r\n\r\n1,2\r\n\r\n", "a,b\n1,2", "a\n\n\n\n\n1\n2\n3", ",,,", "a"] {
            #expect(TableRows(Array(text.utf8), mostCells: 4) != nil, "\(text)")
        }
        for text in ["a,b\n1,2\n3", ",,,,", "a\n1\n2\n3\n4", "a\n1\n2\n3\n\"4"] {
            #expect(TableRows(Array(text.utf8), mostCells: 4) == nil, "\(text)")
        }
    }

    @Test func rowsGoTogetherByTheirIDs() {
        #expect(differences("id,v\n1,a\n2,b\n", "id,v\n2,b\n1,a\n") == [])
        #expect(differences("id,v\n1,a\n2,b\n", "id,v\n2,c\n1,a\n") == [#"column v is "c", was "b""#])
        #expect(differences("id,v\n1,a\n2,b\n", "id,v\n3,b\n1,a\n") == ["the table lacks 1 and has 1 new row"])
        // Where they don't tell rows apart, by position.
        #expect(differences("id,v\n1,a\n1,b\n", "id,v\n1,b\n1,a\n").count == 1)
    }
}
