import ExchangeModel
import NIOCore
import Wire

/// An answer of the proxy's own, where the upstream gave none. Says that it is one.
struct GatewayAnswer: Sendable, Hashable {
    var status: Int
    /// A sentence; the text is shown to the client as it is.
    var message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The answer to a call that failed on the way to the upstream.
    init(_ failure: TransportFailure) {
        let isTimeout = failure.kind == .connectTimeout || failure.kind == .readTimeout
        self.init(isTimeout ? 504 : 502, failure.message)
    }

    /// The whole response as bytes.
    func encoded(to method: String, closes: Bool) -> ByteBuffer {
        let body = "reprise: \(message)\nThis answer comes from the recording proxy, not from the API.\n"
        var headers: HeaderList = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(body.utf8.count),
        ]
        if closes { headers.append("Connection", "close") }
        var buffer = ByteBuffer()
        do {
            try HTTPEncoder.writeResponseHead(
                status: status,
                reason: Array(reason.utf8),
                headers: headers,
                into: &buffer
            )
        } catch {
            // Our own words always encode; an empty answer followed by a close is what is left.
            return ByteBuffer()
        }
        if method != "HEAD" { buffer.writeString(body) }
        return buffer
    }

    private var reason: String {
        switch status {
        case 400: "Bad Request"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
