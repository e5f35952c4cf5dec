package import ExchangeModel
package import NIOCore

/// How the end of a message's body is known (RFC 9112 §6.3).
package enum BodyFraming: Sendable, Hashable {
    /// No body: the message ends with its head.
    case none
    case length(Int)
    case chunked
    /// The body ends with the connection; responses only.
    case untilClose
    /// The head was the last HTTP on this connection: CONNECT, or a switch of protocols (101).
    case tunnel
}

/// A request's head as it came.
package struct RequestHead: Sendable, Hashable {
    /// A token, so plain ASCII; case kept.
    package var method: String
    /// The request target exactly as sent: origin, absolute, authority or asterisk form (RFC 9112 §3.2).
    package var target: [UInt8]
    /// `HTTP/1.0` or `HTTP/1.1`, as sent.
    package var version: String
    package var headers: HeaderList
    package var framing: BodyFraming
    /// Whether the client lets the connection live after this exchange (RFC 9112 §9.3).
    package var isKeepAlive: Bool

    package init(
        method: String,
        target: [UInt8],
        version: String = "HTTP/1.1",
        headers: HeaderList = HeaderList(),
        framing: BodyFraming = .none,
        isKeepAlive: Bool = true
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.framing = framing
        self.isKeepAlive = isKeepAlive
    }
}

/// A response's head as it came.
package struct ResponseHead: Sendable, Hashable {
    /// 100 to 999.
    package var status: Int
    /// The reason phrase's bytes; empty where there was none.
    package var reason: [UInt8]
    package var version: String
    package var headers: HeaderList
    package var framing: BodyFraming
    /// Whether the connection can carry another exchange after this one.
    package var isKeepAlive: Bool

    package init(
        status: Int,
        reason: [UInt8] = [],
        version: String = "HTTP/1.1",
        headers: HeaderList = HeaderList(),
        framing: BodyFraming = .none,
        isKeepAlive: Bool = true
    ) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.framing = framing
        self.isKeepAlive = isKeepAlive
    }

    /// Whether a final response is still to follow: 1xx, but not 101, which ends HTTP on the connection.
    package var isInformational: Bool { status < 200 && status != 101 }
}

/// One step of a message. Every message is a head, any number of body parts, and an end.
package enum HTTPEvent: Sendable, Hashable {
    case requestHead(RequestHead)
    /// An informational head (`isInformational`) is followed by an end too, then by the next head.
    case responseHead(ResponseHead)
    /// Bytes of the body with the transfer coding removed; never empty, shares the input's memory.
    case body(ByteBuffer)
    /// The message is whole. Trailers come only with chunked coding (RFC 9112 §7.1.2).
    case end(trailers: HeaderList)
}
