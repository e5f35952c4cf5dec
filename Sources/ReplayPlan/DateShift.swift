package import ExchangeModel

/// Moves the dates in a flow's requests by whole weeks, so that the day it was recorded on becomes a day not before
/// today, on the same weekday.
package struct DateShift: Sendable {
    /// How far, in days; a multiple of seven, or 0.
    package let days: Int

    package init(recordedAt: Timestamp, now: Timestamp) { days = 0 }

    package func apply(to request: inout RequestMessage) {}

    package var explanation: [String] { [] }
}
