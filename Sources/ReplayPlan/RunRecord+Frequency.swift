extension RunRecord {
    /// Why a run ended that its user stopped.
    package static let stoppedByHand = "stopped by hand"

    /// How often it failed.
    ///
    /// The interval is one that stays valid whenever a run ends, where the results could decide when that was.
    package var frequency: Frequency {
        let isOpen =
            options["until"] != nil || options["confirm-fixed"] != nil || stoppedBecause == RunRecord.stoppedByHand
        return Frequency(attempts, method: isOpen ? .sequence : .fixed)
    }
}
