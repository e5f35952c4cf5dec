/// How a `WireClient` behaves. TLS is always verified in full; there is no option against it.
package struct WireClientOptions: Sendable {
    /// For each of resolving, connecting and the TLS handshake.
    package var connectTimeout: Duration = .seconds(10)
    /// How long the server may neither take nor send a byte while an exchange is under way.
    package var readTimeout: Duration = .seconds(60)
    /// How many bytes of a response's body are kept; the rest is counted.
    package var maxBody = 10 * 1_024 * 1_024
    /// Certificates in PEM to trust besides the system's: a company's own authority, a test's.
    package var additionalTrustRootsPEM: [UInt8]?
    /// How long a connection without work is kept.
    package var idleTimeout: Duration = .seconds(30)
    /// How many connections without work are kept for one origin.
    package var maxIdlePerOrigin = 8

    package init() {}
}
