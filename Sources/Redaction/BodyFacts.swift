/// What a body's content is, whatever the header says.
package enum MediaKind: String, Sendable, Hashable, CaseIterable {
    case json, form, multipart, csv, html, xml, text, binary
    /// There is no body.
    case none
}

/// Where a body stops being the JSON it claims to be.
package struct BodySyntaxError: Sendable, Hashable {
    /// In bytes of the decoded body, before anything was replaced.
    package let offset: Int
    /// Holds nothing of the body.
    package let reason: String
}

/// What was found out about a body before it was redacted.
package struct BodyFacts: Sendable, Hashable {
    package let mediaKind: MediaKind
    /// Type and subtype of Content-Type in lower case; empty where none is declared or it is none.
    package let declaredMediaType: String
    /// The codings Content-Encoding names, in its order, in lower case.
    package let contentCodings: [String]
    /// Where the JSON is wrong; only for bodies that are declared as JSON or begin like it.
    package let syntaxError: BodySyntaxError?
    /// Why the content coding could not be undone.
    package let decoderError: String?
    /// Bytes after decoding; nil where that failed.
    package let decodedLength: Int?
    /// A coding is declared, but the bytes came decoded already, as HAR files hold them.
    package let cameDecoded: Bool
}
