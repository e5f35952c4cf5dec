import SafeText
import TestSupport
import Testing

@Suite struct LogLineTests {
    @Test(arguments: [
        ("::error::x", "\\x3a:error::x"), ("  ::add-mask::x", "  \\x3a:add-mask::x"),
        ("\u{A0}\u{2003}::error::x", "\u{A0}\u{2003}\\x3a:error::x"), ("a ::error::x", "a ::error::x"),
        (": :error", ": :error"), (":", ":"), ("", ""), ("a ##[error]b", "a #\\x23[error]b"),
        ("###", "#\\x23\\x23"), ("# #", "# #"), (":::", "\\x3a::"),
    ])
    func noRunnerSeesACommand(line: String, expected: String) {
        #expect(Neutralizer.logLine(line) == expected)
    }

    @Test func whateverComesInIsNoCommand() {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<500 {
            let pieces = (0..<6).map { _ in
                [":", "::", "#", "##", " ", "\u{A0}", "error", "[", "é"][Int.random(in: 0..<9, using: &generator)]
            }
            let line = Neutralizer.logLine(pieces.joined())
            #expect(!line.contains("##"))
            #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"))
        }
    }
}
