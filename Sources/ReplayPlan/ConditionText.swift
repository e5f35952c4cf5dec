import ExchangeModel

/// Numbers as the lines about conditions write them.
enum ConditionText {
    /// `= 0.03`, `= 0.002`, `< 0.001`.
    static func pValue(_ p: Double) -> String {
        if p < 0.001 { return "< 0.001" }
        let width = p < 0.01 ? 3 : 2
        return "= " + decimal(p, digits: width)
    }

    /// `250 ms`, `3 s`, `1.5 s`, `4 min`, `1 h 5 min`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        guard milliseconds >= 1 else { return milliseconds > 0 ? "under 1 ms" : "0 s" }
        if milliseconds < 1_000 { return "\(Int(milliseconds.rounded())) ms" }
        if milliseconds < 59_950 { return number(milliseconds / 1_000) + " s" }
        // Two thousand years of minutes still fit.
        let minutes = Int(min(milliseconds / 60_000, 1e9).rounded())
        if minutes < 60 { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// Whole numbers without a fraction, others with as many digits as tell them: `4`, `2.5`.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return String(value) }
        if value == value.rounded() { return String(Int(value)) }
        if abs(value) < 0.1 { return String(value) }
        let text = decimal(abs(value), digits: 1)
        return (value < 0 ? "-" : "") + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// The number with the fewest digits above `low` and up to `high`: 3 for 2.98 and 3.01.
    static func roundest(above low: Double, upTo high: Double) -> Double {
        for exponent in stride(from: 15, through: -6, by: -1) {
            var scale = 1.0
            for _ in 0..<abs(exponent) { scale *= 10 }
            for step in [5.0, 2, 1] {
                let number =
                    exponent >= 0
                    ? (high / scale / step).rounded(.down) * step * scale
                    : (high * scale / step).rounded(.down) * step / scale
                if number > low, number <= high { return number }
            }
        }
        return high
    }

    /// Rounded half away from zero; for values from 0 to 1e15.
    private static func decimal(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = String(Int((value * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, digits + 1 - scaled.count)) + scaled
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}
