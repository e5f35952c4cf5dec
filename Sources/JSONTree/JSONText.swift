/// Writing JSON strings.
package enum JSONText {
    /// The bytes as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
    ///
    /// Only what must be escaped is, and DEL; U+2028 and the like stay (RFC 8259 §7).
    package static func quoted(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        appendQuoted(bytes, to: &result)
        return result
    }

    static func appendQuoted(_ bytes: some Collection<UInt8>, to result: inout [UInt8]) {
        result.append(0x22)
        if bytes.allSatisfy({ $0 &- 0x20 < 0x5F && $0 != 0x22 && $0 != 0x5C }) {
            result += bytes
        } else {
            // Decoding repairs what is not UTF-8; what is comes through as it was.
            for byte in String(decoding: bytes, as: UTF8.self).utf8 { appendEscaped(byte, to: &result) }
        }
        result.append(0x22)
    }

    private static func appendEscaped(_ byte: UInt8, to result: inout [UInt8]) {
        switch byte {
        case 0x22: result += [0x5C, 0x22]
        case 0x5C: result += [0x5C, 0x5C]
        case 0x0A: result += [0x5C, 0x6E]
        case 0x0D: result += [0x5C, 0x72]
        case 0x09: result += [0x5C, 0x74]
        case 0x00..<0x20, 0x7F: result += [0x5C, 0x75, 0x30, 0x30, hexDigit(byte >> 4), hexDigit(byte & 15)]
        default: result.append(byte)
        }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }
}
