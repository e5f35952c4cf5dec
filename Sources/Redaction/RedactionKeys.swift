internal import Crypto
internal import Foundation

/// The keys of one store, all derived from its 32 secret bytes (HKDF-SHA256, RFC 5869), one for each purpose.
package struct RedactionKeys: Sendable {
    private let standIns: SymmetricKey
    private let storedForms: SymmetricKey
    private let bodies: SymmetricKey
    private let sealing: SymmetricKey
    private let secrets: SymmetricKey
    private let digests: SymmetricKey
    private let flows: SymmetricKey

    /// - Parameter master: 32 random bytes; who has them can test guesses against stand-ins and open sealed values.
    package init(master: [UInt8]) {
        let input = SymmetricKey(data: master)
        func key(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: input,
                info: Array("reprise 1 \(purpose)".utf8),
                outputByteCount: 32
            )
        }
        standIns = key("stand-in")
        storedForms = key("stored form")
        bodies = key("stored body")
        sealing = key("seal")
        secrets = key("secret fingerprint")
        digests = key("body digest")
        flows = key("flow digest")
    }

    /// Keys that nobody can make again, for work that keeps nothing.
    package static func ephemeral() -> RedactionKeys {
        RedactionKeys(master: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// The value encrypted with AES-GCM under a fresh nonce, bound to its stand-in.
    package func seal(_ value: [UInt8], for standIn: [UInt8]) throws -> SealedValue {
        let box = try AES.GCM.seal(value, using: sealing, authenticating: standIn)
        return SealedValue(standIn: standIn, ciphertext: Array(box.nonce) + box.ciphertext + box.tag)
    }

    /// The value that was sealed.
    ///
    /// - Throws: where key, stand-in or ciphertext is another than it was.
    package func open(_ sealed: SealedValue) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: sealed.ciphertext)
        return Array(try AES.GCM.open(box, using: sealing, authenticating: sealed.standIn))
    }

    /// Lets a later run find the secret again without knowing it: 17 bytes, of which the first depends on the
    /// secret's length alone.
    package func fingerprint(ofSecret secret: [UInt8]) -> [UInt8] {
        [lengthMark(secret.count)] + HMAC<SHA256>.authenticationCode(for: secret, using: secrets).prefix(16)
    }

    /// A keyed byte for a length, so that a scan hashes only runs that can be a secret.
    func lengthMark(_ length: Int) -> UInt8 {
        let text = Array("length \(length)".utf8)
        return HMAC<SHA256>.authenticationCode(for: text, using: secrets).first { _ in true } ?? 0
    }

    /// Digests a body as it streams by.
    package func makeBodyDigest() -> BodyDigest {
        BodyDigest(HMAC<SHA256>(key: digests))
    }

    /// Digests the calls of a flow, so that it can be known again.
    package func makeFlowDigest() -> BodyDigest {
        BodyDigest(HMAC<SHA256>(key: flows))
    }

    /// What a stand-in's digits are taken from.
    func standInDigest(of value: some Sequence<UInt8>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(value), using: standIns))
    }

    /// The code over a stored exchange; the bodies go in by digests of their own.
    func code(metadata: [UInt8], requestBody: [UInt8], responseBody: [UInt8]) -> [UInt8] {
        var code = HMAC<SHA256>(key: storedForms)
        // Both digests have a fixed length, so no other split of the same bytes gives the same code.
        code.update(data: Data(HMAC<SHA256>.authenticationCode(for: requestBody, using: bodies)))
        code.update(data: Data(HMAC<SHA256>.authenticationCode(for: responseBody, using: bodies)))
        code.update(data: metadata)
        return Array(code.finalize())
    }
}

extension RedactionKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "redaction keys" }
    package var debugDescription: String { description }
    // `dump` and test messages reflect; keys have nothing to show them.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A personal value, encrypted so that only this machine's key file opens it.
package struct SealedValue: Sendable, Hashable {
    /// What stands for the value; bound to the ciphertext.
    package let standIn: [UInt8]
    /// Nonce (12 bytes), ciphertext, tag (16 bytes).
    package let ciphertext: [UInt8]

    package init(standIn: [UInt8], ciphertext: [UInt8]) {
        self.standIn = standIn
        self.ciphertext = ciphertext
    }
}

/// HMAC-SHA256 over a body, or anything else that nobody keeps whole.
package struct BodyDigest: Sendable {
    private var code: HMAC<SHA256>

    fileprivate init(_ code: HMAC<SHA256>) {
        self.code = code
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let isWhole: Void? = bytes.withContiguousStorageIfAvailable { code.update(data: $0) }
        if isWhole == nil { code.update(data: Array(bytes)) }
    }

    /// The digest, 32 bytes; of what was put in so far.
    package func finalize() -> [UInt8] { Array(code.finalize()) }
}
