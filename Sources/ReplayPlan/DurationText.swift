/// Spans of time as people write them: `800ms`, `1.5s`.
package enum DurationText {
    /// Reads a decimal number with up to nine digits on either side of the point, and `ms`, `s` or `min`; nil for
    /// anything else, and for nothing at all.
    package static func parse(_ text: String) -> Duration? {
        let bytes = Array(text.utf8)
        let number = bytes.prefix { 0x30...0x39 ~= $0 || $0 == 0x2E }
        let parts = number.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ (1...9).contains($0.count) }) else { return nil }
        func integer(_ digits: ArraySlice<UInt8>) -> Int64 { digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        // Billionths of the unit: at most 10¹⁸, which 64 bits hold.
        var billionths = integer(parts[0]) * 1_000_000_000
        if parts.count == 2 {
            let fraction = parts[1] + Array(repeating: 0x30, count: 9 - parts[1].count)
            billionths += integer(fraction[...])
        }
        let duration: Duration
        switch String(decoding: bytes[number.endIndex...], as: UTF8.self) {
        case "s": duration = .nanoseconds(billionths)
        case "min": duration = .nanoseconds(billionths) * 60
        case "ms": duration = .nanoseconds(billionths) / 1_000
        default: return nil
        }
        return duration > .zero ? duration : nil
    }

    /// `800ms` below a second, else `1.5s`; nothing is rounded that `parse` can read.
    static func compact(_ duration: Duration) -> String {
        duration < .seconds(1) ? decimal(duration * 1_000) + "ms" : decimal(duration) + "s"
    }

    /// The same for a sentence: `800 ms`, `1.5 s`.
    static func spaced(_ duration: Duration) -> String {
        duration < .seconds(1) ? decimal(duration * 1_000) + " ms" : decimal(duration) + " s"
    }

    /// Seconds with up to nine places.
    private static func decimal(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let billionths = attoseconds / 1_000_000_000
        guard billionths > 0 else { return String(seconds) }
        var fraction = Array(String(billionths).utf8)
        fraction = Array(repeating: 0x30, count: 9 - fraction.count) + fraction
        while fraction.last == 0x30 { fraction.removeLast() }
        return "\(seconds)." + String(decoding: fraction, as: UTF8.self)
    }
}
