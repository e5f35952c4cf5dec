/// A redacted exchange as bytes. Bodies stand apart, so that a store can compress and share them.
package struct StoredExchange: Sendable, Hashable {
    /// Everything but the bodies, in a binary form with a version, and a keyed code over all three.
    package var metadata: [UInt8]
    package var requestBody: [UInt8]
    package var responseBody: [UInt8]

    package init(metadata: [UInt8], requestBody: [UInt8], responseBody: [UInt8]) {
        self.metadata = metadata
        self.requestBody = requestBody
        self.responseBody = responseBody
    }
}

/// Why bytes are no stored exchange.
package struct StoredExchangeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// From the start of the metadata.
    package let offset: Int
    package let reason: String

    package var description: String {
        "the stored exchange can't be read (byte \(offset)): \(reason)"
    }
}

/// The start of a stored form, and how its parts are marked.
enum StoredForm {
    static let magic = Array("RPX".utf8)
    /// What is written. Version 1 had no moment on the monotonic clock.
    static let version: UInt8 = 2
    static let readableVersions: ClosedRange<UInt8> = 1...2
    /// HMAC-SHA256 at the end.
    static let codeLength = 32
}
