/// Finds where strings, numbers, words and white space end.
///
/// Every function takes a position inside the text or at its end, reads nothing outside, and returns a position in
/// the same bounds; one that can fail returns the bitwise complement of the offending offset, which is negative.
enum JSONScanner {
    typealias Text = UnsafeBufferPointer<UInt8>

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func skipSpace(_ text: Text, _ from: Int) -> Int {
        // Compact JSON has none: one comparison then.
        guard from < text.count, text[from] <= 0x20 else { return from }
        return skipSpaceRun(text, from)
    }

    private static func skipSpaceRun(_ text: Text, _ from: Int) -> Int {
        var position = from
        while position < text.count {
            switch text[position] {
            case 0x20:
                position += 1
                // Indentation, eight spaces a step.
                while position + 8 <= text.count, word(text, position) == 0x2020_2020_2020_2020 { position += 8 }
            case 0x0A, 0x0D, 0x09: position += 1
            default: return position
            }
        }
        return position
    }

    /// From the opening quote to after the closing one; sets the escape bit of `meta` where there is a backslash.
    ///
    /// UTF-8 is checked here, escapes are checked but not decoded.
    @inline(__always)
    static func skipString(_ text: Text, _ from: Int, _ meta: inout UInt32) -> Int {
        var position = from + 1
        while true {
            // Eight bytes a step while none is a quote, a backslash, a control character or beyond ASCII. The lowest
            // marked byte is exact; marks above it may be borrows, and are looked at again.
            while position + 8 <= text.count {
                let bytes = word(text, position)
                let quotes = (bytes ^ (ones &* 0x22)) &- ones
                let escapes = (bytes ^ (ones &* 0x5C)) &- ones
                let controls = bytes &- (ones &* 0x20)
                let marks = (quotes | escapes | controls | bytes) & highs
                if marks != 0 {
                    position += marks.trailingZeroBitCount >> 3
                    break
                }
                position += 8
            }
            guard position < text.count else { return ~text.count }
            let byte = text[position]
            if byte == 0x22 { return position + 1 }
            if byte < 0x20 { return ~position }
            if byte >= 0x80 {
                position = skipUTF8(text, position)
                guard position > 0 else { return position }
            } else if byte == 0x5C {
                meta |= JSONTape.Entry.escapedBit
                position = skipEscape(text, position)
                guard position > 0 else { return position }
            } else {
                position += 1
            }
        }
    }

    /// A run of characters beyond ASCII.
    @inline(never)
    private static func skipUTF8(_ text: Text, _ from: Int) -> Int {
        var position = from
        while position < text.count, text[position] >= 0x80 {
            let length = UTF8Shape.length(text, position)
            guard length > 0 else { return ~position }
            position += length
        }
        return position
    }

    @inline(never)
    private static func skipEscape(_ text: Text, _ from: Int) -> Int {
        guard from + 1 < text.count else { return ~text.count }
        switch text[from + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return from + 2
        case 0x75:
            var position = from + 2
            while position < from + 6 {
                guard position < text.count else { return ~text.count }
                guard JSONEscapes.hexValue(text[position]) != nil else { return ~from }
                position += 1
            }
            return position
        default: return ~from
        }
    }

    @inline(__always)
    static func skipNumber(_ text: Text, _ from: Int) -> Int {
        var position = from
        if text[position] == 0x2D { position += 1 }
        guard isDigit(text, position) else { return ~position }
        if text[position] == 0x30 {
            position += 1
            if isDigit(text, position) { return ~position }
        } else {
            position = skipDigits(text, position)
        }
        if position < text.count, text[position] == 0x2E {
            position += 1
            guard isDigit(text, position) else { return ~position }
            position = skipDigits(text, position)
        }
        if position < text.count, text[position] | 0x20 == 0x65 {
            position += 1
            if position < text.count, text[position] == 0x2B || text[position] == 0x2D { position += 1 }
            guard isDigit(text, position) else { return ~position }
            position = skipDigits(text, position)
        }
        return position
    }

    /// Moves over the word, or says no.
    @inline(__always)
    static func skip(_ word: StaticString, _ text: Text, _ position: inout Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for offset in 0..<count where text[position + offset] != word.utf8Start[offset] { return false }
        position += count
        return true
    }

    @inline(__always)
    private static func isDigit(_ text: Text, _ position: Int) -> Bool {
        position < text.count && text[position] &- 0x30 < 10
    }

    @inline(__always)
    private static func skipDigits(_ text: Text, _ from: Int) -> Int {
        var position = from
        while isDigit(text, position) { position += 1 }
        return position
    }

    /// Eight bytes, the first one lowest. The caller has checked that they are inside the text.
    @inline(__always)
    private static func word(_ text: Text, _ position: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
}
