/// `regex`: whether ECMA-262 takes it for a pattern with the `u` flag (JSON Schema 2020-12, validation §7.3.8).
/// Features that are not evaluated here are patterns all the same.
enum RegexFormat {
    static func isRegex(_ text: TextBytes) -> Bool {
        // Without these it is one, and most texts are.
        guard text.contains(where: isSyntax) else { return true }
        var scalars: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            scalars.append(Unicode.Scalar(UTF8Reader.next(text, &index)) ?? "\u{FFFD}")
        }
        return (try? PatternParser.parse(scalars)) != nil
    }

    /// The characters that may be out of place; `.`, `^`, `$` and `|` never are.
    private static func isSyntax(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x28...0x2B, 0x3F, 0x5B...0x5D, 0x7B, 0x7D: true
        default: false
        }
    }
}
