import SafeText
import TestSupport
import Testing

@Suite struct MailHeaderTests {
    private func header(_ text: String) -> String { Neutralizer.neutralize(text, for: .mailHeader) }

    @Test func nothingStartsANewField() {
        #expect(header("hello\r\nBcc: all@example.com") == "hello  Bcc: all@example.com")
        #expect(header("a\nb\rc\u{0B}\0") == "a b c\\x0b\\x00")
    }

    @Test func otherScriptsAreEncoded() {
        #expect(header("Grüße") == "=?UTF-8?B?R3LDvMOfZQ==?=")
        #expect(header("ab€") == "=?UTF-8?B?YWLigqw=?=")
        // Text that only looks encoded would be decoded by the reader.
        #expect(header("=?UTF-8?B?YQ==?=") == "=?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?=")
    }

    @Test func whatCannotBeFoldedIsEncoded() {
        let long = String(repeating: "x", count: 3_000)
        #expect(header(long).split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
        #expect(header(long).hasPrefix("=?UTF-8?B?"))
        let words = String(repeating: "word ", count: 600) + "end"
        #expect(header(words) == words)
    }

    @Test func noHeaderHoldsALineEndOrEightBitBytes() {
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<400 {
            let text = Neutralizer.neutralize(generator.hostileBytes(upTo: 30), for: .mailHeader)
            #expect(text.utf8.allSatisfy { 0x20..<0x7F ~= $0 })
        }
    }

    @Test func encodedWordsAreShortAndDecodeToTheText() throws {
        let text = String(repeating: "Überschrift 日本語 🙂 ", count: 20)
        let encoded = header(text)
        #expect(encoded.split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
        let script = """
            import email.header, sys
            value = open('h', encoding='ascii').read()
            sys.stdout.buffer.write(str(email.header.make_header(email.header.decode_header(value))).encode('utf-8'))
            """
        guard let result = try run("python3", ["-c", script], files: ["h": Array(encoded.utf8)]) else { return }
        #expect(String(decoding: result.output, as: UTF8.self) == text)
    }
}
