import SafeText
import TestSupport
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

    /// Python's tables of the same annex; they may be older than Swift's, so only what they know is compared.
    @Test func agreesWithTheAnnex() throws {
        let script = """
            import unicodedata
            for value in range(0x20, 0x110000):
                text = chr(value)
                kind = unicodedata.category(text)
                # Single halves of flags are left out: only two of them make a picture.
                if kind in ('Cn', 'Co', 'Cc', 'Cf', 'Cs') or 0x1F1E6 <= value <= 0x1F1FF: continue
                wide = unicodedata.east_asian_width(text) in 'WF'
                if wide or kind in ('Mn', 'Me') or value % 5 == 0:
                    if not 0x3400 < value < 0xD700 and not value > 0x20000:
                        print(value, 0 if kind in ('Mn', 'Me') else 2 if wide else 1)
            """
        guard let result = try run("python3", ["-c", script], files: [:]) else { return }
        let lines = result.output.split(separator: 0x0A)
        #expect(lines.count > 5_000)
        for line in lines {
            let numbers = line.split(separator: 0x20).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
            let scalar = try #require(UInt32(exactly: numbers[0]).flatMap(Unicode.Scalar.init))
            // New versions of Unicode have made a mark of a letter, once.
            guard displayWidth(String(scalar)) != numbers[1], scalar != "\u{1171E}" else { continue }
            Issue.record("U+\(String(scalar.value, radix: 16)) takes \(numbers[1])")
        }
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
