import JSONTree
import Testing

@Suite struct JSONValueTests {
    @Test func writesInOrder() {
        let value: JSONValue = ["b": 1, "a": [true, nil, 1.5, "x\"\n\u{1}"], "b": [:], "c": []]
        #expect(value.text == #"{"b":1,"a":[true,null,1.5,"x\"\n\u0001"],"b":{},"c":[]}"#)
        let pretty = String(decoding: value.serialized(pretty: true), as: UTF8.self)
        #expect(
            pretty == """
                {
                  "b": 1,
                  "a": [
                    true,
                    null,
                    1.5,
                    "x\\"\\n\\u0001"
                  ],
                  "b": {},
                  "c": []
                }
                """
        )
    }

    @Test func writesNumbersThatReadBack() throws {
        for number in [
            0.1, -0.0, 1e300, Double.leastNonzeroMagnitude, 1e21, 123_456_789.123, Double.greatestFiniteMagnitude,
        ] {
            #expect(try JSONDocument.parse(JSONValue.double(number).serialized()).root.double == number)
        }
        #expect(JSONValue.double(.nan).text == "null")
        #expect(JSONValue.double(.infinity).text == "null")
    }

    @Test func readsBackWhatItWrote() throws {
        for seed in 0..<60 {
            var random = RandomJSON(seed: UInt64(seed))
            let value = random.value()
            let spelled = try JSONDocument.parse(random.spelled(value))
            let compact = try JSONDocument.parse(value.serialized())
            let pretty = try JSONDocument.parse(value.serialized(pretty: true))
            #expect(plain(spelled.root) == plain(compact.root))
            #expect(plain(pretty.root) == plain(compact.root))
            #expect(JSONValue(compact.root) == JSONValue(pretty.root))
        }
    }

    /// Kinds, keys, decoded strings and lexemes, as one list.
    private func plain(_ node: JSONNode) -> [[UInt8]] {
        var out: [[UInt8]] = [[node.kind.rawValue]]
        switch node.kind {
        case .array: for element in node.elements { out += plain(element) }
        case .object: for member in node.members { out += [member.key.stringBytes ?? []] + plain(member.value) }
        case .string: out.append(node.stringBytes ?? [])
        default: out.append(node.lexeme)
        }
        return out + [[0xFF]]
    }

    @Test func quotesWhateverBytes() throws {
        #expect(JSONText.quoted(Array("a/é\u{7F}".utf8)) == Array("\"a/é\\u007f\"".utf8))
        #expect(JSONText.quoted([0x61, 0xFF]) == Array("\"a\u{FFFD}\"".utf8))
        for byte in UInt8.min...UInt8.max {
            let quoted = JSONText.quoted([0x61, byte, 0x62])
            #expect(
                try JSONDocument.parse(quoted).root.stringBytes
                    == Array(String(decoding: [0x61, byte, 0x62], as: UTF8.self).utf8)
            )
        }
    }
}
