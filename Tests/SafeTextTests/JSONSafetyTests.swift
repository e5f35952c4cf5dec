import SafeText
import Testing

@Suite struct JSONSafetyTests {
    private func safe(_ text: String) -> String { String(decoding: Neutralizer.json(Array(text.utf8)), as: UTF8.self) }

    @Test func whatCannotBeSeenIsEscaped() {
        #expect(safe("{\"a\u{202E}\": \"\u{7F}é\u{2028}\"}\n") == #"{"a\u202e": "\u007fé\u2028"}"# + "\n")
        #expect(safe("\"\u{E0041}❤\u{FE0F}\"") == #""\udb40\udc41❤\ufe0f""#)
        #expect(safe("\"plain 日本 🙂\"") == "\"plain 日本 🙂\"")
    }

    @Test func noRunnerSeesACommand() {
        #expect(safe("\"##[error]###\"") == "\"#\\u0023[error]#\\u0023\\u0023\"")
    }
}
