import SafeText
import Testing

@Suite struct DisplayWidthTests {
    @Test(
        arguments: [
            ("", 0), ("abc", 3), ("Grüße", 5), ("e\u{301}", 1), ("日本", 4), ("🙂", 2), ("👩‍👩‍👧", 2), ("✗ ✓", 3), ("…", 1),
            ("\u{FF21}", 2), ("한", 2), ("❤\u{FE0F}", 2),
        ])
    func columns(_ text: String, _ width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test func padding() {
        #expect(padded("日本", to: 6) == "日本  ")
        #expect(padded("7", to: 3, on: .trailing) == "  7")
        #expect(padded("longer", to: 3) == "longer")
    }

    @Test func clipping() {
        #expect(clipped("abcdef", to: 6) == "abcdef")
        #expect(clipped("abcdefg", to: 6) == "abcde…")
        #expect(clipped("日本語", to: 5) == "日本…")
        #expect(clipped("日本語", to: 4) == "日…")
        #expect(clipped("abc", to: 0).isEmpty)
    }
}
