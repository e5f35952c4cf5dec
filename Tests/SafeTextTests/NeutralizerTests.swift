import SafeText
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
        var generator = SeededGenerator(state: 11)
        for _ in 0..<400 {
            let bytes = generator.hostileBytes(upTo: 40)
            for sink in TextSink.allCases {
                for maximum in [nil, 12] as [Int?] {
                    let text = Neutralizer.neutralize(bytes, for: sink, maximum: maximum)
                    let allowed: Set<Unicode.Scalar> =
                        switch sink {
                        case .plainText, .html, .csv: ["\n", "\t"]
                        case .shell: ["\n"]
                        default: []
                        }
                    for scalar in text.unicodeScalars where !allowed.contains(scalar) {
                        switch scalar.properties.generalCategory {
                        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
                            Issue.record("\(sink) lets U+\(String(scalar.value, radix: 16)) through, from \(bytes)")
                        default: break
                        }
                    }
                }
            }
        }
    }

    @Test func maximumHoldsForEverySink() {
        var generator = SeededGenerator(state: 12)
        for _ in 0..<300 {
            let bytes = generator.hostileBytes(upTo: 40)
            for sink in [TextSink.terminal, .plainText, .markdown, .html, .xml, .ciCommand, .ciProperty, .fileName] {
                #expect(Neutralizer.neutralize(bytes, for: sink, maximum: 12).unicodeScalars.count <= 12)
            }
        }
    }

    @Test func stringsAndTheirBytesAreTheSame() {
        for text in hostileTexts {
            for sink in TextSink.allCases {
                #expect(Neutralizer.neutralize(text, for: sink) == Neutralizer.neutralize(Array(text.utf8), for: sink))
            }
        }
    }
}
