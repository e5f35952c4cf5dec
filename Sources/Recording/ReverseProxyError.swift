/// Why a reverse proxy does not start.
package enum ReverseProxyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The upstream's URL has a path, a query or user information.
    case upstreamNotAnOrigin(String)
    /// The upstream is this proxy itself.
    case forwardsToItself(String)
    case portTaken(String)
    /// Listening failed for another reason.
    case cannotListen(String, reason: String)
    case tls(String)

    package var description: String {
        switch self {
        case .upstreamNotAnOrigin(let origin):
            "A reverse proxy stands in for a whole server, so the upstream is written as scheme, host and port only: "
                + "\(origin). Paths stay in the client's requests."
        case .forwardsToItself(let address):
            "The upstream \(address) is the address this proxy listens on, so it would forward to itself. "
                + "Choose another port with --listen, or another upstream."
        case .portTaken(let address):
            "Another program already listens on \(address). Stop it, or choose another port with --listen; "
                + "port 0 lets the system choose."
        case .cannotListen(let address, let reason): "Reprise can't listen on \(address): \(reason)."
        case .tls(let reason): "TLS to the upstream could not be set up: \(reason)."
        }
    }
}
