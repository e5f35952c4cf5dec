import SafeText
import Testing

@Suite struct MarkdownTextTests {
    private func markdown(_ text: String) -> String { Neutralizer.neutralize(text, for: .markdown) }

    @Test func markupStaysText() {
        #expect(markdown("[a](javascript:x) ![i](u)") == "\\[a\\](javascript\\:x) \\!\\[i\\](u)")
        #expect(markdown("<img src=x onerror=y>&lt;") == "&lt;img src=x onerror=y&gt;&amp;lt;")
        #expect(markdown("*a* _b_ ~c~ `d` a|b \\") == "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\` a\\|b \\\\")
        #expect(markdown("https://evil.example www.evil.example") == "https\\://evil.example www\\.evil.example")
        #expect(markdown("@everyone #12") == "@<!-- -->everyone \\#12")
    }

    @Test func nothingStartsABlock() {
        #expect(markdown("    code") == "code")
        #expect(markdown("# h") == "\\# h")
        #expect(markdown("- item") == "\\- item")
        #expect(markdown("12. item") == "12\\. item")
        #expect(markdown("1) item") == "1\\) item")
        #expect(markdown("=== 1.5-2 (a)") == "\\=== 1.5-2 (a)")
        #expect(markdown("a\n\n# b\r\n> c\t| d") == "a  \\# b &gt; c \\| d")
        #expect(markdown("\n\n  x\u{1B}") == "x\\x1b")
    }
}
