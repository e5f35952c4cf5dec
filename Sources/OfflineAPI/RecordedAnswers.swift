package import Redaction

/// The answers of a recording, to be given again.
package struct RecordedAnswers: Sendable {
    private let exchanges: [RedactedExchange]

    package init(_ exchanges: [RedactedExchange]) {
        self.exchanges = exchanges
    }
}
