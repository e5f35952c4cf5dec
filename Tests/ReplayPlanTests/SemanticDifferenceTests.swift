import JSONTree
import Testing

@testable import ReplayPlan

@Suite struct SemanticDifferenceTests {
    /// Place and statement of each difference.
    private func differences(_ recorded: [UInt8], _ now: [UInt8], rules: ValueRules = ValueRules()) throws -> [String] {
        var places = PlaceTable()
        var found = Differences()
        let before = RecordedJSON(try JSONDocument.parse(recorded))
        let after = try JSONDocument.parse(now)
        var comparison = SemanticDifference(before, rules: rules)
        comparison.find(before.document.root, after.root, places: &places, into: &found)
        return found.entries.map { places.text($0.place) + " " + $0.statement }
    }

    private func differences(_ recorded: String, _ now: String) throws -> [String] {
        try differences(Array(recorded.utf8), Array(now.utf8))
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func spellingIsNoDifference(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let value = random.document()
        let same = random.respelled(value).serialized(pretty: seed % 2 == 0)
        #expect(try differences(value.serialized(), value.serialized()) == [])
        #expect(try differences(value.serialized(), same) == [])
        #expect(try differences(same, value.serialized()) == [])
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func aSingleChangeIsFoundWhereItIs(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let value = random.document()
        let (changed, pointer) = random.changed(value)
        let found = try differences(value.serialized(), random.respelled(changed).serialized())
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(pointer.description + " ") == true, "\(found) is not at \(pointer)")
    }

    @Test func numbersAreComparedExactly() throws {
        let same = ["1": "1.0", "100": "1e2", "0": "-0.0e7", "0.05": "5e-2", "-1.50": "-15E-1", "0e999": "0"]
        for (left, right) in same { #expect(try differences("[\(left)]", "[\(right)]") == []) }
        let different = [
            "9007199254740993": "9007199254740992", "0.1": "0.10000000000000001", "1": "-1", "1e400": "1e401",
            "10": "1", "1e99999999999999999999": "1e99999999999999999998", "0.5": "5",
        ]
        for (left, right) in different { #expect(try differences("[\(left)]", "[\(right)]").count == 1) }
    }

    @Test func textsAreComparedAsBytes() throws {
        // Swift takes the two for equal.
        #expect(try differences(#"{"a":"\u00e9"}"#, #"{"a":"e\u0301"}"#).count == 1)
        #expect(try differences(#"{"\u00e9":1}"#, #"{"e\u0301":1}"#).count == 1)
    }

    @Test func saysWhatChanged() throws {
        #expect(try differences(#"{"n":9}"#, #"{"n":7}"#) == ["/n is 7, was 9"])
        #expect(try differences(#"{"n":9}"#, #"{"n":"9"}"#) == [#"/n is "9", was 9"#])
        #expect(try differences(#"{"n":{}}"#, #"{"n":null}"#) == ["/n is null, was an object"])
        #expect(try differences(#"{"a/b":1}"#, "{}") == ["/a~1b is missing"])
        #expect(try differences("[1,2]", "[1]") == ["the body has 1 element, had 2"])
        #expect(try differences("1", "2") == ["the body is 2, was 1"])
        #expect(try differences("[[1],2]", "[[3],2]") == ["/*/* is 3, was 1"])
        let long = String(repeating: "ä", count: 5_000)
        let statement = try differences(#"["a"]"#, "[\"\(long)\"]").first ?? ""
        #expect(statement.count < 120 && statement.contains("…"))
    }

    @Test func newMembersAreNone() throws {
        #expect(try differences(#"{"a":1}"#, #"{"b":2,"a":1}"#) == [])
    }

    @Test func ofDuplicateNamesTheLastCounts() throws {
        #expect(try differences(#"{"a":1,"a":2}"#, #"{"a":2}"#) == [])
        #expect(try differences(#"{"a":2}"#, #"{"a":1,"a":2}"#) == [])
        #expect(try differences(#"{"a":1,"a":2}"#, #"{"a":1}"#) == ["/a is 1, was 2"])
    }

    @Test func membersOfListsAreMatchedByTheirNames() throws {
        func list(_ members: String...) -> String { "{\"hydra:member\":[" + members.joined(separator: ",") + "]}" }
        let a = #"{"@id":"/a","v":1}"#
        let b = #"{"@id":"/b","v":2}"#
        let c = #"{"v":3,"@id":"/c"}"#
        #expect(try differences(list(a, b), list(b, a)) == [])
        #expect(try differences(list(a, b), list(b)) == ["/hydra:member lacks /a"])
        #expect(try differences(list(a), list(c, a)) == ["/hydra:member has the new /c"])
        #expect(try differences(list(a, b), list(c)) == ["/hydra:member lacks /a and 1 more and has the new /c"])
        #expect(try differences(list(), list(a)) == ["/hydra:member has the new /a"])
        #expect(try differences(list(a, b), list(#"{"@id":"/b","v":9}"#, a)) == ["/hydra:member/*/v is 9, was 2"])
        // One name twice.
        #expect(try differences(list(a, a), list(a, a)) == [])
        #expect(try differences(list(a, a), list(a)) == ["/hydra:member lacks /a"])
        #expect(try differences(list(a), list(a, a)) == ["/hydra:member has the new /a"])
    }

    @Test func namesThatHoldForOneAnswerOnlySayNothing() throws {
        let before = #"[{"@id":"_:b0","v":1},{"@id":"_:b1","v":2}]"#
        #expect(try differences(before, #"[{"@id":"_:x","v":1},{"@id":"_:y","v":2}]"#) == [])
        #expect(try differences(before, #"[{"@id":"_:x","v":2},{"@id":"_:y","v":1}]"#).first == "/*/v is 2, was 1")
        let genid = #"{"@id":"/.well-known/genid/1"}"#
        #expect(try differences(genid, #"{"@id":"/.well-known/genid/2"}"#) == [])
    }

    @Test func theSameServerUnderAnotherAddress() throws {
        let rules = ValueRules(recordedOrigin: Array("http://a:1".utf8), origin: Array("http://b".utf8))
        func same(_ left: String, _ right: String) throws -> Bool {
            try differences(Array("[\"\(left)\"]".utf8), Array("[\"\(right)\"]".utf8), rules: rules).isEmpty
        }
        #expect(try same("http://a:1/x", "http://b/x"))
        #expect(try !same("http://a:1/x", "http://b/y"))
        #expect(try !same("http://c/x", "http://b/x"))
    }

    @Test func standInsOfTwoKeysAreNotCompared() throws {
        let one = "redacted-name-0123456789ab"
        let two = "redacted-name-ba9876543210"
        func found(_ left: String, _ right: String, sameKeys: Bool) throws -> Int {
            let rules = ValueRules(sameKeys: sameKeys)
            return try differences(Array("[\"\(left)\"]".utf8), Array("[\"\(right)\"]".utf8), rules: rules).count
        }
        #expect(try found(one, two, sameKeys: true) == 1)
        #expect(try found(one, two, sameKeys: false) == 0)
        #expect(try found("for \(one)!", "for \(two)!", sameKeys: false) == 0)
        #expect(try found("for \(one)!", "to \(two)!", sameKeys: false) == 1)
        #expect(try found(one, "Ann", sameKeys: false) == 1)
        #expect(try found("Ann", one, sameKeys: false) == 1)
    }

    @Test func hostileTextsTakeLinearTime() throws {
        let deep = String(repeating: #"{"a":["#, count: 255) + "1" + String(repeating: "]}", count: 255)
        let changed = deep.replacing("1", with: "2")
        #expect(try differences(deep, deep) == [])
        let found = try differences(deep, changed)
        #expect(found.count == 1 && found.first.map { $0.utf8.count < 400 } == true)
        let wide = { (offset: Int) in
            "{" + (0..<30_000).map { "\"k\($0)\":\($0 + offset)" }.joined(separator: ",") + "}"
        }
        #expect(try differences(wide(0), wide(1)).count == Differences.most)
        let list = { (order: [Int]) in "[" + order.map { "{\"@id\":\"\($0)\"}" }.joined(separator: ",") + "]" }
        #expect(try differences(list(Array(0..<30_000)), list((0..<30_000).reversed())) == [])
        let changing = { (value: Int) in
            "[" + (0..<30_000).map { "{\"@id\":\"\($0)\",\"v\":\(value)}" }.joined(separator: ",") + "]"
        }
        #expect(try differences(changing(1), changing(2)) == ["/*/v is 2, was 1"])
        let twins = "[" + Array(repeating: #"{"@id":"x"}"#, count: 30_000).joined(separator: ",") + "]"
        #expect(try differences(twins, twins) == [])
    }

    @Test func placesAreBounded() {
        var places = PlaceTable()
        for number in 0..<50_000 { _ = places.child(of: PlaceTable.body, Array("k\(number)".utf8)) }
        let last = places.child(of: PlaceTable.body, Array("one more".utf8))
        #expect(last == PlaceTable.elsewhere)
        #expect(places.child(of: last, [0x61]) == PlaceTable.elsewhere)
        #expect(places.text(last) == "one of too many places")
    }
}
