import Testing
import TextPatterns

@Suite("Patterns")
struct PatternTests {
    struct Case: CustomTestStringConvertible {
        var pattern: String
        var yes: [String]
        var no: [String]

        init(_ pattern: String, yes: [String], no: [String]) {
            self.pattern = pattern
            self.yes = yes
            self.no = no
        }

        var testDescription: String { pattern }
    }

    @Test(
        "A pattern matches the texts it should, and no others",
        arguments: [
            Case("", yes: ["", "a"], no: []),
            Case("^$", yes: [""], no: ["a", "\n"]),
            Case("^abc$", yes: ["abc"], no: ["abc\n", "xabc", "abcx", "", "ab"]),
            Case("b", yes: ["abc", "b"], no: ["", "ac"]),
            Case("a|^b|c$", yes: ["xa", "bx", "xc", "a", "b", "c"], no: ["xb", "cx", ""]),
            Case("^(?:a|bc|)d$", yes: ["ad", "bcd", "d"], no: ["abd", "cd", "dd"]),
            Case("^(?<year>[0-9]{4})-(?:0[1-9]|1[0-2])$", yes: ["2026-11"], no: ["2026-13", "226-11", "2026-110"]),
            Case(
                "^[0-9A-HJKMNP-TV-Z]{26}$",
                yes: ["01H59ZJ4Q7R8S9T0V1W2X3Y4Z5"],
                no: ["01H59ZJ4Q7R8S9T0V1W2X3Y4Z", "01H59ZJ4Q7R8S9T0V1W2X3Y4ZI"]
            ),
            Case("^a{2,3}b??$", yes: ["aa", "aaa", "aab", "aaab"], no: ["a", "aaaa", "aabb"]),
            Case("^(?:ab){0}c{2,}$", yes: ["cc", "ccccc"], no: ["c", "abcc"]),
            Case("^a*?b+?$", yes: ["b", "aab", "bbb"], no: ["a", "ba"]),
            Case("^(?:a{2}){3}$", yes: ["aaaaaa"], no: ["aaaaa", "aaaaaaa"]),
            Case("^(?:(a*)*|b)*$", yes: ["", "aab", "ba"], no: ["c"]),
            Case("^.$", yes: ["a", "é", "𝕏", " ", "\u{85}"], no: ["\n", "\r", "\u{2028}", "\u{2029}", "ab", ""]),
            Case("^[^]$", yes: ["\n", "a", "𝕏"], no: ["", "ab"]),
            Case("[]", yes: [], no: ["", "a"]),
            Case("^[a-c\\-x]+$", yes: ["abc-x"], no: ["d", "y"]),
            Case("^[\\w-]+$", yes: ["a-b_9"], no: ["é", " "]),
            Case("^[^\\d\\s]+$", yes: ["aé-"], no: ["1", "a b"]),
            Case("^[-a]$", yes: ["-", "a"], no: ["b"]),
            Case("^[a-]$", yes: ["-", "a"], no: ["b"]),
            Case("^[\\b]$", yes: ["\u{8}"], no: ["b"]),
            Case("^\\t\\n\\v\\f\\r\\0$", yes: ["\t\n\u{B}\u{C}\r\0"], no: ["tnvfr0"]),
            Case("^\\cJ\\cj\\x41\\u0042\\u{43}$", yes: ["\n\nABC"], no: ["cJ"]),
            Case("^\\ud83d\\udc32$", yes: ["🐲"], no: ["🐉"]),
            Case("^[\\ud83d\\udc30-\\u{1f432}]$", yes: ["🐰", "🐱", "🐲"], no: ["🐳"]),
            Case("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", yes: ["^$\\.*+?()[]{}|/"], no: [""]),
            Case("\\bfoo\\b", yes: ["foo", "a foo b", "foo.", "éfoo"], no: ["foot", "afoo", "foo_"]),
            Case("o\\B", yes: ["foot", "oo"], no: ["fo", "o b"]),
            Case("^\\B$", yes: [""], no: ["a"]),
            Case("\\B", yes: ["", "ab", "-"], no: ["a"]),
            Case("(?:a$|\\bb)c*$", yes: ["a", "b", "-bcc"], no: ["ac", "abc"]),
            Case("^\\p{Lu}\\p{Ll}+$", yes: ["Élan", "Ωμ"], no: ["élan", "E"]),
            Case("^\\p{General_Category=Decimal_Number}\\P{gc=Nd}$", yes: ["৪a"], no: ["a৪", "৪৪"]),
            Case("^[\\p{L}\\p{M}' ]+$", yes: ["Zoë d'Été"], no: ["a1"]),
            Case("^[^\\p{L}]$", yes: ["1", "\n"], no: ["ж"]),
            Case("^\\p{Alphabetic}\\p{White_Space}\\p{Any}\\p{ASCII}$", yes: ["ж\u{2003}🐲a"], no: ["ж\u{2003}🐲ж"]),
            Case("^\\p{Emoji_Presentation}\\p{RI}$", yes: ["🐲🇦"], no: ["a🇦"]),
            Case("^\\S+@\\S+\\.\\S+$", yes: ["a@b.c"], no: ["a@b", "a @b.c"]),
            Case("[Ss]erver", yes: ["the Server", "server"], no: ["SERVER"]),
            Case("ſ|K", yes: ["ſ"], no: ["s", "k"]),
        ]
    )
    func matches(_ example: Case) throws {
        let pattern = try Pattern(example.pattern)
        #expect(pattern.source == example.pattern)
        for text in example.yes { #expect(pattern.matches(Array(text.utf8)), "\(text) should match") }
        for text in example.no { #expect(!pattern.matches(Array(text.utf8)), "\(text) should not match") }
    }

    @Test("Bytes that are not UTF-8 are read as a replacement character each, and surrogates as themselves")
    func illFormedText() throws {
        let single = try Pattern("^\u{FFFD}$")
        for bytes in [[0x80], [0xFF], [0xC3], [0xE2], [0xF0]] as [[UInt8]] { #expect(single.matches(bytes)) }
        for bytes in [[0xC0, 0x80], [0xE2, 0x82], [0xF5, 0x90]] as [[UInt8]] {
            #expect(try Pattern("^\u{FFFD}{2}$").matches(bytes))
        }
        for bytes in [[0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF]] as [[UInt8]] {
            #expect(try Pattern("^\u{FFFD}{3}$").matches(bytes))
        }
        for bytes in [[0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]] {
            #expect(try Pattern("^\u{FFFD}{4}$").matches(bytes))
        }
        #expect(try Pattern("^\u{FFFD}a$").matches([0xE2, 0x61]))
        #expect(try Pattern("^\\ud83d$").matches([0xED, 0xA0, 0xBD]))
        #expect(try Pattern("^\\p{Cs}$").matches([0xED, 0xA0, 0xBD]))
        #expect(try !Pattern("\\p{L}").matches([0xED, 0xA0, 0xBD]))
    }

    @Test(
        "What is no pattern is refused with the place",
        arguments: [
            ("a**", 2), ("*a", 0), ("a|*", 2), ("(?:+)", 3), ("^*", 1), ("\\b+", 2), ("a{2}{3}", 4), ("a???", 3),
            ("a{", 1), ("a{x}", 1), ("a{1", 1), ("a{1,2", 1), ("a{2,1}", 1), ("{1}", 0), ("}", 0), ("]", 0), ("a]", 1),
            ("(", 0), ("(a(b)", 0), ("a)", 1), ("(?", 2), ("(?a)", 2), ("(?i)a", 2), ("(?P<n>a)", 2), ("(?#c)", 2),
            ("(?-:a)", 2), ("(?ii:a)", 3), ("(?<>a)", 3), ("(?<1>a)", 3), ("(?<a", 3), ("(?<a>x)(?<a>y)", 7),
            ("(?:(?<a>x)|y)(?<a>z)", 13),
            ("(?:(?<a>x)|(?<a>y)|(?:z(?<a>z)))(?<a>z)", 32), ("(?<a>(?<a>z))", 5),
            ("(?=a)*", 5), ("(?<!a)+", 6), ("[", 0), ("[a", 0), ("[b-a]", 1), ("[\\d-z]", 1), ("[a-\\w]", 1),
            ("[\\B]", 1), ("\\", 0), ("a\\", 1), ("\\a", 0), ("\\Z", 0), ("\\-", 0), ("\\c", 0), ("\\c1", 0),
            ("\\x4", 0), ("\\xgg", 0), ("\\u12", 0), ("\\u{}", 0), ("\\u{110000}", 0), ("\\u{12", 0), ("\\00", 0),
            ("\\1", 0), ("(a)\\2", 3), ("\\k", 0), ("\\k<a>", 0), ("(?<a>x)\\k<b>", 7), ("\\p", 0), ("\\pL", 0),
            ("\\p{L", 0), ("\\p{letter}", 0), ("\\p{Foo}", 0), ("\\p{gc=Foo}", 0), ("\\p{Foo=L}", 0), ("\\p{L-}", 4),
            ("🐲🐲*+", 3), ("\\p{InGreek}", 0), ("\\p{}", 0), ("[\\1]", 1), ("\\8", 0), ("a{,5}", 1),
        ]
    )
    func syntaxErrors(_ pattern: String, _ offset: Int) {
        do throws(PatternError) {
            _ = try Pattern(pattern)
            Issue.record("accepted")
        } catch {
            guard case .syntax(let found, let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(found == offset, "\(reason)")
            #expect(!TextFormat.regex.accepts(Array(pattern.utf8)))
        }
    }

    @Test(
        "What is beyond the regular is named with its place, and is a pattern all the same",
        arguments: [
            ("^(?=a)b", 1, "look-ahead"), ("a(?!b)", 1, "look-ahead"), ("(?<=a+)b", 0, "look-behind"),
            ("x(?<!a)", 1, "look-behind"), ("(a)\\1", 3, "a back-reference"), ("\\1(a)", 0, "a back-reference"),
            ("(?<n>a)\\k<n>", 7, "a back-reference"), ("(?i:a)", 0, "an inline modifier"),
            ("\\p{Script=Greek}", 0, "the script property \\p{Script=Greek}"),
            ("[\\p{scx=Hira}]", 1, "the script property \\p{scx=Hira}"),
            ("\\p{ExtPict}", 0, "the property \\p{ExtPict}"), ("(?<a>x)|(?<a>y)\\k<a>", 15, "a back-reference"),
        ]
    )
    func beyondTheRegular(_ pattern: String, _ offset: Int, _ feature: String) {
        #expect(throws: PatternError.notRegular(offset: offset, feature: feature)) { try Pattern(pattern) }
        #expect(TextFormat.regex.accepts(Array(pattern.utf8)))
    }

    @Test("A syntax error behind such a feature counts more")
    func syntaxComesFirst() {
        #expect(throws: PatternError.syntax(offset: 5, reason: "\")\" closes nothing")) { try Pattern("(?=a))") }
    }

    @Test("An error says what is wrong, and where")
    func errorTexts() {
        #expect(
            "\(PatternError.syntax(offset: 3, reason: "the class has no end"))"
                == "not a pattern: the class has no end, at character 3"
        )
        #expect(
            "\(PatternError.notRegular(offset: 0, feature: "look-ahead"))"
                == "look-ahead at character 0 is beyond what is evaluated here"
        )
        #expect("\(PatternError.tooLarge(limit: 5))" == "the pattern would need more than 5 steps")
    }
}
