/// The exact value of a JSON number, whatever its spelling: `1`, `1.0` and `10e-1` are one.
///
/// Decimal, not binary: 9007199254740993 is not 9007199254740992.
enum ExactNumber {
    /// Equal numbers give equal bytes, and only they do. Exponents of more than 17 digits are compared as spelled.
    static func canonical(_ lexeme: some Collection<UInt8>) -> [UInt8] {
        var isNegative = false
        var digits: [UInt8] = []
        var power = 0
        var isFraction = false
        var exponent: [UInt8]?
        for byte in lexeme {
            if exponent != nil {
                exponent?.append(byte)
                continue
            }
            switch byte {
            case 0x2D: isNegative = true
            case 0x2E: isFraction = true
            case 0x65, 0x45: exponent = []
            default:
                // Zeros in front say nothing, but those after the point move it.
                if !(digits.isEmpty && byte == 0x30) { digits.append(byte) }
                if isFraction { power -= 1 }
            }
        }
        guard !digits.isEmpty else { return [0x30] }
        while digits.last == 0x30 {
            digits.removeLast()
            power += 1
        }
        let sign: [UInt8] = isNegative ? [0x2D] : []
        guard let shift = shift(exponent ?? []) else { return sign + [0x7E] + lexeme.map { $0 | 0x20 } }
        return sign + digits + [0x65] + Array(String(power + shift).utf8)
    }

    private static func shift(_ exponent: [UInt8]) -> Int? {
        var digits = exponent[...]
        let isNegative = digits.first == 0x2D
        if isNegative || digits.first == 0x2B { digits.removeFirst() }
        digits = digits.drop { $0 == 0x30 }
        guard digits.count <= 17 else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        return isNegative ? -value : value
    }
}
