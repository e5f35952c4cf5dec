/// Why a file can't serve as a contract at all.
package struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The file isn't there, or may not be read.
        case unavailable(String)
        /// The bytes are neither YAML nor JSON; the reason names no place.
        case unreadable(String)
        /// The document has no `openapi: 3.…`.
        case notOpenAPI(found: String?)
        /// It is Swagger 2.0, or whichever version it says.
        case swagger(String)
        /// It has no paths.
        case noPaths
    }

    package let code: Code
    /// The document's name, as it was given.
    package let file: String
    /// From 1; nil where no line is to blame.
    package let line: Int?
    /// From 1.
    package let column: Int?

    package init(_ code: Code, file: String, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String {
        let place = file + (line.map { ":\($0)" } ?? "") + (column.map { ":\($0)" } ?? "")
        return place + ": " + reason
    }

    private var reason: String {
        switch code {
        case .unavailable(let reason):
            "the document can't be had: \(reason)"
        case .unreadable(let reason):
            "the document can't be read: \(reason)"
        case .notOpenAPI(nil):
            "the document has no `openapi` field: only OpenAPI 3.0 and 3.1 are understood"
        case .notOpenAPI(let found?):
            "the document says openapi \(found): only OpenAPI 3.0 and 3.1 are understood"
        case .swagger(let version):
            "the document is Swagger \(version): convert it to OpenAPI 3.0 or 3.1, which is what is understood"
        case .noPaths:
            "the document has no paths, so there is nothing to check answers against"
        }
    }
}
