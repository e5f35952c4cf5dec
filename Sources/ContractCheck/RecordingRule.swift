/// Something that only several exchanges together can keep: pages that do not overlap, links that lead somewhere.
///
/// The rule is a value that can be used again; what it remembers of one recording lies in its watch.
package protocol RecordingRule: Sendable {
    /// Stable over versions, as a `ContractRule`'s.
    var id: String { get }
    /// The ids of those of its observations that one exchange by itself can have, and that may be errors for which the
    /// API is to blame.
    var failuresOfOne: [String] { get }
    func begin() -> any RecordingWatch
}

extension RecordingRule {
    package var failuresOfOne: [String] { [] }
}

/// One rule's view of one recording. It keeps what it needs of each exchange, never the exchange itself, so that
/// memory stays flat.
package protocol RecordingWatch {
    /// Sees an exchange that says something about the API, in the recording's order.
    mutating func see(_ subject: CheckSubject)
    /// What came of it, each with the exchange it is shown at.
    mutating func finish() -> [RecordingObservation]
}

/// What a recording rule noticed, and where it is shown.
package struct RecordingObservation: Sendable, Hashable {
    package let observation: Observation
    /// The exchange's number, operation and status.
    package let context: ObservationContext

    package init(_ observation: Observation, in context: ObservationContext) {
        self.observation = observation
        self.context = context
    }
}
