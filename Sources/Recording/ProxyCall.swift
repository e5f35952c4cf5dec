import ExchangeModel
import NIOCore
import Wire

/// What the proxy knows of the upstream connection that a call uses.
struct UpstreamFacts: Sendable, Hashable {
    var remoteAddress: String?
    /// Nil if no connection came about.
    var ordinal: Int?
    var isReused: Bool?
    /// dns, connect and tls, where the connection was opened for this call.
    var timings = Timings()
}

/// One call on its way through the proxy: how far each side has come, and what the record will hold.
struct ProxyCall {
    enum Link {
        /// Waiting for a connection.
        case opening
        case open
    }

    let head: RequestHead
    let url: [UInt8]
    let startedAt: Timestamp
    let monotonicStart: MonotonicMoment
    var link = Link.opening
    var facts: UpstreamFacts?
    /// Whether the client's last byte was read.
    var isRequestEnded = false
    var requestBody: BodyCapture
    var responseHead: ResponseHead?
    var responseBody: BodyCapture
    var trailers = HeaderList()
    /// How the response's body goes to the client.
    var clientFraming = BodyFraming.none
    /// Whether the connection to the client ends with this call.
    var closesClient: Bool
    var informationalCount = 0
    /// Whether the one retry was used.
    var wasRetried = false

    // Moments on the monotonic clock.
    var opened: ContinuousClock.Instant
    var linked: ContinuousClock.Instant?
    var sent: ContinuousClock.Instant?
    var firstByte: ContinuousClock.Instant?
    /// When the answer was whole. The request may still be under way then.
    var answered: ContinuousClock.Instant?
    /// Time lost on a connection that turned out to be dead.
    var blocked: Duration?

    init(
        head: RequestHead,
        url: [UInt8],
        startedAt: Timestamp,
        monotonicStart: MonotonicMoment,
        opened: ContinuousClock.Instant,
        capture: BodyCapture
    ) {
        self.head = head
        self.url = url
        self.startedAt = startedAt
        self.monotonicStart = monotonicStart
        self.opened = opened
        requestBody = capture
        responseBody = capture
        closesClient = !head.isKeepAlive
        if case .length(let length) = head.framing { requestBody.begin(announced: length) }
    }

    var hasBody: Bool {
        switch head.framing {
        case .none, .length(0): false
        default: true
        }
    }

    /// Whether more of the request's body is to come.
    var isSending: Bool { hasBody && !isRequestEnded }

    /// Whether sending the request again changes nothing (RFC 9110 §9.2.2) and needs nothing that has streamed past.
    var isRepeatable: Bool {
        !hasBody && ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"].contains(head.method)
    }

    func timings(at now: ContinuousClock.Instant) -> Timings {
        var result = facts?.timings ?? Timings()
        result.blocked = blocked
        guard let linked else { return result }
        result.send = (sent ?? firstByte ?? now) - linked
        if let firstByte {
            // An answer may begin before the request has ended; then nobody waited.
            result.wait = max(.zero, firstByte - (sent ?? firstByte))
            result.receive = (answered ?? now) - firstByte
        } else if let sent {
            result.wait = now - sent
        }
        return result
    }

    /// The record of the call.
    mutating func exchange(
        host: [UInt8],
        failure: TransportFailure?,
        at now: ContinuousClock.Instant
    ) -> Exchange {
        let request = RequestMessage(
            method: head.method,
            url: url,
            version: head.version,
            headers: ForwardedHead.recordedRequest(head, host: host),
            body: requestBody.finish(isTruncated: isSending)
        )
        var response: ResponseMessage?
        if let responseHead {
            response = ResponseMessage(
                status: responseHead.status,
                reason: responseHead.reason,
                version: responseHead.version,
                headers: responseHead.headers,
                body: responseBody.finish(isTruncated: failure != nil),
                trailers: trailers
            )
        }
        return Exchange(
            startedAt: startedAt,
            monotonicStart: monotonicStart,
            request: request,
            response: response,
            failure: failure,
            timings: timings(at: now),
            connection: ConnectionInfo(
                remoteAddress: facts?.remoteAddress,
                isReused: facts?.isReused,
                ordinal: facts?.ordinal
            )
        )
    }
}
