import JSONTree
import ReplayPlan
import TestSupport
import Testing

@Suite struct MinimiserReportTests {
    private func minimiser(
        _ count: Int = 20,
        budget: Int = 600,
        measured: (failed: Int, of: Int)? = nil,
        fails: ([Int]) -> Bool?
    ) throws -> FlowMinimiser {
        var result = try #require(
            FlowMinimiser(
                count: count,
                sources: Array(repeating: [], count: count),
                floor: 0.5,
                budget: budget,
                measured: measured
            )
        )
        drive(&result, each: fails)
        return result
    }

    @Test func saysWhatIsLeftAndHowSureThatIs() throws {
        let result = try minimiser { Set($0).isSuperset(of: [2, 8, 13]) }
        let lines = MinimiserReport(result).lines
        #expect(lines.first == "20 exchanges → 4: steps 3, 9, 14 and 20; \(result.requestsSpent) of 600 requests")
        #expect(
            lines.dropFirst() == [
                "fails 10 out of 10 times (100 %, 95 % interval 69–100 %) in fresh attempts after the search",
                "none of these can go alone",
            ]
        )
    }

    @Test func saysWhenNothingWasRemoved() throws {
        let never = MinimiserReport(try minimiser { _ in false }).lines
        #expect(never.first?.hasPrefix("20 exchanges, none removed; ") == true)
        #expect(never.last == "the whole flow does not fail in 50 % of the attempts, so nothing was removed")
        let silent = MinimiserReport(try minimiser { _ in nil }).lines
        #expect(silent.last == "ended because attempt after attempt was inconclusive")
        let poor = MinimiserReport(try minimiser(budget: 1) { _ in true }).lines
        #expect(
            poor == [
                "20 exchanges, none removed; 0 of 1 request",
                "the budget ended the search: more may go with a larger one",
            ]
        )
        let single = MinimiserReport(try minimiser(1) { _ in true }).lines
        #expect(single == ["1 exchange, none removed; 2 of 600 requests", "none of them can go"])
    }

    @Test func saysWhenNothingIsConfirmed() throws {
        let whole = try minimiser(2) { _ in true }
        #expect(MinimiserReport(whole).lines.first?.hasPrefix("2 exchanges → 1: step 2; ") == true)
        let poor = try minimiser(2, budget: 8) { _ in true }
        #expect(poor.smallest == [1])
        #expect(MinimiserReport(poor).lines[1] == "not confirmed: no fresh attempts were made with what is left")
    }

    @Test func writesRowsAsRanges() {
        #expect(MinimiserReport.list([]) == "")
        #expect(MinimiserReport.list([4]) == "5")
        #expect(MinimiserReport.list([0, 1]) == "1 and 2")
        #expect(MinimiserReport.list([0, 1, 2, 3, 8, 19]) == "1–4, 9 and 20")
    }

    @Test func keepsTheEvidence() throws {
        let result = try minimiser(3, budget: 100, measured: (3, 4)) { $0.contains(0) }
        let text = MinimiserReport(result).json.text
        let start =
            #"{"exchanges":3,"kept":[1,3],"ended":"minimal","floor":0.5,"null":0.01,"budget":100,"#
            + #""requests":\#(result.requestsSpent),"measured":{"attempts":4,"failed":3},"#
            + #""confirmation":{"steps":"1,3","attempts":10,"failed":10,"requests":20,"verdict":"fails","fresh":true,"#
            + #""low":0.69"#
        #expect(text.hasPrefix(start), "\(text)")
        #expect(text.contains(#""tried":[{"steps":"3","attempts":5,"failed":0,"requests":5,"verdict":"passes"},"#))
        #expect(text.hasSuffix(#""level":0.95,"method":"Clopper-Pearson"}]}"#))
        #expect(throws: Never.self) { try JSONDocument.parse(MinimiserReport(result).json.serialized()) }
    }
}
