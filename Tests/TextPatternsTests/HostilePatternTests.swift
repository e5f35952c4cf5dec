import Testing
import TextPatterns

@Suite("Hostile patterns and texts")
struct HostilePatternTests {
    @Test(
        "Patterns that drive a backtracking matcher into exponential time are answered",
        arguments: [
            ("(a*)*", true), ("(a|a)*b", false), ("^(a+)+$", false), ("^(?:a?){60}a{60}$", false),
            ("^(([a-z])+.)+[A-Z]([a-z])+$", false), ("(x+x+)+y", false), ("^(a|aa)+$", false),
            ("(.*)(.*)(.*)(.*)b", false),
            ("^(\\w+\\s?)*$", false), ("(?:a{0,1000}){0,1000}", true), ("(?:[^!]*!?)*[^]$", true),
        ]
    )
    func exponential(_ source: String, _ expected: Bool) throws {
        let text = Array(repeating: 0x61 as UInt8, count: 100_000) + [0x21]
        #expect(try Pattern(source).matches(text) == expected)
    }

    @Test("A text that needs more states than are kept is matched with those forgotten")
    func manyStates() throws {
        // De Bruijn-like text: nearly every position is a state of its own.
        let pattern = try Pattern("a[ab]{24}c")
        var text: [UInt8] = []
        var state: UInt32 = 1
        for _ in 0..<15_000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            text.append(state >> 30 & 1 == 0 ? 0x61 : 0x62)
        }
        #expect(!pattern.matches(text))
        text[text.count - 25] = 0x61
        #expect(pattern.matches(text + [0x63]))
        text[text.count - 25] = 0x62
        #expect(!pattern.matches(text + [0x63]))
    }

    @Test("No character is lost where states are forgotten, nor where none are kept any more")
    func forgottenStates() throws {
        // Many classes make long rows, so that few states fit; the length's remainder tells whether each was counted.
        let others = (0..<60).map { String(Unicode.Scalar(0x4E00 + $0) ?? "c") }.joined(separator: "|")
        let pattern = try Pattern("^(?:[ab]*a[ab]{16}|(?:[ab]{5})*|\(others))$")
        var text: [UInt8] = []
        var state: UInt32 = 7
        for _ in 0..<8_000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            text.append(state >> 30 & 1 == 0 ? 0x61 : 0x62)
        }
        for length in [1_500, 2_600, 4_000, 8_000] {
            for extra in 0..<5 {
                var part = Array(text[..<(length - extra)])
                part[part.count - 17] = 0x62
                #expect(pattern.matches(part) == (extra == 0), "\(length) - \(extra)")
                part[part.count - 17] = 0x61
                #expect(pattern.matches(part))
            }
        }
    }

    @Test(
        "Patterns that would be large are refused, in whatever way they grow",
        arguments: [
            "a{20000}", "a{0,20000}b", "(?:a{1,1000}){1,1000}", "^(?:a{0,1000}){0,1000}$", "a{99999999999999999999}",
            "((((a{9}){9}){9}){9}){9}", "(?:\\b){20000}",
        ]
    )
    func tooLarge(_ source: String) {
        #expect(throws: PatternError.tooLarge(limit: 16_384)) { try Pattern(source) }
        #expect(TextFormat.regex.accepts(Array(source.utf8)))
    }

    @Test("Groups nest to a limit, without recursion")
    func nesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(?:", count: depth) + "a" + String(repeating: ")*", count: depth)
        }
        #expect(try Pattern("^\(nested(250))$").matches(Array("aaaa".utf8)))
        #expect(throws: PatternError.syntax(offset: 750, reason: "groups are nested more than 250 deep")) {
            try Pattern(nested(251))
        }
        #expect(throws: PatternError.syntax(offset: 250, reason: "groups are nested more than 250 deep")) {
            try Pattern(String(repeating: "(", count: 100_000))
        }
    }

    @Test("Long patterns of many alternatives, classes and names are read in linear time")
    func longPatterns() throws {
        let words = (0..<1_500).map { "w\($0)" }
        let pattern = try Pattern("^(?:" + words.joined(separator: "|") + ")$")
        #expect(pattern.matches(Array("w1499".utf8)) && !pattern.matches(Array("w1500".utf8)))

        let many = (0..<3_000).map { String(Unicode.Scalar(0x4E00 + $0) ?? "a") }
        let han = try Pattern("^(?:" + many.joined(separator: "|") + ")$")
        #expect(han.matches(Array(many[2_999].utf8)) && !han.matches(Array("a".utf8)))

        let names = (0..<2_000).map { "(?<n\($0)>a)|" }.joined()
        #expect(try Pattern(names).matches([]))
        #expect(throws: PatternError.tooLarge(limit: 16_384)) {
            try Pattern((0..<2_000).map { "[\\p{L}\\u{\(String(0x2000 + $0, radix: 16))}]" }.joined())
        }
    }
}
