internal import ExchangeModel

/// The type and subtype of a `Content-Type` field (RFC 9110 §8.3.1), lower case, without parameters.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(_ value: [UInt8]) {
        text = String(decoding: ASCII.lower(ASCII.trimmed(Array(value.prefix { $0 != 0x3B }))), as: UTF8.self)
    }

    package init(_ value: String) {
        self.init(Array(value.utf8))
    }

    package var isEmpty: Bool { text.isEmpty }
    /// Whether a body of this type is JSON (RFC 6839 §3.1 for the suffix).
    package var isJSON: Bool { text == "application/json" || text == "text/json" || text.hasSuffix("+json") }
    package var isHTML: Bool { text == "text/html" || text == "application/xhtml+xml" }

    /// Whether a body of this type is written as a query is (WHATWG URL §5).
    package var isForm: Bool { text == "application/x-www-form-urlencoded" }

    /// Whether this range of a contract (`application/*`, `*/*`) takes in the other type.
    package func includes(_ other: MediaType) -> Bool {
        if text == other.text || text == "*/*" { return true }
        return text.hasSuffix("/*") && other.text.hasPrefix(text.dropLast(1))
    }

    package var description: String { text }
}
