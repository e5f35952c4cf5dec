import JSONTree

/// Values as a sentence shows them: on one line, and short. Hostile text.
enum ValueText {
    private static let longest = 40

    static func short(_ node: JSONNode) -> String {
        switch node.kind {
        case .object: return "an object"
        case .array: return node.count == 1 ? "an array of 1" : "an array of \(node.count)"
        case .string:
            // Escapes take up to six bytes a character; no more than is shown is decoded.
            let text = node.withRawBytes { raw in
                let start = UnsafeBufferPointer(rebasing: raw.prefix(longest * 12))
                return node.isEscaped ? JSONText.decoded(start) : Array(start)
            }
            return "\"" + short(text) + "\""
        default: return short(node.withRawBytes { Array($0.prefix(longest * 4)) })
        }
    }

    /// Text without quotes.
    static func short(_ bytes: [UInt8]) -> String {
        let start = String(decoding: bytes.prefix(longest * 4), as: UTF8.self)
        let line = start.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isCut = bytes.count > longest * 4 || line.count > longest
        return isCut ? line.prefix(longest - 1) + "…" : line
    }
}
