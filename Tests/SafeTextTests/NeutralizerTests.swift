import SafeText
import TestSupport
import Testing

@Suite struct NeutralizerTests {
    private func terminal(_ text: String) -> String { Neutralizer.neutralize(text, for: .terminal) }

    @Test func terminalsGetVisibleEscapes() {
        #expect(terminal("a\u{1B}[2Jb") == "a\\x1b[2Jb")
        #expect(terminal("\u{1B}]52;c;aGk=\u{7}") == "\\x1b]52;c;aGk=\\x07")
        #expect(terminal("\u{1B}]8;;http://x\u{1B}\\y") == "\\x1b]8;;http://x\\x1b\\y")
        #expect(terminal("\u{9B}31m") == "\\u009b31m")
        #expect(terminal("\u{202E}txt\u{200B}\u{FEFF}\u{2028}") == "\\u202etxt\\u200b\\ufeff\\u2028")
        #expect(terminal("a\nb\tc\rd\0\u{7F}") == "a\\nb\\tc\\rd\\x00\\x7f")
        #expect(terminal("\u{E0041}") == "\\u{e0041}")
        #expect(terminal("Grüße 日本 🙂 é") == "Grüße 日本 🙂 é")
        #expect(terminal("a\u{2066}b\u{2069}\u{061C}c") == "a\\u2066b\\u2069\\u061cc")
        #expect(terminal("\u{FFF9}\u{AD}\u{2065}\u{180E}\u{3164}\u{2800}") == #"\ufff9\u00ad\u2065\u180e\u3164\u2800"#)
    }

    /// The eight-bit forms of CSI, OSC and DCS, alone and as UTF-8.
    @Test(arguments: [UInt8(0x9B), 0x9D, 0x90, 0x84, 0x85, 0x8D]) func eightBitControlsAreShown(_ byte: UInt8) {
        let digits = String(byte, radix: 16)
        #expect(Neutralizer.neutralize([byte, 0x33, 0x31, 0x6D], for: .terminal) == "\\x\(digits)31m")
        #expect(Neutralizer.neutralize([0xC2, byte, 0x41], for: .terminal) == "\\u00\(digits)A")
        // An overlong spelling of the same control.
        #expect(Neutralizer.neutralize([0xE0, 0x82, byte], for: .terminal) == "\\xe0\\x82\\x\(digits)")
    }

    @Test func selectorsStandBehindEmojiOnly() {
        #expect(terminal("❤\u{FE0F} ☀\u{FE0E} 1\u{FE0F}\u{20E3}") == "❤\u{FE0F} ☀\u{FE0E} 1\u{FE0F}\u{20E3}")
        #expect(terminal("a\u{FE0F}\u{FE0E}") == "a\\ufe0f\\ufe0e")
        #expect(terminal("❤\u{FE0F}\u{FE0F}\u{FE00}\u{E0100}") == "❤\u{FE0F}\\ufe0f\\ufe00\\u{e0100}")
        #expect(terminal("\u{FE0F}") == "\\ufe0f")
        #expect(Neutralizer.neutralize([0xFF, 0xEF, 0xB8, 0x8F], for: .plainText) == "\\xff\\ufe0f")
    }

    @Test func marksDoNotPileUp() {
        let twelve = "e" + String(repeating: "\u{301}", count: 12)
        for sink in [TextSink.terminal, .plainText, .markdown, .html, .xml] {
            #expect(Neutralizer.neutralize(twelve, for: sink) == twelve)
            let pile = Neutralizer.neutralize(twelve + "\u{301}\u{20DD}x\u{301}", for: sink)
            #expect(pile == twelve + "\\u0301\\u20ddx\u{301}")
        }
    }

    @Test func bytesThatAreNotUTF8AreShown() {
        #expect(Neutralizer.neutralize([0x61, 0xFF, 0x62], for: .terminal) == "a\\xffb")
        #expect(Neutralizer.neutralize([0xC0, 0xAF], for: .terminal) == "\\xc0\\xaf")  // overlong
        #expect(Neutralizer.neutralize([0xED, 0xA0, 0x80], for: .plainText) == "\\xed\\xa0\\x80")  // surrogate
        #expect(Neutralizer.neutralize([0xF4, 0x90, 0x80, 0x80], for: .plainText) == "\\xf4\\x90\\x80\\x80")
        #expect(Neutralizer.neutralize([0xE2, 0x82, 0x41], for: .plainText) == "\\xe2\\x82A")
        #expect(Neutralizer.neutralize([0xE2, 0x82], for: .plainText) == "\\xe2\\x82")
        #expect(Neutralizer.neutralize([0xC2, 0x9B], for: .plainText) == "\\u009b")
    }

    @Test func plainTextKeepsLinesAndTabs() {
        #expect(Neutralizer.neutralize("a\r\nb\n\tc\rd\u{1B}", for: .plainText) == "a\nb\n\tc\\rd\\x1b")
        #expect(Neutralizer.neutralize("a\r\r\nb", for: .plainText) == "a\\r\nb")
    }

    @Test func htmlAndXMLHaveNoMarkupLeft() {
        #expect(
            Neutralizer.neutralize("<a href='x\"`'>&\0", for: .html)
                == "&lt;a href=&#39;x&quot;&#96;&#39;&gt;&amp;\\x00"
        )
        #expect(
            Neutralizer.neutralize("]]><b a='\"'>&\n\u{FFFE}", for: .xml)
                == "]]&gt;&lt;b a=&apos;&quot;&apos;&gt;&amp;&#10;\\ufffe"
        )
    }

    @Test func workflowCommandsStayText() {
        func message(_ text: String) -> String { Neutralizer.neutralize(text, for: .ciCommand) }
        #expect(message("::set-output name=a::b") == "%3A:set-output name=a::b")
        #expect(message("  ::add-mask::x") == "  %3A:add-mask::x")
        #expect(message("a%0A::warning::b\r\nc\n") == "a%250A::warning::b%0Ac%0A")
        #expect(message("x ##[error]y ###") == "x #%23[error]y #%23%23")
        #expect(message("https://a\u{1B}") == "https://a\\x1b")
        #expect(Neutralizer.neutralize("a:b,c\n%", for: .ciProperty) == "a%3Ab%2Cc%0A%25")
    }

    @Test func longTextEndsInAnEllipsis() {
        #expect(Neutralizer.neutralize("abcdef", for: .terminal, maximum: 6) == "abcdef")
        #expect(Neutralizer.neutralize("abcdefg", for: .terminal, maximum: 6) == "abcde…")
        #expect(Neutralizer.neutralize("abcd\u{1B}", for: .terminal, maximum: 6) == "abcd…")
        #expect(Neutralizer.neutralize("a", for: .terminal, maximum: 0).isEmpty)
        #expect(Neutralizer.neutralize("ab", for: .terminal, maximum: 1) == "…")
        #expect(Neutralizer.neutralize("a\"bcdef", for: .csv, maximum: 4) == "\"a\"\"b…\"")
    }

    /// The promise that terminals rest on: whatever comes in, nothing but printable characters goes out.
    @Test func noOutputHoldsAControlByte() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let bytes = generator.hostileBytes(upTo: 40)
            for sink in TextSink.allCases {
                for maximum in [nil, 12] as [Int?] {
                    check(Neutralizer.neutralize(bytes, for: sink, maximum: maximum), sink, from: bytes)
                }
            }
        }
    }

    /// Not by luck: each character that Unicode calls a control, a format or invisible, in every sink.
    @Test func noSuchCharacterIsForgotten() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), isForbidden(scalar) else { continue }
            // Private use and noncharacters come in long rows; their ends and a few between will do.
            if value > 0xE000, value % 0x400 > 2, value < 0xE0000 || value > 0xE0FFF, value & 0xFFFF < 0xFDD0 {
                continue
            }
            let bytes = Array("a\(scalar)b".utf8)
            for sink in TextSink.allCases where sink != .mailHeader || value % 7 == 0 {
                check(Neutralizer.neutralize(bytes, for: sink), sink, from: bytes)
            }
        }
    }

    private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
        }
    }

    private func check(_ text: String, _ sink: TextSink, from bytes: [UInt8]) {
        let allowed: Set<Unicode.Scalar> =
            switch sink {
            case .plainText, .html, .csv: ["\n", "\t"]
            case .shell: ["\n", "\u{FE0E}", "\u{FE0F}"]
            default: []
            }
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            let isStyled = (scalar == "\u{FE0E}" || scalar == "\u{FE0F}") && before?.properties.isEmoji == true
            if isForbidden(scalar), !allowed.contains(scalar), !isStyled {
                Issue.record("\(sink) lets U+\(String(scalar.value, radix: 16)) through, from \(bytes)")
            }
            before = scalar
        }
    }

    /// Parsers of HTML and XML say themselves that text stays text, in elements and in attributes.
    @Test func parsersSeeTextOnly() throws {
        var generator = SeededGenerator(seed: 15)
        var inputs = hostileTexts.map { Array($0.utf8) }
        for _ in 0..<150 { inputs.append(generator.hostileBytes(upTo: 12)) }
        let plain = inputs.map { Neutralizer.neutralize($0, for: .plainText) }
        var xml = "<r>"
        var html = ""
        for input in inputs {
            let text = Neutralizer.neutralize(input, for: .xml)
            xml += "<e a=\"\(text)\" b='\(text)'>\(text)</e>"
            let other = Neutralizer.neutralize(input, for: .html)
            html += "<p a=\"\(other)\" b='\(other)'>\(other)</p>"
        }
        let script = """
            import html.parser, sys, xml.etree.ElementTree as tree
            wanted = open('plain', encoding='utf-8', newline='').read().split('\\0')
            root = tree.fromstring(open('xml', 'rb').read())
            for element, text in zip(root, wanted, strict=True):
                assert (element.text or '') == text and element.attrib == {'a': text, 'b': text}, text
            class Parser(html.parser.HTMLParser):
                found = []
                def handle_starttag(self, tag, attributes):
                    assert tag == 'p', tag
                    self.found.append([dict(attributes), ''])
                def handle_data(self, data): self.found[-1][1] += data
                def handle_comment(self, data): raise ValueError(data)
                def handle_decl(self, data): raise ValueError(data)
                def handle_pi(self, data): raise ValueError(data)
            parser = Parser()
            parser.feed(open('html', encoding='utf-8', newline='').read())
            parser.close()
            for (attributes, data), text in zip(parser.found, wanted, strict=True):
                assert data == text and attributes == {'a': text, 'b': text}, text
            print(len(wanted))
            """
        let files = [
            "plain": Array(plain.joined(separator: "\0").utf8), "xml": Array((xml + "</r>").utf8),
            "html": Array(html.utf8),
        ]
        guard let result = try run("python3", ["-c", script], files: files) else { return }
        #expect(result.status == 0)
        #expect(String(decoding: result.output, as: UTF8.self) == "\(inputs.count)\n")
    }

    @Test func noLineOfABuildLogIsACommand() {
        var generator = SeededGenerator(seed: 16)
        for round in 0..<600 {
            var bytes = generator.hostileBytes(upTo: 8)
            if round % 2 == 0 { bytes = Array([" ", "\t", "\u{A0}", "\u{2003}", "#"][round / 2 % 5].utf8) + bytes }
            let message = Neutralizer.neutralize(bytes, for: .ciCommand)
            #expect(!message.contains("##"))
            #expect(!message.drop(while: \.isWhitespace).hasPrefix("::"))
            #expect(!message.unicodeScalars.contains { $0 == "\n" || $0 == "\r" })
            let property = Neutralizer.neutralize(bytes, for: .ciProperty)
            #expect(!property.contains(":") && !property.contains(",") && !property.contains("##"))
        }
    }

    @Test func maximumHoldsForEverySink() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<300 {
            let bytes = generator.hostileBytes(upTo: 40)
            for sink in [TextSink.terminal, .plainText, .markdown, .html, .xml, .ciCommand, .ciProperty, .fileName] {
                #expect(Neutralizer.neutralize(bytes, for: sink, maximum: 12).unicodeScalars.count <= 12)
            }
        }
    }

    /// A body of some megabytes must not take hours: work growing with the square of the length takes minutes here.
    /// The other sinks share their loop with the first of these.
    @Test(.timeLimit(.minutes(1)), arguments: [TextSink.plainText, .shell, .mailHeader])
    func sinksTakeLinearTime(_ sink: TextSink) {
        let piece = Array("{\"name\":\"Grüße\"}\n\u{1B}[2J e\u{301}\u{301} ##::@= 日本\u{202E}".utf8) + [0xFF]
        let count = sink == .plainText ? 50_000 : 10_000
        let bytes = [[UInt8]](repeating: piece, count: count).flatMap { $0 }
        #expect(Neutralizer.neutralize(bytes, for: sink).utf8.count > 50 * count)
    }

    @Test func stringsAndTheirBytesAreTheSame() {
        for text in hostileTexts {
            for sink in TextSink.allCases {
                #expect(Neutralizer.neutralize(text, for: sink) == Neutralizer.neutralize(Array(text.utf8), for: sink))
            }
        }
    }
}
