/// Why the simulator did not start.
package enum SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another address than this machine's own loopback was asked for.
    case notLoopback(String)
    case portOutOfRange(Int)
    /// Another program listens there.
    case portTaken(host: String, port: Int)
    case cannotListen(host: String, port: Int, reason: String)

    package var description: String {
        switch self {
        case .notLoopback(let host):
            "The simulator listens on this machine only, and \(host) is not a loopback address. "
                + "Use 127.0.0.1 or [::1]."
        case .portOutOfRange(let port):
            "\(port) is no port. Use 1 to 65535, or 0 to let the system choose."
        case .portTaken(let host, let port):
            "Another program listens on \(host) port \(port) already. Choose another port, or 0 for a free one."
        case .cannotListen(let host, let port, let reason):
            "The simulator can't listen on \(host) port \(port): \(reason)."
        }
    }
}
