package import ExchangeModel
package import Redaction

/// How a recording is served.
package struct OfflineOptions: Sendable {
    /// Whether answers take as long as they did.
    package var keepsTiming = false
    /// Whether a request beyond those recorded is a mismatch.
    package var isStrict = false
    /// Puts stand-ins into what came, as the recording has them: under the same keys the same values get the same ones,
    /// and nothing secret reaches an answer, a header field or the terminal.
    package var redact: @Sendable (Exchange) -> RedactedExchange
    /// Called once for each request, from the connection's task; must return soon.
    package var onAnswer: (@Sendable (ServedRequest) -> Void)?

    package init(
        redact: @escaping @Sendable (Exchange) -> RedactedExchange,
        onAnswer: (@Sendable (ServedRequest) -> Void)? = nil
    ) {
        self.redact = redact
        self.onAnswer = onAnswer
    }
}
