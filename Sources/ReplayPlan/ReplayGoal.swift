/// When a run has made enough attempts.
package enum ReplayGoal: Sendable, Hashable {
    /// When all that were asked for are made.
    case times
    /// When the interval that stays valid at any end is at most so wide, from 0 to 1.
    case until(width: Double)
    /// When so many attempts in a row have passed, or one has failed.
    case clean(runs: Int)
}
