import ReplayPlan

/// The setting `slow-above`: up to which time no answer to a recorded success is far too slow, however fast the others
/// are.
struct SlowAbove: Sendable, Hashable {
    /// Nil where no time is too long.
    let floor: Duration?

    static let remedy = "use a time like 1s or 800ms, or never"

    /// Nil for what is neither a time nor `never`.
    init?(_ text: String) {
        if text == "never" {
            floor = nil
        } else {
            guard let time = DurationText.parse(text) else { return nil }
            floor = time
        }
    }
}
