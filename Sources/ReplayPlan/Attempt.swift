package import ExchangeModel
package import Redaction

/// One replay of a flow: what came back, and how it ended.
package struct Attempt: Sendable {
    /// What a run keeps of one exchange. Whole exchanges are in the store: a run of thousands must not hold the bodies
    /// of all its answers in memory.
    package struct Call: Sendable {
        /// The capture's number, where it was stored.
        package var number: Int?
        package var method: String
        /// As sent, redacted. Hostile bytes.
        package var url: [UInt8]
        /// Nil where no response came.
        package var status: Int?
        /// The response's header fields, redacted.
        package var headers: HeaderList
        package var traceID: TraceID?
        package var startedAt: Timestamp
        /// All phases together.
        package var duration: Duration
        package var conditions: CallConditions
        /// How this call by itself ended; nil where it was not judged.
        package var outcome: Outcome?

        package init(
            number: Int?,
            _ exchange: RedactedExchange,
            conditions: CallConditions = CallConditions(),
            outcome: Outcome? = nil
        ) {
            self.number = number
            method = exchange.request.method
            url = exchange.request.url
            status = exchange.response?.status
            headers = exchange.response?.headers ?? HeaderList()
            traceID = exchange.traceID
            startedAt = exchange.startedAt
            // As runs keep it, so that a run compares alike before and after it was stored.
            duration = .microseconds(exchange.timings.total.microseconds)
            self.conditions = conditions
            self.outcome = outcome
        }

        package init(
            number: Int?,
            method: String,
            url: [UInt8],
            status: Int?,
            headers: HeaderList,
            traceID: TraceID?,
            startedAt: Timestamp,
            duration: Duration,
            conditions: CallConditions,
            outcome: Outcome?
        ) {
            self.number = number
            self.method = method
            self.url = url
            self.status = status
            self.headers = headers
            self.traceID = traceID
            self.startedAt = startedAt
            self.duration = duration
            self.conditions = conditions
            self.outcome = outcome
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
