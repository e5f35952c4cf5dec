/// What became of the exchanges offered to a `RecordingQueue`.
///
/// Once the queue is finished, `recorded + dropped + failedToStore == offered`.
package struct RecordingCounts: Sendable, Hashable {
    package var offered = 0
    /// Stored: the sink has said that they are durable.
    package var recorded = 0
    /// Left out because there was no room in time, or the queue had been finished.
    package var dropped = 0
    /// Left out because the sink failed.
    package var failedToStore = 0
    /// What the sink said when it last failed.
    package var lastError: String?

    package init() {}

    /// Exchanges that happened and are not kept.
    package var lost: Int { dropped + failedToStore }
}

/// What a `RecordingQueue` decided on an offer.
package enum OfferOutcome: Sendable, Hashable {
    /// The exchange will be given to the sink.
    case accepted
    /// The exchange is lost, and counted.
    case dropped
}
