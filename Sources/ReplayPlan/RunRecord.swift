package import ExchangeModel

/// What is kept of a run: enough to show it, to cite it in a report, and to go on with it.
package struct RunRecord: Sendable {
    /// Names the run; its captures carry it.
    package var id: String
    package var startedAt: Timestamp
    /// Nil while it goes on, and where it was killed.
    package var endedAt: Timestamp?
    /// What was replayed, for people: `capture 3`, a flow's name. Hostile text.
    package var title: String
    /// The command's arguments that named it, so that it can be resumed.
    package var selection: [String]
    /// The capture that the run is about; nil where that came from a file.
    package var about: Int?
    /// `GET /v1/public/bookings/{id}`.
    package var operation: String
    /// The options that the run was begun with, by their flags' names without dashes: `times` → `["10"]`.
    package var options: [String: [String]]
    /// Attempts asked for; nil where the run was to go on until an interval was narrow enough.
    package var planned: Int?
    package var attempts: [Attempt]
    /// Why it ended before its time; nil where it did not. Hostile text.
    package var stoppedBecause: String?
    /// What the last answer said of the quota.
    package var quota: QuotaState?
    /// What attempts wrote and nothing took back, a sentence each. Hostile text.
    package var leftBehind: [String] = []
    /// Of the flow as it was when the run began; nil in runs of older versions.
    package var digest: FlowDigest?

    package init(
        id: String,
        startedAt: Timestamp,
        title: String,
        selection: [String],
        about: Int?,
        operation: String,
        options: [String: [String]] = [:],
        planned: Int? = nil
    ) {
        self.id = id
        self.startedAt = startedAt
        self.title = title
        self.selection = selection
        self.about = about
        self.operation = operation
        self.options = options
        self.planned = planned
        attempts = []
    }
}
