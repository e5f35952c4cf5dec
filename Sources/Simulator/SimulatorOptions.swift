package import ExchangeModel

/// How the simulator behaves beyond its data and its faults.
package struct SimulatorOptions: Sendable {
    /// The credentials that the token endpoint accepts.
    package var identifier = "simulated-client-identifier"
    package var secret = "simulated-client-secret-worth-nothing"
    /// Requests in one window.
    package var quotaLimit = 2_500
    /// How long a window is, in seconds, from 1 to a year. Windows begin at whole multiples of it since 1970 by `now`:
    /// those of an hour at full hours.
    package var quotaWindow = 3_600
    /// A year, in seconds.
    package static var longestQuotaWindow: Int { QuotaWindow.longest }
    /// Seconds that a token lives.
    package var tokenLifetime = 43_200
    /// The day around which the bookings lie: past ones before it, open ones from it on. It is fixed, not today,
    /// so that the same seed gives the same bytes.
    package var anchor = Timestamp(seconds: 1_795_392_000)  // 2026-11-23, a Monday
    /// The wall clock: token ages, quota windows, `Date`, and what is booked or checked in from here on.
    package var now: @Sendable () -> Timestamp
    /// Called once for each answer, in order, from the connection's task; must return soon.
    package var onAnswer: (@Sendable (AnsweredRequest) -> Void)?

    package init(
        now: @escaping @Sendable () -> Timestamp = SimulatorOptions.systemClock,
        onAnswer: (@Sendable (AnsweredRequest) -> Void)? = nil
    ) {
        self.now = now
        self.onAnswer = onAnswer
    }
}

/// A line of the simulator's access log. It carries no header and no body.
package struct AnsweredRequest: Sendable, Hashable {
    package let method: String
    /// Path and query as they came: hostile until shown safely.
    package let target: String
    package let status: Int
    package let traceID: String
    package let node: String
    /// Names of the plan's rules that fired.
    package let faults: [String]
}
