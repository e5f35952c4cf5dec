package import KadenceAPI
package import Redaction
package import ReplayPlan

/// What came of repeating a recording.
package struct ReplayRun: Sendable {
    /// Names the run; its captures carry it.
    package let id: String
    /// In order; those that were not made are not in it.
    package var attempts: [Attempt] = []
    /// How many attempts were asked for.
    package let times: Int
    /// Requests to the API that the whole run needs.
    package let cost: Int
    /// The quota's plan as it stood when the run ended.
    package var quota: QuotaPlan
    /// Why there are fewer attempts than asked for, or none; nil where there are all.
    package var stoppedBecause: String?
    /// Set where the rules for what may leave stopped it.
    package var refusal: DepartureRefusal?
    /// Set where there was no token.
    package var signInProblem: SignInProblem?
    /// Values that a request needs and nothing here gives.
    package var missing: [MissingValue] = []
    /// Why attempts could not be stored, where some could not; they count nevertheless.
    package var storeError: String?

    /// How often it failed, of the attempts that say something about it.
    package var frequency: Frequency { Frequency(attempts) }
}
