import ExchangeModel
package import ReplayPlan
package import Statistics

extension LatencyHistogram {
    /// How long the decisive calls of the attempts took; those that are inconclusive don't count.
    package init(attempts: some Sequence<Attempt>) {
        self.init(
            attempts.compactMap { attempt in
                if case .inconclusive = attempt.outcome { return nil }
                return attempt.decisive?.duration
            }
        )
    }
}
