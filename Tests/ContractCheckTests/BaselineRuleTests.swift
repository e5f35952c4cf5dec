import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct BaselineRuleTests {
    /// Four pages of ten: `a` always, `rare` in one item of each page, `state` one of two words.
    private func baseline() throws -> ShapeBaseline {
        try Recordings.baseline((0..<4).map { _ in page() })
    }

    private func page(_ item: String? = nil) -> String {
        Recordings.page(10) { index in
            item
                ?? #"{"a":"x y","state":"\#(index % 2 == 0 ? "OPEN" : "SHUT")","n":1\#(index == 0 ? #","rare":1"# : "")}"#
        }
    }

    @Test func theSameAnswersAreFine() throws {
        #expect(try Recordings.noticed([page(), page()], against: baseline()).isEmpty)
    }

    @Test(
        arguments: [
            (#"{"state":"OPEN","n":1,"rare":1}"#, ["baseline.removed /items/*/a"]),
            (#"{"a":5,"state":"OPEN","n":1,"rare":1}"#, ["baseline.type /items/*/a"]),
            (#"{"a":"x y","state":"OPEN","n":null,"rare":1}"#, ["baseline.null /items/*/n"]),
            (#"{"a":"x y","state":"LOST","n":1,"rare":1}"#, ["baseline.word /items/*/state"]),
            (#"{"a":"x y","state":"two words","n":1,"rare":1}"#, ["baseline.word /items/*/state"]),
            (#"{"a":"x y","state":"OPEN","n":1,"rare":1,"more":{"x":1}}"#, ["baseline.added /items/*/more"]),
            (#"{"a":"x y","state":"OPEN","n":1}"#, []),
            (
                #"{"a":{},"state":["OPEN"],"n":"1","rare":1}"#,
                ["baseline.type /items/*/a", "baseline.type /items/*/n", "baseline.type /items/*/state"]
            ),
        ] as [(String, [String])]
    )
    func whatChangedIsNoticed(item: String, expected: [String]) throws {
        #expect(try Recordings.noticed([page(item)], against: baseline()) == expected)
    }

    @Test func severitiesAndPlaces() throws {
        let found = try Recordings.observed([page(), page(#"{"a":null,"more":1}"#)], against: baseline())
        let byRule = Dictionary(grouping: found) { $0.observation.rule }
        #expect(byRule["baseline.added"]?[0].observation.severity == .info)
        #expect(byRule["baseline.null"]?[0].observation.severity == .warning)
        // A null is shown where it was first seen.
        #expect(byRule["baseline.null"]?[0].context.number == 2)
        #expect(byRule["baseline.null"]?[0].observation.count == 10)
        #expect(byRule["baseline.null"]?[0].observation.message == "null, for the first time after 40 values")
        // `n` and `state` are in half of the items still: too few before to say that they must be in all.
        #expect(byRule["baseline.removed"] == nil && byRule["baseline.absent"] == nil)
        let gone = try Recordings.observed([page(#"{"a":"x"}"#)], against: baseline())
        #expect(gone.map(\.observation.severity) == [.error, .error])
        #expect(gone[0].observation.message == "gone: in none of 10 objects, in 40 of 40 before")
        #expect(gone[0].context.operation == "GET /things" && gone[0].context.status == 200)
        #expect(gone.allSatisfy { $0.observation.blame == .api })
    }

    @Test func missingNowAndThenNeedsMore() throws {
        let before = try Recordings.baseline((0..<12).map { _ in page() })
        let found = try Recordings.observed([page(), page(#"{"a":"x","state":"OPEN"}"#)], against: before)
        #expect(found.map(\.observation.rule) == ["baseline.absent"])
        #expect(found[0].observation.severity == .warning)
        #expect(found[0].observation.message == "missing in 10 of 20 objects, in 120 of 120 before")
    }

    /// A field in 60 % of the answers: nine answers without it are chance, more are not.
    @Test func aRareFieldDoesNotFlap() throws {
        let before = try Recordings.baseline((0..<20).map { $0 % 5 < 3 ? #"{"a":1,"rare":1}"# : #"{"a":1}"# })
        // (1 - 12/24)^9 is 0.00195, (1 - 12/24)^10 is 0.00098.
        #expect(try Recordings.noticed(Array(repeating: #"{"a":1}"#, count: 9), against: before).isEmpty)
        #expect(
            try Recordings.noticed(Array(repeating: #"{"a":1}"#, count: 10), against: before)
                == ["baseline.removed /rare"]
        )
        let mixed = Array(repeating: #"{"a":1}"#, count: 100) + [#"{"a":1,"rare":2}"#]
        #expect(try Recordings.noticed(mixed, against: before).isEmpty)
    }

    @Test func tooFewAnswersProveNothing() throws {
        // Two bodies, however many items.
        let two = try Recordings.baseline([page(), page()])
        #expect(try Recordings.noticed([page(#"{"q":1}"#)], against: two) == ["baseline.not-compared "])
        // Nineteen objects in three bodies and more: nothing is missed yet.
        let nineteen = try Recordings.baseline(Array(repeating: #"{"a":"x y"}"#, count: 19))
        #expect(try Recordings.noticed([#"{"b":1}"#], against: nineteen).isEmpty)
        let twenty = try Recordings.baseline(Array(repeating: #"{"a":"x y"}"#, count: 20))
        #expect(try Recordings.noticed([#"{"b":1}"#], against: twenty) == ["baseline.added /b", "baseline.removed /a"])
        // Another type needs five values.
        let four = try Recordings.baseline(Array(repeating: #"{"a":"x y"}"#, count: 4))
        #expect(try Recordings.noticed([#"{"a":1}"#], against: four).isEmpty)
        let five = try Recordings.baseline(Array(repeating: #"{"a":"x y"}"#, count: 5))
        #expect(try Recordings.noticed([#"{"a":1}"#], against: five) == ["baseline.type /a"])
        #expect(try Recordings.noticed([#"{"a":1}"#], against: ShapeBaseline()) == ["baseline.not-compared "])
    }

    @Test func aWordSeenOnceMakesNoEnumeration() throws {
        var bodies = Array(repeating: #"{"s":"OPEN"}"#, count: 20) + [#"{"s":"ONCE"}"#]
        #expect(try Recordings.noticed([#"{"s":"NEW"}"#], against: Recordings.baseline(bodies)).isEmpty)
        bodies.append(#"{"s":"ONCE"}"#)
        #expect(try Recordings.noticed([#"{"s":"NEW"}"#], against: Recordings.baseline(bodies)) == ["baseline.word /s"])
    }

    /// Stand-ins are neither new words nor another type, and a null that was replaced is still one.
    @Test func redactionNeitherHidesNorInvents() throws {
        let before = try Recordings.baseline(
            (0..<20).map { #"{"email":"a\#($0)@example.test","phone":"+1 555 010\#($0)"}"# }
        )
        #expect(try Recordings.noticed([#"{"email":"z@example.test","phone":"+1 555 0199"}"#], against: before).isEmpty)
        #expect(
            try Recordings.noticed([#"{"email":null,"phone":5550199}"#], against: before)
                == ["baseline.null /email", "baseline.type /phone"]
        )
    }

    /// One value of which nothing was kept may have been of any type, null among them.
    @Test func anUnknownValueMayHaveBeenAnything() throws {
        let bodies = Array(repeating: #"{"a":1}"#, count: 30)
        let known = String(decoding: try Recordings.baseline(bodies).serialized(), as: UTF8.self)
        let unknown = known.replacing(#"{"number":30}"#, with: #"{"number":29},"unknown":1"#)
        #expect(unknown != known)
        let before = try ShapeBaseline(parsing: Array(unknown.utf8))
        #expect(try Recordings.noticed([#"{"a":"x"}"#, #"{"a":null}"#], against: before).isEmpty)
        #expect(
            try Recordings.noticed([#"{"a":"x"}"#, #"{"a":null}"#], against: Recordings.baseline(bodies))
                == ["baseline.null /a", "baseline.type /a"]
        )
    }

    @Test func whatWasLeftOutProvesNothing() throws {
        let wide = "{" + (0..<5_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
        let before = try Recordings.baseline(Array(repeating: #"{"a":1}"#, count: 20))
        let found = try Recordings.noticed([wide], against: before)
        #expect(!found.contains("baseline.removed /a"))
        let truncated = try Recordings.baseline(Array(repeating: wide, count: 20))
        #expect(try !Recordings.noticed([#"{"k1":1,"new":1}"#], against: truncated).contains("baseline.added /new"))
    }

    /// Through the checker, as `check --baseline` will have it.
    @Test func findingsHaveStableFingerprints() throws {
        let checker = ContractChecker(
            operations: try Answers.table(),
            rules: [],
            recordingRules: [BaselineRule(try baseline())]
        )
        func findings(_ body: String) -> [Finding] {
            checker.check([(3, Answers.exchange(body: Answers.body(body)))]).findings
        }
        let one = findings(page(#"{"a":5,"state":"OPEN","n":1,"rare":1}"#))
        let other = findings(page(#"{"a":true,"state":"SHUT","n":1,"rare":1}"#))
        #expect(one.map(\.fingerprint) == other.map(\.fingerprint))
        #expect(one.count == 1 && one[0].severity == .error && one[0].samples[0].exchange == 3)
    }
}
