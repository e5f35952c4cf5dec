import Crypto
import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A certificate authority that lives for one test, and leaves of it.
struct TestAuthority {
    let rootPEM: [UInt8]
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName

    init() throws {
        name = try DistinguishedName { CommonName("Reprise test authority") }
        let signer = Certificate.PrivateKey(key)
        let root = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: signer.publicKey,
            notValidBefore: Date() - 86_400,
            notValidAfter: Date() + 86_400,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: signer
        )
        rootPEM = Array(try root.serializeAsPEM().pemString.utf8)
    }

    /// What a server needs to speak TLS as `host`.
    func serverContext(dnsName: String? = nil, isExpired: Bool = false) throws -> NIOSSLContext {
        let leafKey = P256.Signing.PrivateKey()
        let names: [GeneralName] =
            dnsName.map { [.dnsName($0)] } ?? [
                .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
            ]
        let leaf = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(leafKey.publicKey),
            notValidBefore: Date() - 86_400 * 2,
            notValidAfter: Date() + (isExpired ? -86_400 : 86_400),
            issuer: name,
            subject: try DistinguishedName { CommonName("leaf") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
        let certificate = try NIOSSLCertificate(bytes: Array(leaf.serializeAsPEM().pemString.utf8), format: .pem)
        let privateKey = try NIOSSLPrivateKey(bytes: Array(leafKey.pemRepresentation.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)],
                privateKey: .privateKey(privateKey)
            )
        )
    }
}
