import ExchangeModel
import ReplayPlan
import Testing

@Suite struct ConditionFindingTests {
    private func attempts(_ rows: [(Bool, HeaderList)]) -> [Attempt] {
        rows.enumerated().map { index, row in
            let found = exchange(row.0 ? 503 : 200, row.0 ? unavailable : "{}", headers: row.1)
            return attempt(index + 1, row.0 ? .failed(signature("503")) : .passed, found)
        }
    }

    @Test func namesTheNodeThatFails() throws {
        let nodes = [3, 1, 2, 3, 1, 2, 4, 3, 1, 2]
        let found = ConditionFinding.candidates(
            in: attempts(nodes.map { ($0 == 3, ["X-Served-By": "node-\($0)", "Server": "nginx"]) })
        )
        let first = try #require(found.first)
        #expect(found.count == 1)
        // 4 values tested, 1/120 for the best.
        #expect(abs(first.pValue - 4.0 / 120) < 1e-12)
        #expect(first.line == "candidate: X-Served-By: node-3 (3 of 3 fail; elsewhere 0 of 7; p = 0.03 after Holm)")
    }

    @Test func doesNotCryWolf() {
        // Two nodes that fail alike; a header that the failure itself changes; one that is always new; no failure at all.
        let alike = (0..<20).map { ($0 % 4 == 0, HeaderList([.init("X-Served-By", "node-\($0 / 4 % 2)")])) }
        #expect(ConditionFinding.candidates(in: attempts(alike)).isEmpty)
        let consequence = (0..<10).map {
            ($0 < 5, HeaderList([.init("Cache-Control", $0 < 5 ? "no-store" : "private")]))
        }
        #expect(ConditionFinding.candidates(in: attempts(consequence)).isEmpty)
        let unique = (0..<20).map { ($0 < 10, HeaderList([.init("Via", "hop-\($0)")])) }
        #expect(ConditionFinding.candidates(in: attempts(unique)).isEmpty)
        let never = (0..<10).map { (false, HeaderList([.init("X-Served-By", "node-\($0 % 2)")])) }
        #expect(ConditionFinding.candidates(in: attempts(never)).isEmpty)
        #expect(ConditionFinding.candidates(in: []).isEmpty)
    }

    @Test func testsTheHalvesOfASplitOnce() throws {
        let rows = (0..<12).map { ($0 % 2 == 0, HeaderList([.init("X-Cache", $0 % 2 == 0 ? "HIT" : "MISS")])) }
        let found = ConditionFinding.candidates(in: attempts(rows))
        #expect(found.map(\.value) == ["HIT"])
        #expect(found.first.map { abs($0.pValue - 2.0 / 924) < 1e-12 } == true)
        #expect(found.first?.description.hasSuffix("p = 0.002 after Holm)") == true)
    }

    @Test func leavesTheInconclusiveOut() {
        var all = attempts((0..<10).map { ($0 < 3, ["X-Served-By": $0 < 3 ? "node-3" : "node-1"]) })
        for index in 0..<20 {
            all.append(attempt(index, .inconclusive(.quota), exchange(429, "{}", headers: ["X-Served-By": "node-3"])))
        }
        #expect(ConditionFinding.candidates(in: all).first?.counted == 3)
    }
}
