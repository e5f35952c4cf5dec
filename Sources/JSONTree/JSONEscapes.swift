/// Escapes in strings (RFC 8259 §7).
enum JSONEscapes {
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    /// The text between the quotes, decoded; a surrogate without its other half becomes U+FFFD.
    ///
    /// The parser has checked the escapes; one that it has not seen comes through without its backslash.
    static func decode(_ inner: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var rest = inner
        while let backslash = rest.firstIndex(of: 0x5C), backslash + 1 < rest.endIndex {
            result += rest[..<backslash]
            let letter = rest[backslash + 1]
            rest = rest[(backslash + 2)...]
            switch letter {
            case 0x62: result.append(0x08)
            case 0x66: result.append(0x0C)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x74: result.append(0x09)
            case 0x75: appendScalar(&rest, to: &result)
            default: result.append(letter)
            }
        }
        result += rest
        return result
    }

    private static func appendScalar(_ rest: inout ArraySlice<UInt8>, to result: inout [UInt8]) {
        guard var code = codeUnit(rest) else { return }
        rest = rest.dropFirst(4)
        if (0xD800...0xDBFF).contains(code), rest.starts(with: [0x5C, 0x75]), let low = codeUnit(rest.dropFirst(2)),
            (0xDC00...0xDFFF).contains(low)
        {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            rest = rest.dropFirst(6)
        }
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    private static func codeUnit(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.count >= 4 else { return nil }
        var value: UInt32 = 0
        for digit in digits.prefix(4) {
            guard let nibble = hexValue(digit) else { return nil }
            value = value << 4 | nibble
        }
        return value
    }
}
