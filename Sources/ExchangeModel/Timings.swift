/// How long each phase of an exchange took, on a monotonic clock.
///
/// A phase that did not happen is nil, not zero: a reused connection has no `dns`, `connect` or `tls`.
public struct Timings: Sendable, Hashable {
    /// Waiting for a free connection.
    public var blocked: Duration?
    /// Resolving the host name.
    public var dns: Duration?
    /// The TCP handshake, without TLS.
    public var connect: Duration?
    /// The TLS handshake.
    public var tls: Duration?
    /// Writing the request, first byte to last.
    public var send: Duration?
    /// From the last byte of the request to the first byte of the response.
    public var wait: Duration?
    /// From the first byte of the response to its last.
    public var receive: Duration?

    /// The phases that happened; the rest stays nil.
    public init(
        blocked: Duration? = nil,
        dns: Duration? = nil,
        connect: Duration? = nil,
        tls: Duration? = nil,
        send: Duration? = nil,
        wait: Duration? = nil,
        receive: Duration? = nil
    ) {
        self.blocked = blocked
        self.dns = dns
        self.connect = connect
        self.tls = tls
        self.send = send
        self.wait = wait
        self.receive = receive
    }

    /// The phases' sum.
    public var total: Duration {
        [blocked, dns, connect, tls, send, wait, receive].reduce(.zero) { $0 + ($1 ?? .zero) }
    }
}
