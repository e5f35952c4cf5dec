/// How many calls may be under way at once while nobody knows what is left of the quota: one, until an answer tells.
///
/// An answer of the API's own without a word of a quota means that there is none to look after. A gateway's 5xx, or no
/// answer at all, leaves that open: each allows one more, so that waves double, and a failure that tells nothing can
/// soon be repeated many times at once, while a quota that is nearly used up is overdrawn by a few calls at most.
package struct BlindStart: Sendable, Hashable {
    /// As good as any number.
    private static let all = 1_000

    package private(set) var allowed: Int

    package init(allowed: Int = 1) {
        self.allowed = min(BlindStart.all, max(1, allowed))
    }

    /// Counts a call that has ended without telling what is left.
    ///
    /// - Parameter status: the answer's; nil where none came.
    package mutating func ended(status: Int?) {
        switch status {
        // It says that there is a quota.
        case 429: return
        case .some(..<500): allowed = BlindStart.all
        case .some, nil: allowed = min(BlindStart.all, allowed + 1)
        }
    }
}
