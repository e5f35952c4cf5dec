/// `uuid` (RFC 9562 §4) and `ulid` (github.com/ulid/spec).
enum IdentifierFormat {
    /// 8-4-4-4-12 hex digits; version and variant are not judged.
    static func isUUID(_ text: TextBytes) -> Bool {
        guard text.count == 36, text[8] == 0x2D, text[13] == 0x2D, text[18] == 0x2D, text[23] == 0x2D else {
            return false
        }
        var digits = 0
        for byte in text where byte.isHexDigit { digits += 1 }
        return digits == 32
    }

    /// 26 characters of Crockford's base 32, in either case, that fit 128 bits: the first is at most 7.
    static func isULID(_ text: TextBytes) -> Bool {
        guard text.count == 26, text[0] &- 0x30 < 8 else { return false }
        for byte in text {
            guard byte.isAlphanumeric else { return false }
            switch byte | 0x20 {
            case 0x69, 0x6C, 0x6F, 0x75: return false
            default: continue
            }
        }
        return true
    }
}
