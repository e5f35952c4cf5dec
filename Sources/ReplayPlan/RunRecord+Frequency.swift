import ExchangeModel

extension RunRecord {
    /// Why a run ended that its user stopped.
    package static let stoppedByHand = "stopped by hand"

    /// Whether it says how often the recorded failure occurs: an attempt counted, and the user named no other failure.
    package var isCitable: Bool {
        options["failing"] == nil && attempts.contains { $0.outcome == .passed || $0.outcome.isFailure }
    }

    /// How often it failed.
    ///
    /// The interval is one that stays valid whenever a run ends, where the results could decide when that was; so for
    /// one that was killed too.
    package var frequency: Frequency {
        let isOpen =
            options["until"] != nil || options["confirm-fixed"] != nil || stoppedBecause == RunRecord.stoppedByHand
            || endedAt == nil
        return Frequency(attempts, method: isOpen ? .sequence : .fixed)
    }
}

extension Outcome {
    /// Whether it failed.
    package var isFailure: Bool {
        if case .failed = self { return true }
        return false
    }

    /// Whether it counts in a frequency.
    package var isConclusive: Bool {
        if case .inconclusive = self { return false }
        return true
    }
}
