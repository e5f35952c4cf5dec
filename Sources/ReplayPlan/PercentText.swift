/// Shares as percentages for people.
package enum PercentText {
    /// Whole per cent, one digit more below 1 and above 99; 0 and 100 only where they are exact.
    package static func text(_ share: Double) -> String {
        let percent = share * 100
        if percent <= 0 { return "0" }
        if percent >= 100 { return "100" }
        if percent < 0.1 { return "<0.1" }
        if percent > 99.9 { return ">99.9" }
        guard percent < 1 || percent > 99 else { return String(Int(percent.rounded())) }
        let tenths = Int((percent * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
