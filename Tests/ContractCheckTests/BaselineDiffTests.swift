import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct BaselineDiffTests {
    private func answers(_ body: String, _ count: Int = 20) throws -> ShapeBaseline {
        try Recordings.baseline(Array(repeating: body, count: count))
    }

    private func requests(_ body: String) throws -> ShapeBaseline {
        var baseline = ShapeBaseline()
        for _ in 0..<20 { baseline.learn(try Recordings.posted(body)) }
        return baseline
    }

    @Test func aReadersLossIsBreaking() throws {
        let old = try answers(#"{"a":1,"b":"x y","s":"ON","n":1}"#)
        let new = try answers(#"{"b":1,"s":"OFF","n":null,"c":2}"#)
        let diff = BaselineDiff(from: old, to: new)
        #expect(
            diff.changes.map { "\($0.path) \($0.keyword) \($0.isBreaking)" } == [
                "/a required true", "/b type true", "/c properties false", "/n type true", "/s enum true",
            ]
        )
        #expect(diff.changes.map(\.classification) == [.breaking, .breaking, .nonBreaking, .breaking, .breaking])
        #expect(diff.isBreaking && diff.notCompared.isEmpty)
        #expect(diff.changes(in: .request).isEmpty)
        #expect(!BaselineDiff(from: old, to: old).isBreaking)
        #expect(BaselineDiff(from: old, to: old).changes.isEmpty)
    }

    @Test func whatEachRequestCarriesNowMayBeRequired() throws {
        let diff = BaselineDiff(from: try requests(#"{"a":1,"b":1}"#), to: try requests(#"{"a":"x","c":1}"#))
        #expect(
            diff.changes(in: .request).map { "\($0.path) \($0.keyword) \($0.isBreaking)" } == [
                "/a type false", "/b required false", "/c properties true",
            ]
        )
        #expect(diff.changes(in: .response).isEmpty)
    }

    @Test func whatOnlyOneHasSeenIsNotCompared() throws {
        let diff = BaselineDiff(from: try answers("{}"), to: ShapeBaseline())
        #expect(diff.changes.isEmpty && diff.notCompared.map(\.text) == ["GET /things 200 application/json"])
        #expect(BaselineDiff(from: try answers("{}", 2), to: try answers("{}")).notCompared.count == 1)
    }
}
