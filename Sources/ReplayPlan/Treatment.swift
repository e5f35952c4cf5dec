/// Under which conditions one attempt is to be made.
package struct Treatment: Sendable, Hashable {
    package enum TokenUse: Sendable, Hashable {
        /// Signed in for this attempt.
        case fresh
        /// With the token of the attempts before, which grows older as the run goes on.
        case kept
    }

    package enum ConnectionUse: Sendable, Hashable {
        /// On a connection of its own.
        case new
        /// On a connection that has carried a call before.
        case reused
        /// As it comes.
        case any
    }

    package var token: TokenUse
    package var connection: ConnectionUse
    /// How many attempts of this treatment are under way at once, itself among them; at least 1.
    package var concurrency: Int
    /// From the beginning of the attempt, or group of attempts, before to the beginning of this one, at least; zero is
    /// back to back.
    package var spacing: Duration

    /// Whether the connection is chosen, so that fields of the recorded one, which may keep it from being used again, are
    /// left out of the requests: with either choice, since the two must differ in nothing else.
    package var leavesOutConnectionFields: Bool { connection != .any }

    package init(
        token: TokenUse = .kept,
        connection: ConnectionUse = .any,
        concurrency: Int = 1,
        spacing: Duration = .zero
    ) {
        self.token = token
        self.connection = connection
        self.concurrency = max(1, concurrency)
        self.spacing = max(.zero, spacing)
    }
}
