import ExchangeModel
import Recording
import ReplayPlan

/// Under which conditions an attempt is made.
struct AttemptManner: Sendable {
    /// The token to use.
    var grant: SignIn.Grant?
    var way = SendingWay()
    /// Nil where the run does not compare the two ways.
    var isDirect: Bool?
    /// Attempts under way at once, itself among them.
    var concurrency = 1
    var spacing: Duration?
    /// When the run began, on the monotonic clock.
    var runBegan: ContinuousClock.Instant
}
