package import ExchangeModel

/// A run of a replay as the store keeps it: what identifies it, and bytes that only `ReplayPlan` understands.
///
/// It is not under the MAC that guards exchanges: it holds what came out of redaction, and nothing that is sent is
/// taken from it.
package struct StoredRun: Sendable, Hashable {
    /// Names the run; its captures carry it.
    package var id: String
    package var startedAt: Timestamp
    /// The capture that the run is about; nil where that came from a file. It may have been deleted since.
    package var about: Int?
    /// Hostile text.
    package var title: String
    /// The run without its attempts, as JSON.
    package var head: [UInt8]
    /// One attempt each, as JSON, in the order of their indices. Empty in a list.
    package var attempts: [[UInt8]]
    /// Indices of attempts that are there, but can't be read.
    package var damagedAttempts: [Int] = []

    package init(
        id: String,
        startedAt: Timestamp,
        about: Int?,
        title: String,
        head: [UInt8],
        attempts: [[UInt8]] = []
    ) {
        self.id = id
        self.startedAt = startedAt
        self.about = about
        self.title = title
        self.head = head
        self.attempts = attempts
    }
}

/// An answer to `runs`: the newest that match, without their attempts, the newest first.
package struct RunListing: Sendable, Hashable {
    package var runs: [StoredRun]
    /// Rows that could not be read, by their ids as far as these could; hostile text.
    package var damaged: [String]

    package init(runs: [StoredRun] = [], damaged: [String] = []) {
        self.runs = runs
        self.damaged = damaged
    }
}
