/// Undoes the ways in which a byte is written as others: `%40` and JSON's `\u0040`. Both in one pass: one after the other
/// would undo twice what is written in both.
enum Escapes {
    /// Decoded once; what is no escape stays as it is. JSON's are undone for ASCII only.
    static func undone(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let text = Array(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == 0x25, let value = hexadecimal(text, index + 1, digits: 2) {
                result.append(UInt8(value))
                index += 3
            } else if text[index] == 0x5C, index + 1 < text.count, text[index + 1] == 0x75,
                let value = hexadecimal(text, index + 2, digits: 4), value < 0x80
            {
                result.append(UInt8(value))
                index += 6
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func hexadecimal(_ text: [UInt8], _ start: Int, digits: Int) -> Int? {
        guard start + digits <= text.count else { return nil }
        var value = 0
        for byte in text[start..<(start + digits)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | Int(byte - 0x30)
            case 0x41...0x46: value = value << 4 | Int(byte - 0x37)
            case 0x61...0x66: value = value << 4 | Int(byte - 0x57)
            default: return nil
            }
        }
        return value
    }
}
