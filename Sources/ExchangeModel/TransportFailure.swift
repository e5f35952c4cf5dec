/// Why an exchange has no whole response.
public struct TransportFailure: Sendable, Hashable {
    /// The step that failed. Further kinds may come; an unknown one reads as `other`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The host name has no address.
        case resolve
        /// No TCP connection: refused, unreachable.
        case connect
        case connectTimeout
        /// The handshake failed, or the certificate is not trusted.
        case tls
        /// The request could not be written whole.
        case send
        /// The server stayed silent for too long.
        case readTimeout
        /// The connection was reset.
        case reset
        /// The connection ended before the response did.
        case closedEarly
        /// What came is not HTTP.
        case protocolError
        /// The client went away, or the run was stopped.
        case cancelled
        case other
    }

    /// The step that failed.
    public var kind: Kind
    /// A sentence for people: what happened, where. May hold hostile text; redacted before it is kept.
    public var message: String

    /// A failure of this kind, and the sentence for people.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
