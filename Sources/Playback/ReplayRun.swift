package import ExchangeModel
package import KadenceAPI
package import ReplayPlan

/// A value that a request needs and nothing gives.
package struct MissingInput: Sendable, Hashable {
    /// The flow's variable, or the stand-in where it has none. Hostile text.
    package let name: String
    /// Where it is needed, for people. Hostile text.
    package let place: String

    package init(name: String, place: String) {
        self.name = name
        self.place = place
    }
}

/// What came of repeating a recording.
package struct ReplayRun: Sendable {
    /// Names the run; its captures carry it.
    package let id: String
    package let startedAt: Timestamp
    /// `GET /v1/public/bookings/{id}`, of the call that the run is about.
    package var operation = ""
    /// The capture that it is about; nil where that came from a file.
    package var about: Int?
    /// The failure that was recorded; nil where the recording is a success.
    package var recordedFailure: FailureSignature?
    /// By number; those that were not made are not in it.
    package var attempts: [Attempt] = []
    /// How many attempts were asked for, at most.
    package let times: Int
    package let goal: ReplayGoal
    /// Requests to the API that the whole run needs, at most.
    package let cost: Int
    /// Requests that were sent to it, those that took something back included.
    package var requests = 0
    /// The quota's plan as it stood when the run ended.
    package var quota: QuotaPlan
    /// Whether the API has said that there is no quota left; nothing more of any attempt leaves then.
    var isQuotaUsedUp = false
    /// Why there are fewer attempts than asked for, or none; nil where there are all.
    package var stoppedBecause: String?
    /// Whether that was by hand.
    package var isStoppedByHand = false
    /// Set where the rules for what may leave stopped it.
    package var refusal: DepartureRefusal?
    /// Set where there was no token.
    package var signInProblem: SignInProblem?
    /// Values that a request needs and nothing here gives.
    package var missing: [MissingInput] = []
    /// Set where a request was not recorded whole, so that it can't be repeated.
    package var isUnrepeatable = false
    /// Why attempts could not be stored, where some could not; they count nevertheless.
    package var storeError: String?
    /// Why the run itself could not be kept as a whole, so that it can't be shown, cited or gone on with.
    package var keepError: String?
    /// What is to be said beside the result: of the pace, of the quota. Hostile text.
    package var notes: [String] = []
    /// What was taken back, and what could not be.
    package var undone: [UndoNote] = []
    /// Writes that were done when they were recorded and are refused now, with 409 or 422: the status, by operation.
    package var conflicts: [String: Int] = [:]
    /// How the verdicts on a step were made, for `--explain`. Hostile text.
    package var explanation: [(step: Int, line: String)] = []

    package init(
        id: String,
        startedAt: Timestamp,
        times: Int,
        goal: ReplayGoal = .times,
        cost: Int,
        quota: QuotaPlan
    ) {
        self.id = id
        self.startedAt = startedAt
        self.times = times
        self.goal = goal
        self.cost = cost
        self.quota = quota
    }

    /// How often it failed, of the attempts that say something about it.
    ///
    /// The interval is one that stays valid whenever a run ends, where the results could decide when that was.
    package var frequency: Frequency {
        let isOpen: Bool
        if case .times = goal { isOpen = isStoppedByHand } else { isOpen = true }
        return Frequency(attempts, method: isOpen ? .sequence : .fixed)
    }

    /// Notes a sentence, once: neither again with other numbers in it, nor beside one that begins so.
    mutating func say(_ note: String) {
        let words = note.filter { !$0.isNumber }
        guard !notes.contains(where: { $0.filter { !$0.isNumber }.hasPrefix(words) }) else { return }
        notes.removeAll { words.hasPrefix($0.filter { !$0.isNumber }) }
        notes.append(note)
    }

    /// Ends the run here, unless it has ended already.
    mutating func stop(_ reason: String, byHand: Bool = false) {
        guard stoppedBecause == nil else { return }
        stoppedBecause = reason
        isStoppedByHand = byHand
    }
}
