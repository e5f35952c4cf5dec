/// What a backslash begins (ECMA-262 §22.2.1, AtomEscape and ClassEscape).
extension PatternParser {
    /// What an escape stands for.
    enum Escape {
        case codePoint(UInt32)
        case set(CodePointSet)
        /// Noted as beyond what is evaluated; nothing to match.
        case beyond
    }

    /// An escape outside a class.
    mutating func readEscape() throws(PatternError) {
        let start = position
        let next = start + 1 < source.count ? source[start + 1] : nil
        switch next {
        case "b", "B":
            position += 2
            addAssertion(next == "b" ? .wordBoundary : .noWordBoundary)
        case "k":
            position += 2
            guard take("<") else { throw .syntax(offset: start, reason: "\"\\k\" names no group") }
            groups.refer(to: .name(try readGroupName()), at: start)
            addBeyond("a back-reference", at: start)
        case .some(let digit) where digit.value &- 0x31 < 9:
            position += 1
            var number = 0
            while let digit = peek, digit.value &- 0x30 < 10 {
                number = min(number * 10 + Int(digit.value - 0x30), 1_000_000_000)
                position += 1
            }
            groups.refer(to: .number(number), at: start)
            addBeyond("a back-reference", at: start)
        default:
            switch try readCharacterEscape(isInClass: false) {
            case .codePoint(let codePoint): addSet(CodePointSet([CodePointRange(codePoint)]))
            case .set(let set): addSet(set)
            case .beyond: addBeyond("", at: start)
            }
        }
    }

    /// The escapes that classes and terms share; the backslash is still to be read.
    mutating func readCharacterEscape(isInClass: Bool) throws(PatternError) -> Escape {
        let start = position
        position += 1
        guard let scalar = peek else { throw .syntax(offset: start, reason: "a backslash ends the pattern") }
        position += 1
        switch scalar {
        case "d": return .set(.digits)
        case "D": return .set(CodePointSet.digits.complement)
        case "s": return .set(.spaces)
        case "S": return .set(CodePointSet.spaces.complement)
        case "w": return .set(.wordCharacters)
        case "W": return .set(CodePointSet.wordCharacters.complement)
        case "p", "P": return try readProperty(start, isNegated: scalar == "P")
        case "t": return .codePoint(0x09)
        case "n": return .codePoint(0x0A)
        case "v": return .codePoint(0x0B)
        case "f": return .codePoint(0x0C)
        case "r": return .codePoint(0x0D)
        case "b" where isInClass: return .codePoint(0x08)
        case "-" where isInClass: return .codePoint(0x2D)
        case "0":
            if let digit = peek, digit.value &- 0x30 < 10 {
                throw .syntax(offset: start, reason: "octal escapes are not part of ECMA-262 with the u flag")
            }
            return .codePoint(0)
        case "c":
            guard let letter = peek, letter.isASCII, (letter.value | 0x20) &- 0x61 < 26 else {
                throw .syntax(offset: start, reason: "\"\\c\" needs a letter")
            }
            position += 1
            return .codePoint(letter.value & 0x1F)
        case "x":
            guard let value = readHex(2) else { throw .syntax(offset: start, reason: "\"\\x\" needs two hex digits") }
            return .codePoint(value)
        case "u": return .codePoint(try readUnicodeEscape(start))
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return .codePoint(scalar.value)
        default: throw .syntax(offset: start, reason: "\"\\\(scalar)\" is no escape of ECMA-262 with the u flag")
        }
    }

    /// Behind `\u`: four hex digits, two such escapes for a surrogate pair, or digits in braces.
    mutating func readUnicodeEscape(_ start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            let first = position
            while let digit = peek.flatMap(Self.hexValue) {
                value = value << 4 | digit
                position += 1
                guard value <= CodePointSet.lastCodePoint else {
                    throw .syntax(offset: start, reason: "no code point is that high")
                }
            }
            guard position > first, take("}") else {
                throw .syntax(offset: start, reason: "\"\\u{\" needs hex digits and \"}\"")
            }
            return value
        }
        guard let high = readHex(4) else { throw .syntax(offset: start, reason: "\"\\u\" needs four hex digits") }
        let behind = position
        guard high >> 10 == 0x36, take("\\"), take("u"), let low = readHex(4), low >> 10 == 0x37 else {
            position = behind
            return high
        }
        return 0x1_0000 + (high & 0x3FF) << 10 + low & 0x3FF
    }

    /// Nil, and nothing read, unless that many hex digits follow.
    private mutating func readHex(_ count: Int) -> UInt32? {
        guard position + count <= source.count else { return nil }
        var value: UInt32 = 0
        for scalar in source[position..<(position + count)] {
            guard let digit = Self.hexValue(scalar) else { return nil }
            value = value << 4 | digit
        }
        position += count
        return value
    }

    private static func hexValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x41...0x46: scalar.value - 0x41 + 10
        case 0x61...0x66: scalar.value - 0x61 + 10
        default: nil
        }
    }

    /// Behind `\p` or `\P`.
    private mutating func readProperty(_ start: Int, isNegated: Bool) throws(PatternError) -> Escape {
        guard take("{") else { throw .syntax(offset: start, reason: "\"\\p\" needs a property in braces") }
        var parts = [""]
        while let scalar = peek, scalar != "}" {
            if scalar == "=", parts.count == 1 {
                parts.append("")
            } else {
                guard scalar.isASCII, scalar == "_" || Self.hexValue(scalar) != nil || scalar.properties.isAlphabetic
                else { throw error("\"\(scalar)\" is part of no property's name") }
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
            position += 1
        }
        guard take("}") else { throw .syntax(offset: start, reason: "the property has no end") }
        let text = parts.joined(separator: "=")
        let set: CodePointSet
        if let known = properties[text] {
            set = known
        } else {
            switch UnicodeProperty.read(parts[0], parts.count > 1 ? parts[1] : nil) {
            case .set(let read):
                set = read
                properties[text] = read
            case .unavailable(let feature):
                note(feature, at: start)
                return .beyond
            case .unknown: throw .syntax(offset: start, reason: "ECMA-262 knows no property \"\(text)\"")
            }
        }
        return .set(isNegated ? set.complement : set)
    }

    /// An identifier and `>`; the `<` is read.
    mutating func readGroupName() throws(PatternError) -> String {
        let start = position
        var name = String.UnicodeScalarView()
        while let scalar = peek, scalar != ">" {
            var part: Unicode.Scalar? = scalar
            position += 1
            if scalar == "\\" {
                guard take("u") else { throw error("a group's name has no such escape") }
                part = Unicode.Scalar(try readUnicodeEscape(position - 2))
            }
            guard let part, Self.isIdentifier(part, isFirst: name.isEmpty) else {
                throw .syntax(offset: start, reason: "the group's name is no identifier")
            }
            name.append(part)
        }
        guard !name.isEmpty, take(">") else { throw .syntax(offset: start, reason: "the group's name has no end") }
        return String(name)
    }

    private static func isIdentifier(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        if scalar == "$" || scalar == "_" || scalar.properties.isIDStart { return true }
        return !isFirst && (scalar.properties.isIDContinue || scalar.value == 0x200C || scalar.value == 0x200D)
    }
}
