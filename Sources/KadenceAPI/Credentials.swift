/// An API key: its identifier and its secret. Never shown, never written down.
package struct Credentials: Sendable {
    package let identifier: [UInt8]
    package let secret: [UInt8]

    package static let identifierVariable = "KADENCE_API_KEY_IDENTIFIER"
    package static let secretVariable = "KADENCE_API_KEY_SECRET"

    package init(identifier: [UInt8], secret: [UInt8]) {
        self.identifier = identifier
        self.secret = secret
    }

    /// Reads the two variables that the vendor's own sample uses; white space around the values is not part of them.
    package init(environment: [String: String]) throws(CredentialsError) {
        func value(_ name: String) -> [UInt8]? {
            let bytes = Array((environment[name] ?? "").utf8)
            let trimmed = bytes.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
            return trimmed.isEmpty ? nil : Array(trimmed)
        }
        let identifier = value(Credentials.identifierVariable)
        let secret = value(Credentials.secretVariable)
        guard let identifier, let secret else {
            throw CredentialsError(
                missing: (identifier == nil ? [Credentials.identifierVariable] : [])
                    + (secret == nil ? [Credentials.secretVariable] : [])
            )
        }
        self.init(identifier: identifier, secret: secret)
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "an API key" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// There is no API key to sign in with.
package struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names of the variables that are not set or empty.
    package let missing: [String]

    package var description: String {
        "no API key: \(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") not set; "
            + "a Global Admin makes keys in Kadence under Settings, API Keys"
    }
}
