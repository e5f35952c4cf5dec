import ExchangeModel

/// Spans of time as people say them.
package enum SpanText {
    /// `3 hours`, `1 minute`, `less than a second`: the largest unit that is in it, cut, without a sign.
    package static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds.magnitude
        for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] as [(String, UInt64)]
        where seconds >= length {
            let count = seconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "less than a second"
    }

    /// How `moment` lies to `other`: `3 hours after`, `1 day before`, or `at the same time as`.
    static func relation(of moment: Timestamp, to other: Timestamp) -> String {
        let between = moment.since(other)
        guard between.components.seconds != 0 else { return "at the same time as" }
        return text(between) + (between < .zero ? " before" : " after")
    }
}
