package import NIOSSL

/// What verification most likely had against a server's certificate. Explains a refusal, never changes it.
enum CertificateComplaint: Sendable, Hashable {
    case expired
    case notYetValid
    case unknownIssuer

    /// - Parameters:
    ///   - certificate: the server's own, if it sent one.
    ///   - seconds: the wall clock's Unix time.
    init(_ certificate: NIOSSLCertificate?, nowSeconds seconds: Int64) {
        if let certificate, Int64(certificate.notValidAfter) < seconds {
            self = .expired
        } else if let certificate, Int64(certificate.notValidBefore) > seconds {
            self = .notYetValid
        } else {
            self = .unknownIssuer
        }
    }

    /// Completes "The certificate of … is not trusted:".
    var sentence: String {
        switch self {
        case .expired: "it has expired. The server's owner must renew it; or this machine's date is wrong."
        case .notYetValid: "it is not valid yet. Check this machine's date and time."
        case .unknownIssuer:
            "no authority that this machine trusts has issued it; it may be self-signed. Install the system's CA "
                + "certificates, or trust your company's authority, or this certificate, with --trust FILE."
        }
    }
}

/// A TLS handshake that failed, with what is known of the reason.
package struct HandshakeError: Error {
    package let underlying: any Error
    /// The server's own; nil if it sent none.
    package let certificate: NIOSSLCertificate?

    package init(underlying: any Error, certificate: NIOSSLCertificate?) {
        self.underlying = underlying
        self.certificate = certificate
    }
}
