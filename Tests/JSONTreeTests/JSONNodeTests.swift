import JSONTree
import Testing

@Suite struct JSONNodeTests {
    @Test func keepsOrderDuplicatesLexemesAndRanges() throws {
        let text = #"{"b": 1.0, "a" : [ 1E2 ,-0], "b":"x\u0041"}"#
        let root = try parse(text).root
        #expect(root.kind == .object)
        #expect(root.count == 3)
        #expect(root.range == 0..<text.utf8.count)
        #expect(root.members.map { $0.key.string } == ["b", "a", "b"])
        #expect(root["b"]?.string == "xA")
        #expect(root["b"]?.lexeme == Array(#""x\u0041""#.utf8))
        #expect(root["b"]?.isEscaped == true)
        #expect(root["b"]?.contentRange == 34..<41)
        #expect(root["a"]?.elements.map { $0.lexeme } == [Array("1E2".utf8), Array("-0".utf8)])
        #expect(root["a"]?[1]?.lexeme == Array("-0".utf8))
        #expect(root["a"]?[2] == nil)
        #expect(root["a"]?[-1] == nil)
        #expect(root["c"] == nil)
        #expect(root[0] == nil)
        #expect(root["a"]?["b"] == nil)
    }

    @Test func comparesKeysByBytes() throws {
        let root = try parse("{\"e\u{301}\":1,\"\u{E9}\":2}").root
        #expect(root["\u{E9}"]?.int == 2)
        #expect(root["e\u{301}"]?.int == 1)
    }

    @Test func readsScalars() throws {
        let root = try parse(#"[true,false,null,9223372036854775807,9223372036854775808,1.5,1e400,-0,"a"]"#).root
        let nodes = Array(root.elements)
        #expect(nodes.map(\.kind) == [.bool, .bool, .null, .number, .number, .number, .number, .number, .string])
        #expect(nodes[0].bool == true)
        #expect(nodes[1].bool == false)
        #expect(nodes[2].isNull)
        #expect(nodes[3].int == Int.max)
        #expect(nodes[4].int == nil)
        #expect(nodes[4].double == 9_223_372_036_854_775_808)
        #expect(nodes[5].double == 1.5)
        #expect(nodes[6].double == nil)
        #expect(nodes[7].int == 0)
        #expect(nodes[8].int == nil)
        #expect(nodes[8].bool == nil)
        #expect(nodes[8].count == 0)
    }

    @Test func decodesEscapes() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00z""#).root.string == "\"\\/\u{8}\u{C}\n\r\té😀z")
        #expect(try parse(#""\ud83dx""#).root.string == "\u{FFFD}x")
        #expect(try parse(#""\udc00\ud83d\ud83d\ude00""#).root.string == "\u{FFFD}\u{FFFD}😀")
        #expect(try parse(#""\ud83d\u0041""#).root.string == "\u{FFFD}A")
    }

    @Test func findsEveryValueByItsPointer() throws {
        for seed in 0..<40 {
            var random = RandomJSON(seed: UInt64(seed))
            let document = try JSONDocument.parse(random.spelled(random.value()))
            walk(document.root, JSONPointer(), in: document)
        }
    }

    private func walk(_ node: JSONNode, _ pointer: JSONPointer, in document: JSONDocument) {
        #expect(document.pointer(to: node) == pointer)
        #expect(JSONPointer(parsing: pointer.description) == pointer)
        for (index, element) in node.elements.enumerated() { walk(element, pointer.appending(index), in: document) }
        for (key, value) in node.members {
            let name = key.string ?? ""
            #expect(document.pointer(to: key) == pointer.appending(name))
            walk(value, pointer.appending(name), in: document)
            if node[name]?.range == value.range {
                #expect(document.node(at: pointer.appending(name))?.range == value.range)
            }
        }
    }
}
