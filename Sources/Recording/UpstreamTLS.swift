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
}
