extension Neutralizer {
    /// A fenced code block of Markdown (CommonMark §4.5) that shows the text and can't be left by it: the fence is
    /// longer than any run of backticks inside. Line feeds and tabs stay, other controls become visible escapes.
    ///
    /// - Parameters:
    ///   - language: one word of ours, or empty.
    ///   - maximum: as for `neutralize`.
    package static func codeBlock(_ text: String, language: String = "", maximum: Int? = nil) -> String {
        let shown = neutralize(text, for: .plainText, maximum: maximum)
        var longest = 0
        var run = 0
        for byte in shown.utf8 {
            run = byte == 0x60 ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let lines = shown.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { logLine(String(decoding: $0, as: UTF8.self)) }
        return fence + language + "\n" + lines.joined(separator: "\n") + "\n" + fence
    }
}
