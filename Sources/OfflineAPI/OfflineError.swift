/// Why the server did not start.
package enum OfflineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another address than this machine's own loopback was asked for.
    case notLoopback(String)
    /// Another program listens there.
    case portTaken(host: String, port: Int)
    case cannotListen(host: String, port: Int, reason: String)

    package var description: String {
        switch self {
        case .notLoopback(let host):
            "Recordings are served to this machine only, and \(host) is not a loopback address. Use 127.0.0.1 or [::1]."
        case .portTaken(let host, let port):
            "Another program listens on \(host) port \(port) already. Choose another port, or 0 for a free one."
        case .cannotListen(let host, let port, let reason):
            "The recording can't be served on \(host) port \(port): \(reason)."
        }
    }
}
