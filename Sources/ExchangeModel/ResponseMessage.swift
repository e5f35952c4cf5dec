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

// The fields and the body may be secret; what is printed by accident must not be.
extension ResponseMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status, nothing else.
    public var description: String { "status \(status)" }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
