/// Text with its escapes undone, and for each byte where it came from.
struct DecodedText {
    /// The escapes to undo.
    struct Escapes: OptionSet {
        let rawValue: UInt8
        /// `\n`, `\"`, `\u0040` (RFC 8259 §7), and `\x40` as JavaScript writes it.
        static let backslash = Escapes(rawValue: 1)
        /// `%40` (RFC 3986 §2.1).
        static let percent = Escapes(rawValue: 2)
        /// `&amp;`, `&#64;`, `&#x40;` (HTML, XML).
        static let entity = Escapes(rawValue: 4)
        /// `+` for a space, as in a form; not for any other text.
        static let plus = Escapes(rawValue: 8)
        static let all: Escapes = [.backslash, .percent, .entity]
    }

    private(set) var bytes: [UInt8] = []
    private var starts: [UInt32] = []
    private var ends: [UInt32] = []

    /// Where a range of the decoded bytes stood before.
    func source(_ range: Range<Int>) -> Range<Int> {
        guard range.lowerBound < starts.count, range.upperBound <= ends.count, range.lowerBound < range.upperBound
        else {
            let end = ends.last.map(Int.init) ?? 0
            return end..<end
        }
        let start = Int(starts[range.lowerBound])
        return start..<max(start, Int(ends[range.upperBound - 1]))
    }

    /// Nil where there is nothing to undo.
    static func decode(_ text: [UInt8], _ escapes: Escapes) -> DecodedText? {
        text.withUnsafeBufferPointer { decode($0, escapes, within: nil) }
    }

    /// Nil where there is nothing to undo. An escape that is none stays as it is; a lone surrogate becomes U+FFFD.
    ///
    /// - Parameters:
    ///   - outer: the text these bytes are the decoded bytes of; ranges then lead back to its source.
    ///   - isCut: the end is missing; half an escape there goes, and what is found right before it ends behind it.
    static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        _ escapes: Escapes,
        within outer: DecodedText?,
        isCut: Bool = false
    ) -> DecodedText? {
        guard text.count < Int(UInt32.max), text.contains(where: { $0 == 0x5C || $0 == 0x25 || $0 == 0x26 }) else {
            return nil
        }
        var result = DecodedText()
        result.bytes.reserveCapacity(text.count)
        result.starts.reserveCapacity(text.count)
        result.ends.reserveCapacity(text.count)
        var isChanged = false
        var index = 0
        let count = isCut ? text.count - cutEscape(text, escapes) : text.count
        while index < count {
            let byte = text[index]
            var scalar: UInt32?
            var single: UInt8?
            var length = 1
            switch byte {
            case 0x5C where escapes.contains(.backslash): backslash(text, index, &single, &scalar, &length)
            case 0x25 where escapes.contains(.percent):
                if let value = hexByte(text, index + 1) {
                    single = value
                    length = 3
                }
            case 0x26 where escapes.contains(.entity): entity(text, index, &scalar, &length)
            case 0x2B where escapes.contains(.plus): single = 0x20
            default: break
            }
            let start = outer.map { $0.starts[index] } ?? UInt32(index)
            let end = outer.map { $0.ends[index + length - 1] } ?? UInt32(index + length)
            if let single {
                result.append(single, start, end)
                isChanged = true
            } else if let scalar {
                UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")?.forEach { result.append($0, start, end) }
                isChanged = true
            } else {
                result.append(byte, start, end)
            }
            index += length
        }
        if count < text.count, !result.ends.isEmpty {
            result.ends[result.ends.count - 1] = outer?.ends.last ?? UInt32(text.count)
        }
        return isChanged ? result : nil
    }

    /// How many bytes at the end are the start of an escape.
    private static func cutEscape(_ text: UnsafeBufferPointer<UInt8>, _ escapes: Escapes) -> Int {
        var length = 1
        // The longest is `&commat;`; a backslash counts only where no other one makes it a character.
        while length <= min(7, text.count) {
            let start = text.count - length
            switch text[start] {
            case 0x5C where escapes.contains(.backslash):
                var first = start
                while first > 0, text[first - 1] == 0x5C { first -= 1 }
                guard (start - first).isMultiple(of: 2) else { return 0 }
                if isHighSurrogate(text, start) { return length }
                let whole = length == 1 ? 2 : text[start + 1] == 0x75 ? 6 : text[start + 1] == 0x78 ? 4 : 2
                guard length < whole else { return 0 }
                return start >= 6 && isHighSurrogate(text, start - 6) ? length + 6 : length
            case 0x25 where escapes.contains(.percent): return length < 3 ? length : 0
            case 0x26 where escapes.contains(.entity): return length
            case 0x3B, 0x20: return 0
            default: length += 1
            }
        }
        return 0
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8, _ start: UInt32, _ end: UInt32) {
        bytes.append(byte)
        starts.append(start)
        ends.append(end)
    }

    /// Whether half of a pair is written here, which says nothing without the other half.
    private static func isHighSurrogate(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start + 6 <= text.count, text[start] == 0x5C, text[start + 1] == 0x75, let unit = unit(text, start + 2)
        else { return false }
        return (0xD800...0xDBFF).contains(unit)
    }

    private static func hexByte(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8? {
        guard index + 1 < text.count, let high = Coding.hexValue(text[index]),
            let low = Coding.hexValue(text[index + 1])
        else { return nil }
        return high << 4 | low
    }

    private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32? {
        guard let high = hexByte(text, index), let low = hexByte(text, index + 2) else { return nil }
        return UInt32(high) << 8 | UInt32(low)
    }

    private static func backslash(
        _ text: UnsafeBufferPointer<UInt8>,
        _ index: Int,
        _ single: inout UInt8?,
        _ scalar: inout UInt32?,
        _ length: inout Int
    ) {
        guard index + 1 < text.count else { return }
        switch text[index + 1] {
        case 0x22, 0x27, 0x2F, 0x5C: single = text[index + 1]
        case 0x62: single = 0x08
        case 0x66: single = 0x0C
        case 0x6E: single = 0x0A
        case 0x72: single = 0x0D
        case 0x74: single = 0x09
        case 0x78:
            guard let value = hexByte(text, index + 2) else { return }
            single = value
            length = 4
            return
        case 0x75:
            guard let high = unit(text, index + 2) else { return }
            length = 6
            scalar = high
            if (0xD800...0xDBFF).contains(high), index + 7 < text.count, text[index + 6] == 0x5C,
                text[index + 7] == 0x75, let low = unit(text, index + 8), (0xDC00...0xDFFF).contains(low)
            {
                scalar = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
                length = 12
            }
            return
        default: return
        }
        length = 2
    }

    private static let names: [(name: [UInt8], scalar: UInt32)] = [
        ("amp", 0x26), ("lt", 0x3C), ("gt", 0x3E), ("quot", 0x22), ("apos", 0x27), ("nbsp", 0x20), ("commat", 0x40),
        ("period", 0x2E), ("equals", 0x3D), ("colon", 0x3A), ("sol", 0x2F), ("lowbar", 0x5F), ("plus", 0x2B),
    ].map { (Array($0.0.utf8), UInt32($0.1)) }

    private static func entity(
        _ text: UnsafeBufferPointer<UInt8>,
        _ index: Int,
        _ scalar: inout UInt32?,
        _ length: inout Int
    ) {
        guard index + 2 < text.count else { return }
        if text[index + 1] == 0x23 {
            let isHex = text[index + 2] | 0x20 == 0x78
            var position = index + (isHex ? 3 : 2)
            let start = position
            var value: UInt32 = 0
            while position < text.count, let digit = Coding.hexValue(text[position]), isHex || digit < 10 {
                value = min(value &* (isHex ? 16 : 10) &+ UInt32(digit), 0x11_0000)
                position += 1
            }
            guard position > start else { return }
            // Browsers take the reference without its semicolon too.
            if position < text.count, text[position] == 0x3B { position += 1 }
            scalar = value
            length = position - index
            return
        }
        for (name, value) in names {
            let end = index + 1 + name.count
            guard end < text.count, text[end] == 0x3B, text[(index + 1)..<end].elementsEqual(name) else { continue }
            scalar = value
            length = end + 1 - index
            return
        }
    }
}
