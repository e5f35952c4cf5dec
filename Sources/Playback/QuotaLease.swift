/// The leave to make one call, taken from the shared ledger before it is made.
package struct QuotaLease: Sendable, Hashable {
    let id: Int
}

/// What the ledger says to a call that wants to leave.
package enum QuotaLeave: Sendable, Hashable {
    case taken(QuotaLease)
    /// With a sentence for people.
    case refused(reason: String)
    /// Nobody knows what is left, and a call is under way whose answer is to tell: to be asked again soon.
    case later
}
