package import Recording
package import ReplayPlan

/// How one call is sent, and what is kept with it.
package struct Sending: Sendable {
    /// Whether to set `Authorization`; false leaves the request as it is.
    package var authorizes = true
    /// The token to use; nil takes the one at hand, or asks for one.
    package var grant: SignIn.Grant?
    /// The plan of the run it belongs to; nil where the user asked for this one call.
    package var quota: QuotaPlan?
    /// Whether it undoes what this run has written.
    package var takesBack = false
    package var way = SendingWay()
    /// The number of the capture that it repeats.
    package var repeats: Int?
    /// The run it belongs to.
    package var run: String?
    package var label: String?

    package init() {}
}
