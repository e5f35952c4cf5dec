package import ExchangeModel
package import Redaction

/// One replay of a flow: what was sent and came back, and how it ended.
package struct Attempt: Sendable {
    /// From 1.
    package var index: Int
    /// In order, with their capture numbers where they were stored.
    package var exchanges: [(number: Int?, exchange: RedactedExchange)]
    package var outcome: Outcome
    package var startedAt: Timestamp
    /// Of the exchange that decided the outcome.
    package var traceID: TraceID?

    package init(
        index: Int,
        exchanges: [(number: Int?, exchange: RedactedExchange)],
        outcome: Outcome,
        startedAt: Timestamp,
        traceID: TraceID?
    ) {
        self.index = index
        self.exchanges = exchanges
        self.outcome = outcome
        self.startedAt = startedAt
        self.traceID = traceID
    }

    /// The exchange that the outcome is about: the last that was made.
    package var decisive: RedactedExchange? { exchanges.last?.exchange }
}
