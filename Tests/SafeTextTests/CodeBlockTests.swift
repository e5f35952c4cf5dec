import SafeText
import TestSupport
import Testing

@Suite struct CodeBlockTests {
    @Test func plainTextIsFenced() {
        #expect(Neutralizer.codeBlock("a\nb", language: "sh") == "```sh\na\nb\n```")
        #expect(Neutralizer.codeBlock("") == "```\n\n```")
    }

    @Test func theFenceIsLongerThanAnyRunInside() {
        #expect(Neutralizer.codeBlock("````\n# heading") == "`````\n````\n# heading\n`````")
        #expect(Neutralizer.codeBlock("a\u{1B}[2J\u{202E}\0") == "```\na\\x1b[2J\\u202e\\x00\n```")
    }

    @Test func noLineIsACommandOfARunner() {
        #expect(Neutralizer.codeBlock("a\n ::error::b") == "```\na\n \\x3a:error::b\n```")
    }

    /// A fence ends at a line of at least as many backticks and nothing else (CommonMark §4.5).
    @Test func nothingClosesTheBlockEarly() {
        var generator = SeededGenerator(seed: 32)
        for _ in 0..<400 {
            let pieces = (0..<12).map { _ in
                ["`", "``", "```", "\n", "\r\n", " ", "x"][Int.random(in: 0..<7, using: &generator)]
            }
            let lines = Neutralizer.codeBlock(pieces.joined()).split(separator: "\n", omittingEmptySubsequences: false)
            let fence = lines[0]
            #expect(fence.allSatisfy { $0 == "`" } && fence.count >= 3)
            #expect(lines.last == fence)
            for line in lines.dropFirst().dropLast() {
                #expect(!line.contains(fence), "\(line) could close \(fence)")
            }
        }
    }
}
