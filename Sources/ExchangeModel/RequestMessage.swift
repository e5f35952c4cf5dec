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

// The URL, the fields and the body may be secret; what is printed by accident must not be.
extension RequestMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and host, nothing else.
    public var description: String {
        let host = URLParts(url).map { String(decoding: $0.host, as: UTF8.self) } ?? "unknown host"
        return "\(method) \(host)"
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
