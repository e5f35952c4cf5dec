package import ExchangeModel
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Turns what the system, NIO and TLS report into sentences that say what happened and what to do.
package enum FailureSentences {
    static let connectionReset = ECONNRESET

    /// A duration for people: `10 s`, `250 ms`.
    package static func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.microseconds / 1_000
        return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
    }

    /// What an error says, in a few words without a full stop.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case ChannelError.ioOnClosedChannel, ChannelError.eof, ChannelError.alreadyClosed: "the connection was closed"
        default: "\(error)"
        }
    }

    package static func resolving(_ fault: HostResolver.Fault, host: String) -> TransportFailure {
        switch fault {
        case .unknownName:
            TransportFailure(
                .resolve,
                "The name \(host) has no address. Check its spelling and the network's name server."
            )
        case .noAnswer:
            TransportFailure(
                .resolve,
                "The name \(host) could not be resolved: no name server answered. Check the network and try again."
            )
        case .other(let reason): TransportFailure(.resolve, "The name \(host) could not be resolved: \(reason).")
        }
    }

    package static func resolveTimeout(_ host: String, limit: Duration) -> TransportFailure {
        TransportFailure(
            .resolve,
            "The name \(host) could not be resolved within \(seconds(limit)). Check the network's name server."
        )
    }

    /// - Parameter peer: host and port, for people.
    package static func connecting(_ error: any Error, peer: String, limit: Duration) -> TransportFailure {
        switch error {
        case ChannelError.connectTimeout: return connectTimeout(peer, limit: limit)
        case let error as NIOConnectionError:
            let errors = error.connectionErrors.map(\.error)
            if errors.contains(where: { if case ChannelError.connectTimeout = $0 { true } else { false } }) {
                return connectTimeout(peer, limit: limit)
            }
            let codes = errors.compactMap { ($0 as? IOError)?.errnoCode }
            let tried = errors.count > 1 ? " (\(errors.count) addresses tried)" : ""
            if codes.contains(ECONNREFUSED) {
                return TransportFailure(
                    .connect,
                    "\(peer) refused the connection\(tried): no server listens there. Check host and port."
                )
            }
            let reason = errors.first.map { self.reason($0) } ?? "no address could be reached"
            return TransportFailure(.connect, "No connection to \(peer)\(tried): \(reason). Check the network.")
        default: return TransportFailure(.connect, "No connection to \(peer): \(reason(error)).")
        }
    }

    static func connectTimeout(_ peer: String, limit: Duration) -> TransportFailure {
        TransportFailure(
            .connectTimeout,
            "\(peer) did not accept the connection within \(seconds(limit)). Check host, port and firewall."
        )
    }

    package static func handshakeTimeout(_ peer: String, limit: Duration) -> TransportFailure {
        TransportFailure(
            .tls,
            "\(peer) did not finish the TLS handshake within \(seconds(limit)). Does it speak https?"
        )
    }

    /// - Parameters:
    ///   - error: a `HandshakeError` where the server's certificate is known.
    ///   - nowSeconds: the wall clock's Unix time, to tell an expired certificate.
    package static func handshake(_ error: any Error, peer: String, nowSeconds: Int64) -> TransportFailure {
        let certificate = (error as? HandshakeError)?.certificate
        let error = (error as? HandshakeError)?.underlying ?? error
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return TransportFailure(
                .tls,
                "The certificate of \(peer) is not trusted: it was issued for another host name. "
                    + "Check the host in the URL; never send credentials there."
            )
        }
        switch error {
        case NIOSSLError.handshakeFailed(let inner):
            let text = "\(inner)"
            if text.contains("CERTIFICATE_VERIFY_FAILED") {
                let complaint = CertificateComplaint(certificate, nowSeconds: nowSeconds)
                return TransportFailure(.tls, "The certificate of \(peer) is not trusted: \(complaint.sentence)")
            }
            if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
                return TransportFailure(
                    .tls,
                    "\(peer) does not speak TLS. Use http:// if that is intended, or another port."
                )
            }
            if text.contains("EOF during handshake") {
                return TransportFailure(.tls, "\(peer) closed the connection during the TLS handshake.")
            }
            return TransportFailure(.tls, "The TLS handshake with \(peer) failed: \(shortened(text)).")
        case NIOSSLError.uncleanShutdown, ChannelError.ioOnClosedChannel, ChannelError.eof:
            return TransportFailure(.tls, "\(peer) closed the connection during the TLS handshake.")
        default: return TransportFailure(.tls, "The TLS handshake with \(peer) failed: \(shortened(reason(error))).")
        }
    }

    /// Without the library's source paths.
    private static func shortened(_ text: String) -> String {
        text.split(separator: " at /").first.map(String.init) ?? text
    }
}
