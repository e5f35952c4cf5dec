package import Redaction

/// What is to be replayed, in order.
package struct ReplayTarget: Sendable {
    /// With their capture numbers, where they have some.
    package let exchanges: [(number: Int?, exchange: RedactedExchange)]
    /// The place of the exchange that the replay is about.
    package let decisiveIndex: Int

    /// Nil without exchanges. The last that failed is the decisive one, or the last of all where none did.
    package init?(_ exchanges: [(number: Int?, exchange: RedactedExchange)]) {
        guard !exchanges.isEmpty else { return nil }
        self.exchanges = exchanges
        decisiveIndex =
            exchanges.lastIndex { FailureReader.failure(of: $0.exchange) != nil } ?? exchanges.count - 1
    }

    /// The exchange that the replay is about.
    package var decisive: (number: Int?, exchange: RedactedExchange) { exchanges[decisiveIndex] }
    /// What has to be replayed to ask the decisive one again: nothing after it.
    package var needed: ArraySlice<(number: Int?, exchange: RedactedExchange)> { exchanges[...decisiveIndex] }
}
