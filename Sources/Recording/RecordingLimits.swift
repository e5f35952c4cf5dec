/// How much a `RecordingQueue` holds and how long it makes a client wait.
package struct RecordingLimits: Sendable, Hashable {
    /// Bytes of exchanges held in memory, from the offer until they are stored.
    package var bytes = 64 * 1_024 * 1_024
    /// How long an offer waits for room before its exchange is dropped.
    package var patience: Duration = .milliseconds(250)
    /// Threads that redact.
    package var workers = 1
    /// Exchanges that go to the sink in one append, at most.
    package var groupCount = 512

    package init() {}

    package init(
        bytes: Int = 64 * 1_024 * 1_024,
        patience: Duration = .milliseconds(250),
        workers: Int = 1,
        groupCount: Int = 512
    ) {
        self.bytes = bytes
        self.patience = patience
        self.workers = workers
        self.groupCount = groupCount
    }
}
