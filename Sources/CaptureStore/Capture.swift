package import ExchangeModel
package import Redaction

/// One stored exchange, whole.
package struct Capture: Sendable {
    /// Its number in the store, from 1; never given twice.
    package let number: Int
    package let exchange: RedactedExchange
    /// Sorted.
    package let tags: [String]
    /// The replay run it belongs to.
    package let run: String?
    /// The number of the capture it repeats.
    package let repeats: Int?
    /// What the recorder called it: an operation, a step of a flow.
    package let label: String?

    package init(
        number: Int,
        exchange: RedactedExchange,
        tags: [String] = [],
        run: String? = nil,
        repeats: Int? = nil,
        label: String? = nil
    ) {
        self.number = number
        self.exchange = exchange
        self.tags = tags
        self.run = run
        self.repeats = repeats
        self.label = label
    }
}

/// What a list shows of a capture; made without reading its bodies.
package struct CaptureSummary: Sendable, Hashable {
    package var number: Int
    package var startedAt: Timestamp
    package var method: String
    /// The redacted URL as sent. Hostile bytes.
    package var url: [UInt8]
    /// Nil where no response came.
    package var status: Int?
    /// Hostile text.
    package var traceID: String?
    /// All phases together.
    package var duration: Duration
    /// The transport failure's sentence. Hostile text.
    package var failure: String?
    /// Sorted.
    package var tags: [String] = []
    package var run: String?
    package var repeats: Int?
    package var label: String?

    package init(
        number: Int,
        startedAt: Timestamp,
        method: String,
        url: [UInt8],
        status: Int?,
        traceID: String?,
        duration: Duration,
        failure: String?
    ) {
        self.number = number
        self.startedAt = startedAt
        self.method = method
        self.url = url
        self.status = status
        self.traceID = traceID
        self.duration = duration
        self.failure = failure
    }

    /// What a list shows of this exchange under this number.
    package init(number: Int, _ recorded: RecordedExchange) {
        let exchange = recorded.exchange
        self.init(
            number: number,
            startedAt: exchange.startedAt,
            method: exchange.request.method,
            url: exchange.request.url,
            status: exchange.response?.status,
            traceID: exchange.traceID?.text,
            duration: .microseconds(exchange.timings.total.microseconds),
            failure: exchange.failure?.message
        )
        run = recorded.run
        repeats = recorded.repeats
        label = recorded.label
    }

    /// Whether the call failed: no whole response, no status, or one from 400.
    package var isFailed: Bool { failure != nil || (status.map { $0 >= 400 || $0 == 0 } ?? true) }
}

/// A row that is in the store, but can't be shown.
package struct DamagedCapture: Sendable, Hashable {
    package var number: Int
    /// What is wrong with it, in a few words.
    package var reason: String

    package init(number: Int, reason: String) {
        self.number = number
        self.reason = reason
    }
}

/// An answer to `list`: the newest captures that match, in the order of their numbers.
package struct CaptureListing: Sendable, Hashable {
    package var captures: [CaptureSummary]
    /// Rows that could not be read, whether or not they would have matched.
    package var damaged: [DamagedCapture]

    package init(captures: [CaptureSummary] = [], damaged: [DamagedCapture] = []) {
        self.captures = captures
        self.damaged = damaged
    }
}
