package import ExchangeModel
package import Redaction

/// One replay of a flow: what came back, and how it ended.
package struct Attempt: Sendable {
    /// What a run keeps of one exchange. Whole exchanges are in the store: a run of thousands must not hold the bodies
    /// of all its answers in memory.
    package struct Call: Sendable {
        /// The capture's number, where it was stored.
        package let number: Int?
        /// Nil where no response came.
        package let status: Int?
        /// The response's header fields, redacted.
        package let headers: HeaderList

        package init(number: Int?, _ exchange: RedactedExchange) {
            self.number = number
            status = exchange.response?.status
            headers = exchange.response?.headers ?? HeaderList()
        }
    }

    /// From 1.
    package var index: Int
    /// In order.
    package var calls: [Call]
    package var outcome: Outcome
    package var startedAt: Timestamp
    /// Of the exchange that decided the outcome.
    package var traceID: TraceID?

    package init(index: Int, calls: [Call], outcome: Outcome, startedAt: Timestamp, traceID: TraceID?) {
        self.index = index
        self.calls = calls
        self.outcome = outcome
        self.startedAt = startedAt
        self.traceID = traceID
    }

    /// - Parameter exchanges: in order, with their capture numbers where they were stored; their bodies are not kept.
    package init(
        index: Int,
        exchanges: [(number: Int?, exchange: RedactedExchange)],
        outcome: Outcome,
        startedAt: Timestamp,
        traceID: TraceID?
    ) {
        self.init(
            index: index,
            calls: exchanges.map { Call(number: $0.number, $0.exchange) },
            outcome: outcome,
            startedAt: startedAt,
            traceID: traceID
        )
    }

    /// The call that the outcome is about: the last that was made.
    package var decisive: Call? { calls.last }
}
