import ExchangeModel

/// A JSON number by its value: `1`, `1.0` and `10e-1` are the same.
package struct JSONNumber: Sendable, Hashable {
    /// As it was written.
    package let lexeme: [UInt8]
    /// Digits without zeros at either end, and the power of ten behind them; exact, however many digits there are.
    private let canonical: [UInt8]

    package init(_ lexeme: [UInt8]) {
        self.lexeme = lexeme
        canonical = JSONNumber.canonical(lexeme)
    }

    package static func == (a: Self, b: Self) -> Bool { a.canonical == b.canonical }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

    private static func canonical(_ lexeme: [UInt8]) -> [UInt8] {
        var rest = lexeme[...]
        let isNegative = rest.first == 0x2D
        if isNegative { rest.removeFirst() }
        var digits = Array(rest.prefix { $0 != 0x2E && $0 | 0x20 != 0x65 })
        rest = rest.dropFirst(digits.count)
        var power = 0
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix { $0 | 0x20 != 0x65 }
            digits += fraction
            power -= fraction.count
            rest = rest.dropFirst(fraction.count + 1)
        }
        if let mark = rest.popFirst(), mark | 0x20 == 0x65 {
            let isSmall = rest.first == 0x2D
            if isSmall || rest.first == 0x2B { rest.removeFirst() }
            // Exponents of more digits name no number that anybody sends; they are compared as written.
            guard let exponent = ASCII.decimal(rest), exponent < 1_000_000_000 else { return ASCII.lower(lexeme) }
            power += isSmall ? -exponent : exponent
        }
        while digits.last == 0x30 {
            digits.removeLast()
            power += 1
        }
        let significant = digits.drop { $0 == 0x30 }
        guard !significant.isEmpty else { return [0x30] }
        return (isNegative ? [0x2D] : []) + significant + Array("e\(power)".utf8)
    }
}
