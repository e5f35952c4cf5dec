/// Why bytes are no HTTP/1.1 message that can be passed on safely.
package struct HTTPSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; the sentence is in `reason`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The request line or status line is malformed.
        case startLine
        /// A version other than HTTP/1.x.
        case version
        /// A field line is malformed.
        case field
        /// `Host` is missing, doubled or malformed.
        case host
        /// The message's length is in doubt (RFC 9112 §6.3): the ground of request smuggling.
        case framing
        /// Chunked coding is malformed.
        case chunk
        /// A limit was exceeded.
        case tooLarge
        /// A transfer coding other than chunked.
        case transferCoding
        /// The connection ended inside the message.
        case truncated
        /// Bytes came where none may: a response nobody asked for.
        case unexpected
    }

    package let kind: Kind
    /// A sentence without any text of the message, safe to show and to answer with.
    package let reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// The status a server answers with before it closes the connection.
    package var responseStatus: Int {
        switch kind {
        case .tooLarge: 431
        case .version: 505
        case .transferCoding: 501
        default: 400
        }
    }

    package var description: String { reason }
}
