internal import ExchangeModel

/// The formats of JSON Schema (2020-12, validation §7.3) and of this API that a value can satisfy. They are looked
/// at before the value is replaced, because a stand-in has none of them.
enum ValueFormat {
    /// The names of the formats these bytes satisfy.
    static func satisfied(by value: [UInt8]) -> Set<String> {
        guard !value.isEmpty, value.count <= 8_192 else { return [] }
        var result: Set<String> = []
        if isEmail(value) { result.insert("email") }
        if isURI(value) { result.insert("uri") }
        if isUUID(value) { result.insert("uuid") }
        if isULID(value) { result.insert("ulid") }
        if isDate(value[...]) { result.insert("date") }
        if isDateTime(value) { result.insert("date-time") }
        if value.count <= 39, isIPv4(value) { result.insert("ipv4") }
        return result
    }

    /// `local@domain` with a dot-atom on the left and a host name on the right (RFC 5321 §4.1.2).
    static func isEmail(_ value: [UInt8]) -> Bool {
        guard let at = value.lastIndex(of: 0x40), at > 0, at <= 64, value.count <= 254 else { return false }
        let local = value[..<at]
        let domain = value[(at + 1)...]
        guard local.first != 0x2E, local.last != 0x2E, !domain.isEmpty else { return false }
        var wasDot = false
        for byte in local {
            if byte == 0x2E {
                if wasDot { return false }
                wasDot = true
                continue
            }
            wasDot = false
            guard ASCII.isToken(byte) || byte == 0x2F || byte == 0x3D || byte == 0x3F || byte == 0x7B || byte == 0x7D
            else { return false }
        }
        return domain.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
        }
    }

    /// A scheme and something after it, in the characters of RFC 3986.
    static func isURI(_ value: [UInt8]) -> Bool {
        guard let colon = value.firstIndex(of: 0x3A), colon > 0, colon + 1 < value.count,
            isLetter(value[0])
        else { return false }
        for byte in value[..<colon] {
            guard isAlphanumeric(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E else { return false }
        }
        for byte in value[(colon + 1)...] {
            switch byte {
            case 0x00...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D, 0x7F...0xFF: return false
            default: continue
            }
        }
        return true
    }

    /// 8-4-4-4-12 hexadecimal digits (RFC 9562 §4).
    static func isUUID(_ value: [UInt8]) -> Bool {
        guard value.count == 36 else { return false }
        for (index, byte) in value.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != 0x2D { return false }
            default: if Coding.hexValue(byte) == nil { return false }
            }
        }
        return true
    }

    /// 26 characters of Crockford's base 32, of which the first is at most 7.
    static func isULID(_ value: [UInt8]) -> Bool {
        guard value.count == 26, value[0] >= 0x30, value[0] <= 0x37 else { return false }
        return value.allSatisfy { byte in
            switch byte & 0xDF {
            case 0x49, 0x4C, 0x4F, 0x55: false
            default: isAlphanumeric(byte)
            }
        }
    }

    /// `full-date` (RFC 3339 §5.6).
    static func isDate(_ value: ArraySlice<UInt8>) -> Bool {
        let text = Array(value)
        guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D,
            let year = ASCII.decimal(text[0..<4]), let month = ASCII.decimal(text[5..<7]),
            let day = ASCII.decimal(text[8..<10]), (1...12).contains(month), day >= 1
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let longest = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        return day <= longest
    }

    /// `date-time` (RFC 3339 §5.6), with an offset.
    static func isDateTime(_ value: [UInt8]) -> Bool {
        guard value.count >= 20, value.count <= 40, isDate(value[0..<10]), value[10] | 0x20 == 0x74,
            value[13] == 0x3A, value[16] == 0x3A,
            let hour = ASCII.decimal(value[11..<13]), let minute = ASCII.decimal(value[14..<16]),
            let second = ASCII.decimal(value[17..<19]), hour < 24, minute < 60, second <= 60
        else { return false }
        var rest = value[19...]
        if rest.first == 0x2E {
            let digits = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
            guard !digits.isEmpty else { return false }
            rest = rest[digits.endIndex...]
        }
        if rest.count == 1, let zone = rest.first, zone | 0x20 == 0x7A { return true }
        let zone = Array(rest)
        guard zone.count == 6, zone[0] == 0x2B || zone[0] == 0x2D, zone[3] == 0x3A,
            let hours = ASCII.decimal(zone[1..<3]), let minutes = ASCII.decimal(zone[4..<6])
        else { return false }
        return hours < 24 && minutes < 60
    }

    private static func isIPv4(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in part.count <= 3 && (ASCII.decimal(part).map { $0 <= 255 } ?? false) }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || byte &- 0x30 < 10 }
}
