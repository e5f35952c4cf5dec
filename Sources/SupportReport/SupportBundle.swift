package import Redaction

/// A finished report: the zip of the bundle's files, and an e-mail draft.
package struct SupportBundle: Sendable {
    /// One file of the bundle; its bytes are in the zip.
    package struct File: Sendable {
        /// Its path in the zip.
        package let name: String
        package let size: Int
        /// In lower-case hexadecimal.
        package let sha256: String
    }

    package let files: [File]
    package let zip: [UInt8]
    package let email: [UInt8]
    /// `<utc>-<operation>-<status>`, safe as a file name, without an ending.
    package let fileStem: String
    package let subject: String
    /// Whether the draft says whom it is for.
    package let isAddressed: Bool
}

/// Why no report was made.
package enum ReportError: Error, Sendable, CustomStringConvertible {
    /// There is no exchange to report.
    case empty
    /// The finished files hold something secret; nothing was written.
    case leak([Leak])
    /// The archive could not be put together.
    case archive(String)

    package var description: String {
        switch self {
        case .empty: return "there is nothing to report: no exchange was given"
        case .leak(let leaks):
            let places = leaks.prefix(5).map { "\($0.kind) in \($0.file) at byte \($0.offset)" }
            let rest = leaks.count > 5 ? "; and \(leaks.count - 5) more" : ""
            return "a secret was found in the finished report, so it was not written: "
                + places.joined(separator: "; ") + rest
        case .archive(let reason): return "the zip file could not be made: \(reason)"
        }
    }
}
