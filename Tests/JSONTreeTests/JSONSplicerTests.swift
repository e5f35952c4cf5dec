import JSONTree
import TestSupport
import Testing

@Suite struct JSONSplicerTests {
    private func splice(_ text: String, _ changes: [(Range<Int>, String)]) throws -> String {
        var splicer = JSONSplicer(try parse(text))
        for (range, new) in changes { splicer.replace(range, with: Array(new.utf8)) }
        return String(decoding: splicer.result(), as: UTF8.self)
    }

    @Test func replacesInAnyOrder() throws {
        #expect(try splice("[1, 22,3 ]", [(4..<6, "x"), (1..<2, "yy"), (7..<8, "")]) == "[yy, x, ]")
        #expect(try splice("[1]", []) == "[1]")
    }

    @Test func letsTheOuterWin() throws {
        #expect(try splice("[[1,2],3]", [(2..<3, "x"), (1..<6, "null"), (4..<5, "y")]) == "[null,3]")
        #expect(try splice("[12345]", [(1..<4, "a"), (3..<6, "b")]) == "[a45]")
        #expect(try splice("[1]", [(1..<2, "a"), (1..<2, "b")]) == "[a]")
    }

    @Test func insertsAndCutsOff() throws {
        #expect(try splice("[1]", [(1..<2, "2"), (1..<1, "0,")]) == "[0,2]")
        #expect(try splice("[1]", [(2..<999, "")]) == "[1")
        #expect(try splice("[1]", [(1..<1, "b,"), (1..<1, "a,")]) == "[b,a,1]")
        #expect(try splice("[1]", [(999..<1_000, "x")]) == "[1]x")
        // Inside of what is replaced nothing can be put in; right behind it something can.
        #expect(try splice("[12]", [(2..<2, "x"), (1..<3, "3"), (3..<3, ",4")]) == "[3,4]")
    }

    /// Every other byte stays: replaced by what stood there, or by something that is looked for afterwards.
    @Test func changesNothingOutsideTheRanges() throws {
        for seed in 0..<60 {
            var random = RandomJSON(seed: UInt64(seed))
            let bytes = random.spelled(random.value())
            let document = try JSONDocument.parse(bytes)
            var leaves: [JSONNode] = []
            collect(document.root, &leaves)
            let chosen = leaves.filter { _ in Bool.random(using: &random.generator) }
            var same = JSONSplicer(document)
            var other = JSONSplicer(document)
            for leaf in chosen.shuffled(using: &random.generator) {
                same.replace(leaf.range, with: leaf.lexeme)
                other.replace(leaf.range, with: Array("\"new\"".utf8))
            }
            #expect(same.result() == bytes)
            var expected: [UInt8] = []
            var position = 0
            for leaf in chosen {
                expected += bytes[position..<leaf.range.lowerBound] + Array("\"new\"".utf8)
                position = leaf.range.upperBound
            }
            expected += bytes[position...]
            #expect(other.result() == expected)
            #expect(error(expected) == nil)
        }
    }

    private func collect(_ node: JSONNode, _ leaves: inout [JSONNode]) {
        if node.kind != .array, node.kind != .object { leaves.append(node) }
        for element in node.elements { collect(element, &leaves) }
        for member in node.members { collect(member.value, &leaves) }
    }
}
