/// What held while one call of a run was made, as far as the sender knows; the answer's headers say the rest.
package struct CallConditions: Sendable, Hashable {
    /// Whether the connection had carried another call before.
    package var isReused: Bool?
    /// Numeric address and port.
    package var serverAddress: String?
    /// How old the token was when the request left.
    package var tokenAge: Duration?
    /// Requests left of the quota before this one, as last said.
    package var quotaLeft: Int?
    /// Attempts that were under way when the request left, its own among them.
    package var concurrency = 1
    /// Since the attempt before began; nil for the first.
    package var spacing: Duration?
    /// Since the run began.
    package var elapsed: Duration = .zero
    /// False where it went through a recording proxy, true where it went straight to the API; nil where the run does
    /// not compare the two.
    package var isDirect: Bool?

    package init() {}
}
