package import Redaction

/// How a reverse proxy behaves. TLS to the upstream is always verified; there is no option against it.
package struct ReverseProxyOptions: Sendable {
    /// For each of resolving, connecting and the TLS handshake.
    package var connectTimeout: Duration = .seconds(10)
    /// How long the upstream may neither take nor send a byte while it is its turn.
    ///
    /// How long to wait for an answer is the client's to decide, which closes its connection when it has had enough. An
    /// answer of ours before that would change the traffic; this is for connections that died without a word.
    package var readTimeout: Duration = .seconds(3_600)
    /// How many bytes of each body are kept for the record; more stream through and are counted.
    package var maxBody = 10 * 1_024 * 1_024
    /// How long an upstream connection without work is kept.
    package var idleTimeout: Duration = .seconds(30)
    /// How many upstream connections without work each event loop keeps.
    package var maxIdle = 64
    /// How long a client that still sends after its answer was given may go on, so that it reads the answer.
    package var lingering: Duration = .seconds(2)
    /// Certificates in PEM to trust besides the system's.
    package var additionalTrustRootsPEM: [UInt8]?
    /// Makes the digests of bodies whose end is not kept; without keys such bodies have none.
    package var keys: RedactionKeys?
    /// A name for the recording, kept with each exchange.
    package var label: String?

    package init() {}
}
