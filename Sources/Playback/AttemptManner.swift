import ExchangeModel
import Recording
import ReplayPlan
import Wire

/// Under which conditions an attempt is made.
struct AttemptManner: Sendable {
    /// The token to use.
    var grant: SignIn.Grant?
    /// A request that has left is not sent twice: that the API dropped its connection is a failure to be counted.
    var way = SendingWay(resends: .afterIdleness)
    /// Whether fields of the recorded connection are left out of the requests.
    var leavesOutConnectionFields = false
    /// Nil where the run does not compare the two ways.
    var isDirect: Bool?
    /// Attempts under way at once, itself among them.
    var concurrency = 1
    var spacing: Duration?
    /// When the run began, on the monotonic clock.
    var runBegan: ContinuousClock.Instant

    /// The same where a run compares the two ways: straight to the API for every other attempt.
    ///
    /// - Parameters:
    ///   - proxy: that the others go through; nil where nothing is compared.
    ///   - place: the attempt's, in the run. Those of one wave are thus of both kinds.
    func controlled(_ proxy: URLParts?, at place: Int) -> AttemptManner {
        guard let proxy else { return self }
        var manner = self
        let isDirect = place.isMultiple(of: 2)
        manner.isDirect = isDirect
        manner.way.proxy = isDirect ? nil : proxy
        return manner
    }
}
