import JSONTree

/// A scalar as written, and what it is in the YAML 1.2 core schema (§10.3.2).
///
/// `yes`, `no`, `on` and `off` are strings there, and so are dates.
struct YAMLScalar {
    /// Without quotes, folded, escapes decoded; UTF-8.
    var text: [UInt8]
    /// `tag:yaml.org,2002:int` and the like, where one is written.
    var tag: [UInt8]?
    /// Neither quoted nor tagged, so that the schema decides.
    var isPlain: Bool

    /// The scalar as JSON; nil if it is a number that JSON cannot write, or not what its tag says.
    func json() -> [UInt8]? {
        guard let tag else { return isPlain ? resolved() : JSONText.quoted(text) }
        switch String(decoding: tag, as: UTF8.self) {
        case "tag:yaml.org,2002:str": return JSONText.quoted(text)
        case "tag:yaml.org,2002:null": return Self.nulls.contains(text) ? Array("null".utf8) : nil
        case "tag:yaml.org,2002:bool": return bool()
        case "tag:yaml.org,2002:int": return integer()
        case "tag:yaml.org,2002:float": return integer() ?? float()
        default: return JSONText.quoted(text)
        }
    }

    private static let nulls: Set<[UInt8]> = Set(["", "~", "null", "Null", "NULL"].map { Array($0.utf8) })
    private static let unwritable: Set<[UInt8]> = Set(
        ["", "+", "-"].flatMap { sign in [".inf", ".Inf", ".INF"].map { Array((sign + $0).utf8) } }
            + [".nan", ".NaN", ".NAN"].map { Array($0.utf8) }
    )

    private func resolved() -> [UInt8]? {
        if Self.nulls.contains(text) { return Array("null".utf8) }
        if Self.unwritable.contains(text) { return nil }
        return bool() ?? integer() ?? float() ?? JSONText.quoted(text)
    }

    private func bool() -> [UInt8]? {
        switch String(decoding: text, as: UTF8.self) {
        case "true", "True", "TRUE": Array("true".utf8)
        case "false", "False", "FALSE": Array("false".utf8)
        default: nil
        }
    }

    /// `[-+]?[0-9]+`, `0o[0-7]+` or `0x[0-9a-fA-F]+`; hexadecimal and octal numbers of up to 64 bits.
    private func integer() -> [UInt8]? {
        if text.starts(with: Array("0x".utf8)) || text.starts(with: Array("0o".utf8)) {
            let digits = text.dropFirst(2)
            // `UInt64` would take a sign.
            guard let first = digits.first, first != 0x2B, first != 0x2D else { return nil }
            return UInt64(String(decoding: digits, as: UTF8.self), radix: text[1] == 0x78 ? 16 : 8)
                .map { Array(String($0).utf8) }
        }
        let (sign, digits) = Self.signed(text[...])
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return sign + Self.withoutLeadingZeros(digits)
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, in the form that JSON has for it.
    private func float() -> [UInt8]? {
        var (result, rest) = Self.signed(text[...])
        let whole = rest.prefix { $0 &- 0x30 < 10 }
        rest = rest.dropFirst(whole.count)
        var fraction = rest[rest.startIndex..<rest.startIndex]
        let hasPoint = rest.first == 0x2E
        if hasPoint {
            fraction = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        result += Self.withoutLeadingZeros(whole.isEmpty ? [0x30] : whole)
        if hasPoint { result += [0x2E] + (fraction.isEmpty ? [0x30] : fraction) }
        if let letter = rest.first, letter | 0x20 == 0x65 {
            result.append(letter)
            rest = rest.dropFirst()
            if let sign = rest.first, sign == 0x2B || sign == 0x2D {
                result.append(sign)
                rest = rest.dropFirst()
            }
            guard !rest.isEmpty, rest.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
            return result + rest
        }
        return rest.isEmpty ? result : nil
    }

    /// A minus where there is one, a plus left out.
    private static func signed(_ text: ArraySlice<UInt8>) -> ([UInt8], ArraySlice<UInt8>) {
        switch text.first {
        case 0x2D: ([0x2D], text.dropFirst())
        case 0x2B: ([], text.dropFirst())
        default: ([], text)
        }
    }

    private static func withoutLeadingZeros(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let significant = digits.drop { $0 == 0x30 }
        return significant.isEmpty ? digits.suffix(1) : significant
    }
}
