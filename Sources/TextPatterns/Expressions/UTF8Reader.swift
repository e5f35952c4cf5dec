/// Reads code points from bytes that may be anything.
enum UTF8Reader {
    /// The code point that begins at `index`, which moves behind it. A byte that begins no sequence, or a cut one, is
    /// read as U+FFFD and alone. Surrogates are let through: JSON can write them (RFC 8259 §8.2), and to ECMA-262 they
    /// are code points.
    static func next(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32 {
        let lead = UInt32(text[index])
        index += 1
        let length: Int
        var value: UInt32
        switch lead {
        case 0x00...0x7F: return lead
        case 0xC2...0xDF: (length, value) = (1, lead & 0x1F)
        case 0xE0...0xEF: (length, value) = (2, lead & 0x0F)
        case 0xF0...0xF4: (length, value) = (3, lead & 0x07)
        default: return 0xFFFD
        }
        guard index + length <= text.count else { return 0xFFFD }
        for offset in 0..<length {
            let byte = UInt32(text[index + offset])
            guard byte & 0xC0 == 0x80 else { return 0xFFFD }
            value = value << 6 | byte & 0x3F
        }
        let isShortest = length == 1 || length == 2 && value >= 0x800 || length == 3 && value >= 0x1_0000
        guard isShortest, value <= CodePointSet.lastCodePoint else { return 0xFFFD }
        index += length
        return value
    }
}
