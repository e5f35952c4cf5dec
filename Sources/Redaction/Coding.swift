/// The small codings that values travel in. Decoders never fail half-way: what is not in the coding is nil.
enum Coding {
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private static let upperDigits = Array("0123456789ABCDEF".utf8)
    private static let lowerDigits = Array("0123456789abcdef".utf8)
    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func hex(_ bytes: some Sequence<UInt8>, upper: Bool = false) -> [UInt8] {
        let digits = upper ? upperDigits : lowerDigits
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    // MARK: Percent

    /// Everything but unreserved characters encoded (RFC 3986 §2.3), a space as `%20`, or as `+` in a form.
    static func percent(_ bytes: some Sequence<UInt8>, form: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: result.append(byte)
            case 0x7E where !form: result.append(byte)
            case 0x20 where form: result.append(0x2B)
            default: result += [0x25, upperDigits[Int(byte >> 4)], upperDigits[Int(byte & 15)]]
            }
        }
        return result
    }

    // MARK: Base64 (RFC 4648 §4, §5)

    static func isBase64(_ byte: UInt8) -> Bool { base64Value(byte) != nil }

    static func base64Value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x47
        case 0x30...0x39: byte + 4
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }

    static func base64(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 3 * 4 + 4)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = (pending & 0xFF) << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                result.append(base64Digits[Int(pending >> UInt32(bits)) & 63])
            }
        }
        if bits > 0 { result.append(base64Digits[Int(pending << UInt32(6 - bits)) & 63]) }
        while result.count % 4 != 0 { result.append(0x3D) }
        return result
    }

    /// Either alphabet, with or without padding; nil where another character stands.
    static func base64Decoded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 * 3 + 3)
        var pending: UInt32 = 0
        var bits = 0
        var count = 0
        var isPadding = false
        for byte in bytes {
            if byte == 0x3D {
                isPadding = true
                continue
            }
            guard !isPadding, let value = base64Value(byte) else { return nil }
            count += 1
            pending = (pending & 0xFF) << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        return count % 4 == 1 ? nil : result
    }

    // MARK: JSON

    /// The inside of a JSON string (RFC 8259 §7), without the quotes. Bytes that are not UTF-8 stay as they are.
    static func jsonEscaped(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x22, 0x5C: result += [0x5C, byte]
            case 0x0A: result += [0x5C, 0x6E]
            case 0x0D: result += [0x5C, 0x72]
            case 0x09: result += [0x5C, 0x74]
            case 0x00..<0x20:
                result += [0x5C, 0x75, 0x30, 0x30, lowerDigits[Int(byte >> 4)], lowerDigits[Int(byte & 15)]]
            default: result.append(byte)
            }
        }
        return result
    }

    // MARK: Writing a value for its spot

    /// The decoded value as it is written in this encoding.
    static func encoded(_ value: [UInt8], as encoding: ValueEncoding) -> [UInt8] {
        switch encoding {
        case .raw: value
        case .json: jsonEscaped(value)
        case .percent: percent(value)
        case .form: percent(value, form: true)
        case .base64: base64(value)
        }
    }
}
