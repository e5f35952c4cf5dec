/// What a decoder finds in bytes that should be UTF-8.
enum TextPiece: Equatable {
    case scalar(Unicode.Scalar)
    /// A byte that is part of no well-formed sequence.
    case invalid(UInt8)
}

/// Cuts bytes into scalars and invalid bytes, so that nothing is swallowed and nothing shown as something else
/// (Unicode 15, table 3-7; no overlong forms, no surrogates).
struct TextPieces: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> TextPiece? {
        guard index < bytes.count else { return nil }
        let first = bytes[index]
        index += 1
        let (length, low, high): (Int, UInt8, UInt8)
        switch first {
        case 0...0x7F: return .scalar(Unicode.Scalar(first))
        case 0xC2...0xDF: (length, low, high) = (1, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (2, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (2, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (3, 0x90, 0xBF)
        case 0xF1...0xF3: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF4: (length, low, high) = (3, 0x80, 0x8F)
        default: return .invalid(first)
        }
        var value = UInt32(first) & (0x3F >> UInt32(length))
        var position = index
        for step in 0..<length {
            guard position < bytes.count else { return .invalid(first) }
            let byte = bytes[position]
            guard step == 0 ? low...high ~= byte : 0x80...0xBF ~= byte else { return .invalid(first) }
            value = value << 6 | UInt32(byte & 0x3F)
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { return .invalid(first) }
        index = position
        return .scalar(scalar)
    }
}

extension Unicode.Scalar {
    /// Whether showing the character could do or hide something: controls, format characters (bidirectional
    /// overrides and isolates, zero-width ones, the byte order mark, tags), separators of lines, private use, values
    /// that are no characters, and everything that Unicode wants shown as nothing (fillers, selectors).
    ///
    /// The two selectors of emoji style are not among them; `isStyleSelector` tells where they may stand.
    var isTreacherous: Bool {
        if value < 0x80 { return value < 0x20 || value == 0x7F }
        if isStyleSelector { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: return true
        default: break
        }
        // The braille pattern without dots is blank, but Unicode counts it as a symbol.
        return properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint || value == 0x2800
    }

    /// U+FE0E and U+FE0F, which choose between text and emoji style of the emoji before them. Elsewhere they show
    /// nothing, and rows of them have carried hidden text.
    var isStyleSelector: Bool { value == 0xFE0E || value == 0xFE0F }

    /// Whether the character is drawn onto the one before it.
    var isMark: Bool {
        if value < 0x300 { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// The character as people can read it: `\n`, `\x1b`, `\u202e`, `\u{e0041}`.
    var visibleEscape: String {
        switch value {
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case ..<0x80: "\\x" + hexadecimal(value, digits: 2)
        case ...0xFFFF: "\\u" + hexadecimal(value, digits: 4)
        default: "\\u{" + hexadecimal(value, digits: 1) + "}"
        }
    }
}

/// The number in lower-case hexadecimal, with zeros in front up to `digits`.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
