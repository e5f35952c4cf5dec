/// One field of a CSV file.
enum CSVField {
    /// Quoted where RFC 4180 §2 asks for it. A field that a spreadsheet would calculate gets an apostrophe in front;
    /// plain numbers stay numbers.
    static func quoted(_ text: String) -> String {
        let isFormula = startsFormula(text) && !isNumber(text)
        let needsQuotes =
            isFormula || text.utf8.contains { [0x22, 0x2C, 0x3B, 0x0A, 0x09].contains($0) }
            || text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard needsQuotes else { return text }
        var result = isFormula ? "\"'" : "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    /// Spreadsheets skip white space, and some take the full-width signs too.
    private static func startsFormula(_ text: String) -> Bool {
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        switch first {
        case "=", "+", "-", "@", "|", "%", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}": return true
        default: return text.utf8.first == 0x09
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        var digits = text.utf8[...]
        if digits.first == 0x2D || digits.first == 0x2B { digits.removeFirst() }
        let whole = digits.prefix { 0x30...0x39 ~= $0 }
        digits = digits[whole.endIndex...]
        guard !whole.isEmpty else { return false }
        guard digits.first == 0x2E else { return digits.isEmpty }
        digits.removeFirst()
        return !digits.isEmpty && digits.allSatisfy { 0x30...0x39 ~= $0 }
    }
}
