import ExchangeModel
package import ReplayPlan

/// How long the decisive calls of a run took.
///
/// Percentiles are nearest-rank: values that were measured, none in between.
package struct LatencySummary: Sendable, Hashable {
    package let count: Int
    package let p50: Duration
    package let p90: Duration
    package let p99: Duration
    package let longest: Duration

    /// Of the attempts that count; nil where there are none with an answer or a failure that took time.
    package init?(_ attempts: some Sequence<Attempt>) {
        let durations = attempts.compactMap { attempt -> Duration? in
            if case .inconclusive = attempt.outcome { return nil }
            return attempt.decisive?.duration
        }
        .sorted()
        guard let last = durations.last else { return nil }
        func rank(_ percent: Int) -> Duration {
            durations[min(durations.count - 1, max(0, (durations.count * percent + 99) / 100 - 1))]
        }
        count = durations.count
        p50 = rank(50)
        p90 = rank(90)
        p99 = rank(99)
        longest = last
    }
}
