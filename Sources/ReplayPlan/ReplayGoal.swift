import Statistics

/// When a run has made enough attempts.
package enum ReplayGoal: Sendable, Hashable {
    /// When all that were asked for are made.
    case times
    /// When the interval that stays valid at any end is at most so wide, from 0 to 1.
    case until(width: Double)
    /// When so many attempts in a row have passed, or one has failed.
    case clean(runs: Int)

    /// About how many attempts it takes on average, if they fail independently at this rate; nil where that makes no
    /// difference, or is not what the run is to find out.
    ///
    /// - Parameter most: attempts after which the run ends in any case.
    package func expectedAttempts(failureRate: Double, most: Int) -> Int? {
        guard case .until(let width) = self else { return nil }
        return BetaBinomialSequence.expectedRuns(untilWidth: width, rate: failureRate, most: most)
            .map { Int($0.rounded(.up)) }
    }
}
