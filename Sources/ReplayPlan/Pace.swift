package import ExchangeModel

/// How fast a run goes.
package enum Pace: String, Sendable, Hashable, CaseIterable {
    /// Steps keep the distances they were recorded with.
    case original
    /// Back to back.
    case fast
    /// Attempts are spread so that the quota that may be used lasts until it resets.
    case quota
}

extension Pace {
    /// The guide's limit, for where no answer has told one.
    private static let assumedLimit = 2_500
    /// The quota's window, in microseconds.
    private static let window: Int64 = 3_600 * 1_000_000

    /// From the beginning of one attempt to that of the next, at least.
    ///
    /// Where nothing believable is known of the reset, an hour's usable quota is spread over an hour: a pace that can be
    /// kept for ever.
    /// - Returns: nil where attempts follow each other at once.
    package func interval(_ plan: QuotaPlan, now: Timestamp) -> Duration? {
        guard self == .quota else { return nil }
        let cost = Int64(clamping: plan.requestsPerAttempt)
        func spread(_ microseconds: Int64, over requests: Int) -> Duration {
            let each = microseconds / Int64(clamping: max(1, requests))
            let (total, overflow) = each.multipliedReportingOverflow(by: cost)
            return .microseconds(overflow ? Pace.window : min(total, Pace.window))
        }
        if let usable = plan.usable, let resetsAt = plan.resetsAt, resetsAt > now {
            return spread(resetsAt.microseconds - now.microseconds, over: usable)
        }
        let limit = max(1, plan.limit ?? Pace.assumedLimit)
        return spread(Pace.window, over: limit - min(limit - 1, plan.keptBack ?? limit / 5))
    }

    /// What is to be said of the pace; nil where it is what was asked for.
    package func note(_ plan: QuotaPlan, now: Timestamp) -> String? {
        guard self == .quota, plan.remaining != nil, plan.resetsAt.map { $0 <= now } ?? true else { return nil }
        let reason = plan.resetNote ?? "no answer tells when the quota resets"
        return "\(reason); going at a pace that an hour's quota allows for ever"
    }
}
