import ExchangeModel
import NIOCore
import NIOSSL

/// TLS to the upstream, always verified in full: chain, dates and name.
struct UpstreamTLS: Sendable {
    private let context: NIOSSLContext
    /// Sent as server name; nil for an upstream given by address, which the certificate must then name.
    private let serverName: String?

    init(host: String, additionalTrustRootsPEM: [UInt8]?) throws(ReverseProxyError) {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .fullVerification
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let pem = additionalTrustRootsPEM {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(pem))]
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .tls(
                additionalTrustRootsPEM == nil ? "\(error)" : "the additional trust roots are no PEM certificates"
            )
        }
        serverName = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    func makeHandler() throws -> any ChannelHandler {
        try NIOSSLClientHandler(context: context, serverHostname: serverName)
    }

    /// Whether TLS ended without a closing alert.
    static func isUncleanShutdown(_ error: any Error) -> Bool {
        guard let error = error as? NIOSSLError, case .uncleanShutdown = error else { return false }
        return true
    }

    /// What a failed handshake means, for people.
    static func failure(_ error: any Error, upstream: String) -> TransportFailure {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return TransportFailure(
                .tls,
                "The certificate of \(upstream) is for another host name. Check the upstream's URL."
            )
        }
        if case .handshakeFailed(let underlying)? = error as? NIOSSLError {
            let text = "\(underlying)"
            if text.contains("CERTIFICATE_VERIFY_FAILED") {
                return TransportFailure(
                    .tls,
                    "The certificate of \(upstream) is not trusted: expired, not valid yet, or issued by an authority "
                        + "that this machine does not know. Check the clock and the installed CA certificates."
                )
            }
            if text.contains("WRONG_VERSION_NUMBER") {
                return TransportFailure(.tls, "\(upstream) does not answer in TLS. Does it speak plain http?")
            }
        }
        return TransportFailure(.tls, "The TLS handshake with \(upstream) failed.")
    }
}
