internal import ExchangeModel
internal import JSONTree

/// Byte strings in JSON. HAR has text only, so bytes that are not UTF-8 go into a second member: `value` holds them
/// readable, `_valueBase64` exactly.
enum HARText {
    /// The name of the member that holds the exact bytes of `name`.
    static func exactName(of name: String) -> String { "_" + name + "Base64" }

    /// The bytes of a member; nil where it is no text.
    static func bytes(_ name: String, of node: JSONNode) -> [UInt8]? {
        if let exact = node[exactName(of: name)]?.stringBytes.flatMap(Base64.decode) { return exact }
        return node[name]?.stringBytes
    }

    /// No body is larger; what a file says beyond that is not believed, nor added to anything.
    static let largestSize = 1 << 50

    /// A count of bytes; nil where it is missing, unknown (-1) or nonsense.
    static func size(_ name: String, of node: JSONNode) -> Int? {
        guard let value = node[name].flatMap(integer), value >= 0 else { return nil }
        return min(value, largestSize)
    }

    /// A whole number, written `200` or `200.0`; nil for others, and for what no count can be.
    static func integer(_ node: JSONNode) -> Int? {
        if let value = node.int { return value }
        guard let value = node.double, value.rounded() == value, abs(value) <= Double(largestSize) else { return nil }
        return Int(value)
    }

    /// Whether the text is a date and time with an offset, as `startedDateTime` must be.
    static func isDateTime(_ text: String) -> Bool { Timestamp(rfc3339: text) != nil }
}

/// Names and values of forms and queries (application/x-www-form-urlencoded).
enum FormText {
    /// Percent-encodes what may not stand there; what is encoded already stays.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x2A, 0x2B, 0x7E: result.append(byte)
            case 0x25
            where index + 2 < bytes.count && Hexadecimal.value(bytes[index + 1]) != nil
                && Hexadecimal.value(bytes[index + 2]) != nil:
                result.append(byte)
            case 0x20: result.append(0x2B)
            default: result += Array("%".utf8) + Array(Hexadecimal.encode([byte]).uppercased().utf8)
            }
        }
        return result
    }

    /// The pairs of a query, decoded.
    static func pairs(of query: [UInt8]) -> [(name: [UInt8], value: [UInt8])] {
        query.split(separator: 0x26).map { part in
            let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
            let value = part[equals...].dropFirst()
            return (
                PercentCoding.decoded(part[..<equals], plusIsSpace: true),
                PercentCoding.decoded(value, plusIsSpace: true)
            )
        }
    }
}
