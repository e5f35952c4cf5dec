/// How much a finding weighs.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Worth knowing; breaks nothing.
    case info
    /// Worth a look; no promise of the vendor's was broken for certain.
    case warning
    /// A promise was broken.
    case error

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}
