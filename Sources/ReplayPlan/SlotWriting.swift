/// How a value is written in its slot of a request.
enum SlotWriting: Sendable, Hashable {
    /// A header field's value.
    case field
    /// A segment of a path (RFC 3986 §3.3).
    case segment
    /// A value in a query; `+` is a space, as servers read it.
    case query
    /// A value in an `application/x-www-form-urlencoded` body.
    case form
    /// Inside a JSON string.
    case json
    /// A JSON number; a value that is none becomes a string.
    case jsonNumber
    case csv(isQuoted: Bool)
    case xml
    /// Between a multipart body's delimiters, which it must not hold.
    case part(delimiter: [UInt8])
    case plain

    /// The value, and where each of its bytes began in the raw ones, with the end as the last; nil where these are the
    /// same.
    func decoded(_ raw: [UInt8]) -> (bytes: [UInt8], starts: [Int]?) {
        switch self {
        case .segment: SlotWriting.percentDecoded(raw, plus: false)
        case .query, .form: SlotWriting.percentDecoded(raw, plus: true)
        case .json: SlotWriting.jsonDecoded(raw)
        case .csv(isQuoted: true): SlotWriting.csvDecoded(raw)
        default: (raw, nil)
        }
    }

    /// The value as it is written here; nil where it can't be.
    ///
    /// - Parameter old: the raw bytes whose place it takes; characters that need not be escaped are written as there.
    func encoded(_ value: [UInt8], inPlaceOf old: ArraySlice<UInt8>) -> [UInt8]? {
        switch self {
        case .field:
            return value.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } ? nil : value
        case .segment:
            // Empty and dots would be another path (RFC 3986 §5.2.4).
            if value.allSatisfy({ $0 == 0x2E }) { return nil }
            return SlotWriting.percent(value, keeping: old, of: ":@!$'()*,;=", space: [0x25, 0x32, 0x30])
        case .query:
            return SlotWriting.percent(value, keeping: old, of: "/:@!$'()*,;?", space: [0x25, 0x32, 0x30])
        case .form:
            return SlotWriting.percent(value, keeping: old, of: "/:@!$'()*,;?", space: [0x2B])
        case .json: return SlotWriting.jsonEscaped(value, escapesSlash: old.firstRange(ofBytes: [0x5C, 0x2F]) != nil)
        case .jsonNumber:
            let isNumber =
                !value.isEmpty && value.allSatisfy { $0 &- 0x30 < 10 } && (value[0] != 0x30 || value.count == 1)
            return isNumber ? value : [0x22] + SlotWriting.jsonEscaped(value, escapesSlash: false) + [0x22]
        case .csv(let isQuoted):
            if isQuoted { return value.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } }
            // Quotes go around whole cells only.
            return value.contains { [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D].contains($0) } ? nil : value
        case .xml: return SlotWriting.xmlEscaped(value)
        case .part(let delimiter): return value.firstRange(ofBytes: delimiter) == nil ? value : nil
        case .plain: return value
        }
    }

    // MARK: Percent

    /// As `PercentCoding`, and where each byte began.
    private static func percentDecoded(_ raw: [UInt8], plus: Bool) -> (bytes: [UInt8], starts: [Int]?) {
        guard raw.contains(where: { $0 == 0x25 || plus && $0 == 0x2B }) else { return (raw, nil) }
        var bytes: [UInt8] = []
        var starts: [Int] = []
        var index = 0
        while index < raw.count {
            starts.append(index)
            if raw[index] == 0x25, index + 2 < raw.count, let high = hexadecimal(raw[index + 1]),
                let low = hexadecimal(raw[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(plus && raw[index] == 0x2B ? 0x20 : raw[index])
                index += 1
            }
        }
        return (bytes, starts + [index])
    }

    private static func percent(
        _ value: [UInt8],
        keeping old: ArraySlice<UInt8>,
        of candidates: String,
        space: [UInt8]
    ) -> [UInt8] {
        let kept = Set(candidates.utf8).intersection(old)
        var result: [UInt8] = []
        for byte in value {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
            case 0x20: result += space
            case _ where kept.contains(byte): result.append(byte)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    // MARK: JSON (RFC 8259 §7)

    private static func jsonDecoded(_ raw: [UInt8]) -> (bytes: [UInt8], starts: [Int]?) {
        guard raw.contains(0x5C) else { return (raw, nil) }
        var bytes: [UInt8] = []
        var starts: [Int] = []
        var index = 0
        while index < raw.count {
            let start = index
            var new = [raw[index]]
            index += 1
            if raw[start] == 0x5C, index < raw.count {
                let letter = raw[index]
                index += 1
                switch letter {
                case 0x62: new = [0x08]
                case 0x66: new = [0x0C]
                case 0x6E: new = [0x0A]
                case 0x72: new = [0x0D]
                case 0x74: new = [0x09]
                case 0x75: new = scalar(raw, &index)
                default: new = [letter]
                }
            }
            bytes += new
            starts += repeatElement(start, count: new.count)
        }
        return (bytes, starts + [index])
    }

    /// What follows `\u`; a surrogate without its other half becomes U+FFFD.
    private static func scalar(_ raw: [UInt8], _ index: inout Int) -> [UInt8] {
        guard var code = codeUnit(raw, index) else { return [0x75] }
        index += 4
        if (0xD800...0xDBFF).contains(code), index + 1 < raw.count, raw[index] == 0x5C, raw[index + 1] == 0x75,
            let low = codeUnit(raw, index + 2), (0xDC00...0xDFFF).contains(low)
        {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            index += 6
        }
        return Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
    }

    private static func codeUnit(_ raw: [UInt8], _ start: Int) -> UInt32? {
        guard start + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for byte in raw[start..<(start + 4)] {
            guard let nibble = hexadecimal(byte) else { return nil }
            value = value << 4 | UInt32(nibble)
        }
        return value
    }

    private static func jsonEscaped(_ value: [UInt8], escapesSlash: Bool) -> [UInt8] {
        // A JSON text is UTF-8; decoding repairs what is not.
        let text =
            String(validating: value, as: UTF8.self) == nil ? Array(String(decoding: value, as: UTF8.self).utf8) : value
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case 0x22, 0x5C: result += [0x5C, byte]
            case 0x2F where escapesSlash: result += [0x5C, byte]
            case 0x0A: result += [0x5C, 0x6E]
            case 0x0D: result += [0x5C, 0x72]
            case 0x09: result += [0x5C, 0x74]
            case 0x00..<0x20: result += [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: result.append(byte)
            }
        }
        return result
    }

    // MARK: CSV, XML

    private static func csvDecoded(_ raw: [UInt8]) -> (bytes: [UInt8], starts: [Int]?) {
        guard raw.contains(0x22) else { return (raw, nil) }
        var bytes: [UInt8] = []
        var starts: [Int] = []
        var index = 0
        while index < raw.count {
            bytes.append(raw[index])
            starts.append(index)
            index += raw[index] == 0x22 && index + 1 < raw.count && raw[index + 1] == 0x22 ? 2 : 1
        }
        return (bytes, starts + [index])
    }

    private static func xmlEscaped(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in value {
            switch byte {
            case 0x26: result += Array("&amp;".utf8)
            case 0x3C: result += Array("&lt;".utf8)
            case 0x3E: result += Array("&gt;".utf8)
            case 0x22: result += Array("&quot;".utf8)
            default: result.append(byte)
            }
        }
        return result
    }
}
