/// Percent-encoding (RFC 3986 §2.1), undone.
package enum PercentCoding {
    /// The bytes without it; a `%` that no two hexadecimal digits follow stays.
    ///
    /// - Parameter plusIsSpace: whether `+` means a space, as forms write it (WHATWG URL §5.1), and queries mostly.
    package static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0x25 || plusIsSpace && $0 == 0x2B }) else { return Array(bytes) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x25, index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
                index += 1
            }
        }
        return result
    }

    package static func decoded(_ bytes: [UInt8], plusIsSpace: Bool) -> [UInt8] {
        decoded(bytes[...], plusIsSpace: plusIsSpace)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
