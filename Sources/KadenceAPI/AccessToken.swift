package import ExchangeModel

/// A bearer token and the moment it ends. Never shown.
package struct AccessToken: Sendable {
    package let value: [UInt8]
    package let expiresAt: Timestamp

    /// How long tokens live by the guide's example.
    package static let usualLifetime: Duration = .seconds(43_200)
    /// What is assumed where an answer does not say: short, so that a wrong guess costs one sign-in, not a failed call.
    package static let assumedLifetime: Duration = .seconds(300)

    package init(value: [UInt8], expiresAt: Timestamp) {
        self.value = value
        self.expiresAt = expiresAt
    }

    /// Whether the token will still be good for `margin` from this moment on.
    package func isFresh(at moment: Timestamp, margin: Duration = .seconds(60)) -> Bool {
        moment.advanced(by: margin) < expiresAt
    }

    /// The value of the `Authorization` field.
    package var authorization: [UInt8] { Array("Bearer ".utf8) + value }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "a token until \(expiresAt.text(fractionDigits: 0))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
