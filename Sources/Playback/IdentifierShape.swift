package import JSONTree
import KadenceAPI
import TextPatterns

/// What an identifier taken from an answer must look like before it is put into a request.
///
/// An answer is somebody else's text. Whatever it says, the identifier stays inside its own path segment or query
/// value, and what the contract's schema would not accept is not sent at all.
package struct IdentifierShape: Sendable, Hashable {
    /// Longer than any identifier in use, and short enough for every server's request line.
    private static let maximumBytes = 200

    /// `ulid`, `uuid` or whatever else the schema says.
    package var format: String?
    package var isInteger = false
    package var pattern: String?
    package var minLength: Int?
    package var maxLength: Int?

    package init() {}

    /// - Parameter schema: the parameter's, references followed; nil leaves only what holds for every identifier.
    package init(schema: JSONNode?) {
        format = schema?["format"]?.string
        isInteger = schema?["type"]?.string == "integer"
        pattern = schema?["pattern"]?.string
        minLength = schema?["minLength"]?.int
        maxLength = schema?["maxLength"]?.int
    }

    /// Whether the identifier may be sent.
    package func accepts(_ identifier: [UInt8]) -> Bool {
        guard !identifier.isEmpty, identifier.count <= IdentifierShape.maximumBytes else { return false }
        // What could leave its segment, or does after a sloppy server has decoded it once more, is no identifier.
        guard identifier.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !IdentifierShape.separators.contains($0) }),
            !identifier.allSatisfy({ $0 == 0x2E })
        else { return false }
        if isInteger, !IdentifierShape.isInteger(identifier) { return false }
        if format == "ulid", ULID(identifier) == nil { return false }
        if format == "uuid", !IdentifierShape.isUUID(identifier) { return false }
        if let minLength, identifier.count < minLength { return false }
        if let maxLength, identifier.count > maxLength { return false }
        // A pattern that can't be read says nothing; the check of the answer itself reports it.
        if let pattern, let compiled = try? Pattern(pattern), !compiled.matches(identifier) { return false }
        return true
    }

    /// `/ \ ? # % ; &`
    private static let separators: Set<UInt8> = [0x2F, 0x5C, 0x3F, 0x23, 0x25, 0x3B, 0x26]

    private static func isInteger(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
        return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// RFC 9562 §4, in either case.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            if [8, 13, 18, 23].contains(index) { return byte == 0x2D }
            return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }
}
