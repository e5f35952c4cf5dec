/// One request and what came back, raw: a response, a transport failure, or both (a response cut short).
///
/// Lives in memory only. It is not `Codable`, and its description shows method and host, nothing else;
/// what is kept, shown or sent is the `RedactedExchange` that the Redaction module makes of it.
public struct Exchange: Sendable {
    /// When the request began, by the machine's wall clock.
    public var startedAt: Timestamp
    /// The same moment on the monotonic clock of the process that recorded it; nil where that is not known.
    public var monotonicStart: MonotonicMoment?
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
        monotonicStart: MonotonicMoment? = nil,
        request: RequestMessage,
        response: ResponseMessage? = nil,
        failure: TransportFailure? = nil,
        timings: Timings = Timings(),
        connection: ConnectionInfo = ConnectionInfo()
    ) {
        self.startedAt = startedAt
        self.monotonicStart = monotonicStart
        self.request = request
        self.response = response
        self.failure = failure
        self.timings = timings
        self.connection = connection
    }
}

extension Exchange: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and host, nothing else: the rest may be secret.
    public var description: String { request.description }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
