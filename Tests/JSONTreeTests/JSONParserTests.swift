import Foundation
import JSONTree
import Testing

@Suite struct JSONParserTests {
    static let accepted: [String] = [
        "null", "true", "false", "0", "-0", "-0.0e-0", "1e5", "1E+5", "0.5", "123456789012345678901234567890", "\"\"",
        " \t\r\n[ ]\n", "{}", "[[],{}]", "[1,[2,[3]]]", #"{"a":{"b":[]}}"#, #"{"a":1,"a":2}"#, #"{"":0}"#,
        #""\u0000\u001f\"\\\/\b\f\n\r\t""#, #""\uD83D\uDE00""#, #""\ud800""#, #""\udc00\ud800""#, "\"\u{7F}\u{80}\"",
        "\"\u{2028}\u{2029}\u{FEFF}\"", "\"\u{10FFFF}\"", "[1 , 2]", "1e400", "-1e-400",
        #"["12345678","1234567\n","123456é","é1234567"]"#,
    ]
    static let refused: [String] = [
        "", " ", "nul", "nullx", "True", "NaN", "Infinity", "-", "+1", ".5", "1.", "1.e5", "01", "-01", "1e", "1e+",
        "0x10",
        "1 2", "[", "]", "[1", "[1,", "[,1]", "[1,]", "[1,,2]", "[1 2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{\"a\",1}", "{,}", "{\"a\":1 \"b\":2}",
        "[1}",
        "{\"a\":1]", "\"", "\"a", "\"\\", "\"\\\"", #""\x41""#, #""\u12""#, #""\u12G4""#, #""\u12g4""#, #""\u12/4""#,
        #""\u12:4""#, #""\u+123""#, #""\u123"#, "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"", "\"\u{1F}\"", "[1]//", "/**/1", "\u{FEFF}1", "\u{A0}1", "1\u{0}", "\u{0B}1", "\u{0C}1", "tru", "t",
        "--1", "1.2.3",
        "[1]]", "{}{}", "\"a\"\"b\"", "[\"a\",\n4\n,1,", "1eE2", "0e", "-a", "\\u0061", "'a'",
    ]

    @Test(arguments: accepted) func takes(_ text: String) throws {
        let document = try parse(text)
        #expect(document.bytes == Array(text.utf8))
    }

    @Test(arguments: refused) func refuses(_ text: String) throws {
        let fault = try #require(error(text))
        #expect(fault.offset <= text.utf8.count)
        #expect(!fault.reason.isEmpty)
    }

    /// What Foundation says of the same texts; where it differs, RFC 8259 decides and the difference is named here.
    @Test func agreesWithFoundation() {
        let known: Set<String> = [
            // Foundation wants finite numbers, and halves of a surrogate pair only together; RFC 8259 §8.2 allows them.
            "1e400", #""\ud800""#, #""\udc00\ud800""#,
            // Foundation skips a byte order mark (RFC 8259 §8.1 allows that too); here it has an error of its own.
            "\u{FEFF}1",
            // Foundation overlooks a last comma and a NUL at the end.
            "[1,]", "{\"a\":1,}", "1\u{0}",
        ]
        for text in Self.accepted + Self.refused where !known.contains(text) {
            let theirs = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            #expect((theirs != nil) == (error(text) == nil), "\(text.debugDescription)")
        }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]]
    )
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) throws {
        // At each place relative to the steps of eight bytes.
        for padding in 0..<17 {
            let text = [0x22] + Array(repeating: 0x61, count: padding) + bytes + Array("bcdefghijkl\"".utf8)
            let fault = try #require(error(text))
            #expect(fault.reason == "bytes that are not UTF-8")
            #expect(fault.offset == 1 + padding)
        }
    }

    @Test func takesEveryScalarThatUTF8CanWrite() throws {
        for value in stride(from: UInt32(0x20), through: 0x10FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            let text = "\"1234\(Character(scalar))5678\""
            #expect(try parse(text).root.string?.unicodeScalars.contains(scalar) == true)
        }
    }

    @Test func seesEachSpecialByteAtEachPlace() throws {
        for length in 0..<40 {
            for place in 0..<length {
                var text = Array(repeating: UInt8(0x61), count: length)
                text[place] = 0x01
                #expect(error([0x22] + text + [0x22])?.offset == place + 1)
                text[place] = 0x22
                #expect(error([0x22] + text + [0x22]) != nil)
                text[place] = 0x1F
                #expect(error([0x22] + text + [0x22])?.reason == "a control character that is not escaped in a string")
            }
        }
    }

    @Test func saysWhere() {
        #expect(error("[1,\r\n 2,\r\n  x]").map { [$0.offset, $0.line, $0.column] } == [12, 3, 3])
        #expect(error("[1,\r 2,\n\n  x]").map { [$0.offset, $0.line, $0.column] } == [11, 4, 3])
        #expect(error("\u{FEFF}1")?.reason == "a byte order mark stands before the text")
        #expect(error([0xFF, 0xFE, 0x31, 0x00])?.reason == "the text is UTF-16; JSON is UTF-8")
        #expect(error([0xFE, 0xFF, 0x00, 0x31])?.reason == "the text is UTF-16; JSON is UTF-8")
        #expect(error([0xFF])?.reason == "a value was expected")
        #expect(
            error("[[{\"a\":")?.description
                == "line 1, column 8 (byte 7): the text ends inside 3 arrays or objects that were not closed"
        )
        #expect(error("")?.description == "line 1, column 1 (byte 0): the text is empty")
        #expect(error("[01]")?.description == "line 1, column 3 (byte 2): a number with a needless leading 0")
        #expect(error("[1,]")?.offset == 3)
        #expect(error("{\"a\":\"b\\q\"}")?.offset == 7)
    }

    @Test func holdsTheLimits() {
        let nested = Array(String(repeating: "[", count: 512).utf8) + Array(String(repeating: "]", count: 512).utf8)
        #expect(error(nested) == nil)
        #expect(error([0x5B] + nested + [0x5D])?.offset == 512)
        #expect(error(Array(String(repeating: "{\"a\":", count: 100_000).utf8))?.offset == 512 * 5)
        var limits = JSONLimits()
        limits.bytes = 4
        #expect(error(Array("[12]".utf8), limits: limits) == nil)
        #expect(error(Array("[123]".utf8), limits: limits)?.reason == "the text is longer than 4 bytes")
    }

    @Test func survivesEveryMutation() {
        var random = RandomJSON(seed: 7)
        for _ in 0..<400 {
            let bytes = random.damaged(random.spelled(random.value()))
            if let document = try? JSONDocument.parse(bytes) {
                visit(document.root)
            } else if let fault = error(bytes) {
                #expect((0...bytes.count).contains(fault.offset))
            }
        }
    }

    private func visit(_ node: JSONNode) {
        #expect(node.lexeme.count == node.range.count)
        _ = (node.string, node.int, node.double, node.bool, node["a"], node[0])
        for element in node.elements { visit(element) }
        for member in node.members { visit(member.value) }
    }
}
