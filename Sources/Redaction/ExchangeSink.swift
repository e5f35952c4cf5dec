/// Where recorded exchanges go. It never sees a raw one.
package protocol ExchangeSink: Sendable {
    /// Keeps the batch whole or not at all. Durable when it returns. Blocks.
    ///
    /// - Returns: the capture numbers, in the batch's order.
    func append(_ batch: [RecordedExchange]) throws -> [Int]
}

/// A redacted exchange and how it came about.
package struct RecordedExchange: Sendable {
    package var exchange: RedactedExchange
    /// The replay run it belongs to.
    package var run: String?
    /// The number of the capture it repeats.
    package var repeats: Int?
    package var label: String?

    package init(exchange: RedactedExchange, run: String? = nil, repeats: Int? = nil, label: String? = nil) {
        self.exchange = exchange
        self.run = run
        self.repeats = repeats
        self.label = label
    }
}
