/// Values of unstructured mail header fields.
enum MailHeader {
    /// A word this long could not be folded into lines of 998 bytes (RFC 5322 §2.1.1) with a field name before it.
    private static let longestWord = 900

    /// The text as it is where it is ASCII and can be folded, else in encoded words of UTF-8 and base64 (RFC 2047),
    /// each of at most 75 characters and holding whole characters, separated by single spaces where the field may be
    /// folded.
    ///
    /// - Parameter text: without controls.
    static func encoded(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { $0 < 0x80 } && !text.contains("=?")
            && !text.utf8.split(separator: 0x20).contains { $0.count > longestWord }
        guard !isPlain else { return text }
        var words: [String] = []
        var pending: [UInt8] = []
        // 75 less `=?UTF-8?B?` and `?=` leaves 63 digits of base64: 15 groups of 3 bytes.
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if pending.count + bytes.count > 45 {
                words.append(word(pending))
                pending.removeAll()
            }
            pending += bytes
        }
        if !pending.isEmpty { words.append(word(pending)) }
        return words.joined(separator: " ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?" + base64(bytes) + "?=" }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0..<4 {
                result.append(digit <= group.count ? alphabet[value >> (18 - 6 * digit) & 0x3F] : 0x3D)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
