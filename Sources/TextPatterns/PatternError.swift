/// Why a pattern can't be matched.
package enum PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a pattern of ECMA-262; the offset counts code points from 0.
    case syntax(offset: Int, reason: String)
    /// A pattern, but with a feature that is not evaluated here: back-references, look-ahead and look-behind, which are
    /// not regular; inline modifiers; properties of characters that the standard library does not know.
    case notRegular(offset: Int, feature: String)
    /// Its program would be larger than the limit.
    case tooLarge(limit: Int)

    package var description: String {
        switch self {
        case .syntax(let offset, let reason): "not a pattern: \(reason), at character \(offset)"
        case .notRegular(let offset, let feature): "\(feature) at character \(offset) is beyond what is evaluated here"
        case .tooLarge(let limit): "the pattern would need more than \(limit) steps"
        }
    }
}
