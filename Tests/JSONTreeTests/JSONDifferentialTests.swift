import Foundation
import JSONTree
import TestSupport
import Testing

/// The same inputs, most of them damaged, read by parsers that others wrote.
@Suite struct JSONDifferentialTests {
    private static func inputs(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = RandomJSON(seed: seed)
        return (0..<count).map { index in
            let bytes = random.spelled(random.value())
            return index % 4 == 0 ? bytes : random.damaged(bytes)
        }
    }

    /// Python keeps lexemes, order, duplicate keys and lone surrogates where it is asked to, so all can be compared.
    @Test func pythonReadsTheSame() throws {
        let inputs =
            Self.inputs(seed: 21, count: 3_000) + JSONParserTests.accepted.map { Array($0.utf8) }
            + JSONParserTests.refused.map { Array($0.utf8) }
        let script = #"""
            import json, re, sys
            class Number(str): pass
            class Members(list): pass
            def refuse(word): raise ValueError(word)
            def coded(text): return '"' + re.sub('[\ud800-\udfff]', '\ufffd', text).encode().hex()
            def flat(value):
                if value is None: return 'n'
                if value is True: return 't'
                if value is False: return 'f'
                if isinstance(value, Number): return '#' + value
                if isinstance(value, str): return coded(value)
                if isinstance(value, Members): return '{' + ''.join(coded(k) + flat(v) for k, v in value) + '}'
                return '[' + ''.join(map(flat, value)) + ']'
            data = open('inputs', 'rb').read()
            at = 0
            while at < len(data):
                length = int.from_bytes(data[at:at + 4], 'big')
                text = data[at + 4:at + 4 + length]
                at += 4 + length
                try:
                    print(flat(json.loads(text.decode('utf-8'), parse_int=Number, parse_float=Number,
                                          parse_constant=refuse, object_pairs_hook=Members)))
                except ValueError:
                    print('!')
            """#
        var file: [UInt8] = []
        for input in inputs {
            for shift in [24, 16, 8, 0] { file.append(UInt8(truncatingIfNeeded: input.count >> shift)) }
            file += input
        }
        guard let result = try run("python3", ["-c", script], files: ["inputs": file]) else { return }
        #expect(result.status == 0)
        let theirs = result.output.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        try #require(theirs.count == inputs.count)
        var accepted = 0
        for (input, their) in zip(inputs, theirs) {
            let ours = (try? JSONDocument.parse(input)).map { flat($0.root) } ?? [0x21]
            if ours != [0x21] { accepted += 1 }
            #expect(ours.elementsEqual(their), "\(String(decoding: input, as: UTF8.self).debugDescription)")
        }
        // The damage must leave enough of both kinds.
        #expect(accepted > 800 && accepted < inputs.count - 800)
    }

    private func flat(_ node: JSONNode) -> [UInt8] {
        func coded(_ node: JSONNode) -> [UInt8] {
            [0x22]
                + (node.stringBytes ?? [])
                .flatMap { Array((($0 < 16 ? "0" : "") + String($0, radix: 16)).utf8) }
        }
        switch node.kind {
        case .null: return Array("n".utf8)
        case .bool: return Array((node.bool == true ? "t" : "f").utf8)
        case .number: return Array("#".utf8) + node.lexeme
        case .string: return coded(node)
        case .array: return Array("[".utf8) + node.elements.flatMap { flat($0) } + Array("]".utf8)
        case .object:
            return Array("{".utf8) + node.members.flatMap { coded($0.key) + flat($0.value) } + Array("}".utf8)
        }
    }

    @Test func foundationReadsTheSame() throws {
        var accepted = 0
        for input in Self.inputs(seed: 22, count: 3_000) {
            let theirs = try? JSONSerialization.jsonObject(with: Data(input), options: .fragmentsAllowed)
            let ours = try? JSONDocument.parse(input)
            if let ours, let theirs {
                accepted += 1
                #expect(agree(ours.root, theirs), "\(String(decoding: input, as: UTF8.self).debugDescription)")
            } else if (ours == nil) != (theirs == nil) {
                #expect(
                    isKnownDifference(input, ours),
                    "\(ours == nil ? "refused" : "taken"): \(String(decoding: input, as: UTF8.self).debugDescription)"
                )
            }
        }
        #expect(accepted > 800)
    }

    /// What Foundation is known to do otherwise; `agreesWithFoundation` says why RFC 8259 is on the other side.
    private func isKnownDifference(_ input: [UInt8], _ ours: JSONDocument?) -> Bool {
        if let ours {
            // Numbers beyond a double, and halves of surrogate pairs.
            return (0..<ours.valueCount).compactMap { ours.value(at: $0) }
                .contains { ($0.kind == .number && $0.double == nil) || ($0.string?.contains("\u{FFFD}") ?? false) }
        }
        // A comma before a bracket, a NUL (which makes it guess UTF-16 or 32), a byte order mark.
        let dense = input.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let hasLastComma = zip(dense, dense.dropFirst()).contains { $0 == 0x2C && ($1 == 0x5D || $1 == 0x7D) }
        return hasLastComma || input.contains(0) || input.starts(with: [0xEF, 0xBB, 0xBF])
            || input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF])
    }

    private func agree(_ node: JSONNode, _ theirs: Any) -> Bool {
        switch theirs {
        case is NSNull: return node.isNull
        case let text as String: return node.isString(text.utf8)
        case let list as [Any]: return node.count == list.count && zip(node.elements, list).allSatisfy { agree($0, $1) }
        case let members as [String: Any]:
            // Of keys that stand twice, or look the same, it keeps one: then there is nothing to compare.
            guard node.kind == .object, node.count == members.count else {
                return node.kind == .object && node.count > members.count
            }
            return node.members.allSatisfy { key, value in members[key.string ?? ""].map { agree(value, $0) } ?? false }
        case let number as NSNumber:
            guard node.kind == .number, let ours = node.double else { return node.bool == number.boolValue }
            // It reads long numbers as decimals of 38 digits and converts those, not always to the nearest double.
            return abs(ours - number.doubleValue) <= 4 * ours.ulp
        default: return false
        }
    }
}
