/// Base64 as HAR's `encoding` means it (RFC 4648 §4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Each digit's value; 255 for bytes that are no digits. The URL-safe digits are there too.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(value) }
        table[0x2D] = 62
        table[0x5F] = 63
        return table
    }()

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let a = Int(bytes[start]) << 16
            let b = count > 1 ? Int(bytes[start + 1]) << 8 : 0
            let c = count > 2 ? Int(bytes[start + 2]) : 0
            let value = a | b | c
            result.append(alphabet[value >> 18])
            result.append(alphabet[value >> 12 & 0x3F])
            result.append(count > 1 ? alphabet[value >> 6 & 0x3F] : 0x3D)
            result.append(count > 2 ? alphabet[value & 0x3F] : 0x3D)
        }
        return result
    }

    /// Nil for anything but digits, white space, and padding at the end.
    static func decode(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var digits = 0
        var isPadded = false
        for byte in text {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case 0x3D:
                isPadded = true
                continue
            default: break
            }
            let value = values[Int(byte)]
            guard value < 64, !isPadded else { return nil }
            group = group << 6 | UInt32(value)
            digits += 1
            if digits == 4 {
                result.append(UInt8(truncatingIfNeeded: group >> 16))
                result.append(UInt8(truncatingIfNeeded: group >> 8))
                result.append(UInt8(truncatingIfNeeded: group))
                digits = 0
                group = 0
            }
        }
        switch digits {
        case 0: break
        case 2: result.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            result.append(UInt8(truncatingIfNeeded: group >> 10))
            result.append(UInt8(truncatingIfNeeded: group >> 2))
        default: return nil
        }
        return result
    }
}

/// Lower-case hexadecimal, for digests.
enum Hexadecimal {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(text[start]), let low = value(text[start + 1]) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
