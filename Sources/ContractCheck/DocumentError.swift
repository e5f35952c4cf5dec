/// Why a file can't serve as a contract at all.
package enum DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are neither YAML nor JSON; the reason names line and column.
    case unreadable(String)
    /// The document has no `openapi: 3.…`.
    case notOpenAPI(found: String?)
    /// It has no paths.
    case noPaths

    package var description: String {
        switch self {
        case .unreadable(let reason):
            "the document can't be read: \(reason)"
        case .notOpenAPI(nil):
            "the document has no `openapi` field: only OpenAPI 3.0 and 3.1 are understood"
        case .notOpenAPI(let found?):
            "the document says openapi \(found): only OpenAPI 3.0 and 3.1 are understood"
        case .noPaths:
            "the document has no paths, so there is nothing to check answers against"
        }
    }
}

/// Something wrong in a document that is usable otherwise.
package struct DocumentDefect: Sendable, Hashable {
    /// RFC 6901, into the document.
    package let pointer: String
    package let message: String
}
