import ExchangeModel
import JSONTree
import Redaction
import TestSupport
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct ShapeBaselineTests {
    private func node(_ baseline: ShapeBaseline, _ path: String) -> BodyShape.Node? {
        JSONPointer(parsing: path).flatMap { Recordings.shape(baseline)?.node(at: $0) }
    }

    @Test func placesAreCountedInTheirParents() throws {
        let baseline = try Recordings.baseline([
            #"{"items":[{"a":1,"state":"OPEN"},{"a":null}],"a":1,"a":"x"}"#, #"{"items":[]}"#, #"[true]"#,
        ])
        let root = try #require(node(baseline, ""))
        #expect(root.seen == 3 && root.bodies == 3 && root[.object] == 2 && root[.array] == 1 && root.objectBodies == 2)
        let item = try #require(node(baseline, "/items/*"))
        #expect(item.seen == 2 && item.bodies == 1 && item[.object] == 2)
        let a = try #require(node(baseline, "/items/*/a"))
        #expect(a.seen == 2 && a[.number] == 1 && a[.null] == 1)
        #expect(node(baseline, "/items/*/state")?.strings.words == ["OPEN": 1])
        // Of duplicate keys the last counts, once.
        #expect(node(baseline, "/a")?.seen == 1)
        #expect(node(baseline, "/a")?[.string] == 1)
        #expect(node(baseline, "/*")?[.bool] == 1)
        #expect(baseline.entries.map(\.key.text) == ["GET /things 200 application/json"])
    }

    /// What redaction replaced keeps its type; its value is nobody's word.
    @Test func replacedValuesAreLearnedByTheirShape() throws {
        let baseline = try Recordings.baseline([#"{"email":"ann.smith@example.test","firstName":"Ann","n":null}"#])
        for path in ["/email", "/firstName"] {
            let value = try #require(node(baseline, path))
            #expect(value[.string] == 1 && value.strings.hidden == 1 && value.strings.words.isEmpty)
        }
        let text = String(decoding: baseline.serialized(), as: UTF8.self)
        #expect(!text.contains("Ann") && !text.contains("redacted") && !text.contains("example.test"))
    }

    @Test func statusesAndTypesAreApart() throws {
        var baseline = ShapeBaseline()
        baseline.learn(try Recordings.subject("{}"))
        baseline.learn(try Recordings.subject("{}", type: "application/ld+json; charset=utf-8"))
        baseline.learn(try Recordings.subject("{}", status: 404))
        baseline.learn(try Recordings.subject("{}", target: "/unknown/x/y"))
        baseline.learn(try Recordings.subject("not json", type: "text/plain"))
        #expect(
            baseline.entries.map(\.key.text) == [
                "GET /things 200 application/json", "GET /things 200 application/ld+json",
                "GET /things 404 application/json",
            ]
        )
    }

    @Test func requestsThatWereAcceptedAreLearned() throws {
        var baseline = ShapeBaseline()
        baseline.learn(try Recordings.posted(#"{"wish":1}"#))
        baseline.learn(try Recordings.posted(#"{"wish":2}"#, status: 422))
        let requests = baseline.shapes.filter { $0.key.direction == .request }
        #expect(requests.count == 1)
        #expect(requests.values.first?.bodies == 1)
        #expect(requests.keys.first?.status == nil)
    }

    @Test func hostileBodiesMeetLimits() throws {
        let wide = "{" + (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
        let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        let long = "{\"" + String(repeating: "x", count: 100_000) + "\":1,\"*\":2}"
        for (body, most) in [(wide, BodyShape.mostNodes), (deep, BodyShape.deepest + 1), (long, 1)] {
            let shape = try #require(Recordings.shape(try Recordings.baseline([body])))
            #expect(shape.nodes.count == most)
            #expect(shape.isTruncated)
            let again = try ShapeBaseline(parsing: try Recordings.baseline([body]).serialized())
            #expect(again.serialized() == (try Recordings.baseline([body]).serialized()))
        }
        var baseline = ShapeBaseline()
        for index in 0..<(ShapeBaseline.mostEntries + 5) {
            baseline.learn(try Recordings.subject("{}", type: "application/t\(index)+json"))
        }
        #expect(baseline.entries.count == ShapeBaseline.mostEntries && baseline.isTruncated)
    }

    private func body(_ generator: inout SeededGenerator, depth: Int = 0) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &generator) {
        case 0: return "null"
        case 1: return "true"
        case 2: return "\(Int.random(in: 0..<9, using: &generator))"
        case 3: return "\"" + ["OPEN", "SHUT", "free text", "é"][Int.random(in: 0..<4, using: &generator)] + "\""
        case 4: return "\"W\(Int.random(in: 0..<30, using: &generator))\""
        case 5:
            let items = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in body(&generator, depth: depth + 1) }
            return "[" + items.joined(separator: ",") + "]"
        default:
            let members = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                let key = ["a", "b/c", "~", "e\u{301}", "é", ""][Int.random(in: 0..<6, using: &generator)]
                return "\"\(key)\":" + body(&generator, depth: depth + 1)
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// In whatever order, in one go or in parts, and over a file in between: the same bodies teach the same.
    @Test func learningAndMergingCommute() throws {
        var generator = SeededGenerator(seed: 51)
        for _ in 0..<60 {
            let bodies = (0..<8).map { _ in body(&generator) }
            let whole = try Recordings.baseline(bodies).serialized()
            #expect(try Recordings.baseline(bodies.shuffled(using: &generator)).serialized() == whole)
            var first = try Recordings.baseline(Array(bodies[..<3]))
            let second = try Recordings.baseline(Array(bodies[3...]))
            var other = try ShapeBaseline(parsing: second.serialized())
            first.merge(second)
            #expect(first.serialized() == whole)
            other.merge(try Recordings.baseline(Array(bodies[..<3])))
            #expect(other.serialized() == whole)
            // What was learned is found again.
            #expect(try ShapeBaseline(parsing: whole).serialized() == whole)
        }
    }
}
