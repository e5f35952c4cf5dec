internal import JSONTree

/// Why a file can't serve as a baseline.
package enum BaselineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not JSON; the reason names line and column.
    case unreadable(String)
    /// JSON, but no baseline.
    case notABaseline
    /// Written by another version of this program.
    case unknownVersion(Int)
    /// A baseline in which something is wrong; `pointer` (RFC 6901) says where.
    case malformed(pointer: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let reason): "the baseline can't be read: \(reason)"
        case .notABaseline: "the file is no baseline: `reprise check --learn` writes one"
        case .unknownVersion(let version):
            "the baseline has version \(version), and this program reads version \(ShapeBaseline.version); learn it anew"
        case .malformed(let pointer, let reason): "the baseline is damaged at \(pointer): \(reason)"
        }
    }
}
