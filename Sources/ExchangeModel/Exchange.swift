/// A body as it was on the wire: transfer coding removed, content coding (gzip, …) kept.
public struct MessageBody: Sendable, Hashable {
    /// What was kept; a prefix of the body where `isCut`.
    public var bytes: [UInt8]
    /// How many bytes there were on the wire, which `bytes` may hold only the start of.
    public var trueLength: Int
    /// Whether the recorder's cap left out the end.
    public var isCut: Bool
    /// Whether the peer stopped before the end it had announced.
    public var isTruncated: Bool
    /// HMAC-SHA256 over the whole body, under the recorder's key; kept where `isCut`.
    public var keyedDigest: [UInt8]?

    /// A body; `trueLength` is the number of bytes unless given.
    public init(
        _ bytes: [UInt8] = [],
        trueLength: Int? = nil,
        isCut: Bool = false,
        isTruncated: Bool = false,
        keyedDigest: [UInt8]? = nil
    ) {
        self.bytes = bytes
        self.trueLength = trueLength ?? bytes.count
        self.isCut = isCut
        self.isTruncated = isTruncated
        self.keyedDigest = keyedDigest
    }

    /// No body at all.
    public static let empty = MessageBody()
}

/// What a client asked.
public struct RequestMessage: Sendable, Hashable {
    /// The method as sent; methods are case-sensitive (RFC 9110 §9.1).
    public var method: String
    /// The absolute URL as bytes: scheme, authority, and the path and query exactly as sent.
    public var url: [UInt8]
    /// The version as the client or the HAR file named it: `HTTP/1.1`, `h3`, or empty where unknown.
    public var version: String
    /// The header fields as sent.
    public var headers: HeaderList
    /// The body as sent, or empty.
    public var body: MessageBody

    /// A request with these parts.
    public init(
        method: String,
        url: [UInt8],
        version: String = "HTTP/1.1",
        headers: HeaderList = HeaderList(),
        body: MessageBody = .empty
    ) {
        self.method = method
        self.url = url
        self.version = version
        self.headers = headers
        self.body = body
    }
}

/// What the server answered.
public struct ResponseMessage: Sendable, Hashable {
    /// The status code; 0 only where a HAR file recorded none.
    public var status: Int
    /// The reason phrase as bytes; often empty.
    public var reason: [UInt8]
    /// The version as the server or the HAR file named it.
    public var version: String
    /// The header fields as received.
    public var headers: HeaderList
    /// The body as received, or empty.
    public var body: MessageBody
    /// Fields after a chunked body (RFC 9112 §7.1.2).
    public var trailers: HeaderList

    /// A response with these parts.
    public init(
        status: Int,
        reason: [UInt8] = [],
        version: String = "HTTP/1.1",
        headers: HeaderList = HeaderList(),
        body: MessageBody = .empty,
        trailers: HeaderList = HeaderList()
    ) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.body = body
        self.trailers = trailers
    }
}

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

/// What is known of the connection an exchange used.
public struct ConnectionInfo: Sendable, Hashable {
    /// Numeric address and port of the server, `127.0.0.1:8080` or `[::1]:8080`.
    public var remoteAddress: String?
    /// Whether an earlier exchange had used the same connection.
    public var isReused: Bool?
    /// Counts connections within one run, so that exchanges on the same one can be told.
    public var ordinal: Int?

    /// What is known; the rest stays nil.
    public init(remoteAddress: String? = nil, isReused: Bool? = nil, ordinal: Int? = nil) {
        self.remoteAddress = remoteAddress
        self.isReused = isReused
        self.ordinal = ordinal
    }
}

/// One request and what came back, raw: a response, a transport failure, or both (a response cut short).
///
/// Lives in memory only. It is not `Codable`, and its description shows method and host, nothing else;
/// what is kept, shown or sent is the `RedactedExchange` that the Redaction module makes of it.
public struct Exchange: Sendable {
    /// When the request began, by the machine's wall clock.
    public var startedAt: Timestamp
    /// What the client asked.
    public var request: RequestMessage
    /// What came back; nil where nothing did. Present beside `failure` where the response was cut short.
    public var response: ResponseMessage?
    /// Why there is no whole response; nil where there is one.
    public var failure: TransportFailure?
    /// How long each phase took.
    public var timings: Timings
    /// The connection it used, as far as known.
    public var connection: ConnectionInfo

    /// An exchange with these parts.
    public init(
        startedAt: Timestamp,
        request: RequestMessage,
        response: ResponseMessage? = nil,
        failure: TransportFailure? = nil,
        timings: Timings = Timings(),
        connection: ConnectionInfo = ConnectionInfo()
    ) {
        self.startedAt = startedAt
        self.request = request
        self.response = response
        self.failure = failure
        self.timings = timings
        self.connection = connection
    }
}

extension Exchange: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and host, nothing else: the rest may be secret.
    public var description: String {
        let host = URLParts(request.url).map { String(decoding: $0.host, as: UTF8.self) } ?? "unknown host"
        return "\(request.method) \(host)"
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    // `dump` and test failure messages reflect; a raw exchange has nothing to show them.
    /// Empty: see the comment inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
