package import ExchangeModel

/// Whether a run may go on.
package enum QuotaVerdict: Sendable, Hashable {
    case proceed
    /// With a sentence for people.
    case stop(reason: String)
}

/// What a run costs, and how much of the hourly quota stays for production.
///
/// It knows only what the answers said: with no headers seen it lets the run begin, and learns from the first answer.
package struct QuotaPlan: Sendable {
    /// Attempts planned.
    package let times: Int
    package let requestsPerAttempt: Int
    /// Requests in one window, as last said.
    package private(set) var limit: Int?
    /// Requests left in it, as last said, less what was sent since.
    package private(set) var remaining: Int?
    /// The most that was left in this window; stands for the limit where none is told.
    private var mostRemaining: Int?
    /// When the window ends; nil where nothing believable was said.
    package private(set) var resetsAt: Timestamp?
    /// Why the reset time that was said is not believed; nil where it is, or none was said.
    package private(set) var resetNote: String?
    private let reserveShare: Double
    /// When the newest of what is known was heard; nil where nothing was.
    package private(set) var heardAt: Timestamp?

    /// - Parameters:
    ///   - state: what the newest answer said, if there is one.
    ///   - heardAt: when that was; nil for now.
    ///   - now: the wall clock, to tell a reset time that cannot be.
    ///   - reserveShare: the part of the limit that is never used up, from 0 to 1.
    package init(
        times: Int,
        requestsPerAttempt: Int,
        state: QuotaState?,
        heardAt: Timestamp? = nil,
        now: Timestamp,
        reserveShare: Double = 0.2
    ) {
        self.times = max(0, times)
        self.requestsPerAttempt = max(1, requestsPerAttempt)
        self.reserveShare = reserveShare.isFinite ? min(1, max(0, reserveShare)) : 0.2
        if let state {
            observe(state, now: now)
            if let heardAt { self.heardAt = heardAt }
        }
    }

    /// As last said; nil where nothing was.
    package var state: QuotaState? {
        guard limit != nil || remaining != nil else { return nil }
        return QuotaState(limit: limit, remaining: remaining, resetSeconds: resetsAt?.seconds)
    }

    /// Requests of the whole run.
    package var cost: Int {
        let (product, overflow) = times.multipliedReportingOverflow(by: requestsPerAttempt)
        return overflow ? .max : product
    }

    /// Requests that stay for production; nil where neither the limit nor what is left is known.
    package var keptBack: Int? {
        guard let base = limit ?? mostRemaining else { return nil }
        return Int(exactly: (Double(max(0, base)) * reserveShare).rounded(.up)) ?? base
    }

    /// Requests that the run may use; nil where it isn't known.
    package var usable: Int? {
        guard let remaining, let keptBack else { return nil }
        let (difference, overflow) = remaining.subtractingReportingOverflow(keptBack)
        return overflow ? 0 : max(0, difference)
    }

    /// Whole attempts that can still be made; nil where it isn't known.
    package var affordableAttempts: Int? { usable.map { $0 / requestsPerAttempt } }

    /// Whether the whole run can be made in this window, as far as is known.
    package var fits: Bool { usable.map { cost <= $0 } ?? true }

    /// Whether one more whole attempt may be begun.
    package var verdict: QuotaVerdict { verdict(for: requestsPerAttempt) }

    /// Whether so many more requests may be made.
    ///
    /// An attempt asks for all of its requests before it begins, and for each one before it leaves: asking for all of
    /// them again half-way would give up attempts that still fit.
    package func verdict(for requests: Int) -> QuotaVerdict {
        guard let usable, usable < requests, let remaining, let keptBack else { return .proceed }
        var reason = "\(remaining) \(remaining == 1 ? "call is" : "calls are") left"
        if let limit { reason += " of \(limit) an hour" }
        reason += ", and \(keptBack) are kept back for production"
        if usable > 0 { reason += "; an attempt takes \(requests)" }
        if let resetsAt { reason += "; the quota resets at \(resetsAt.text(fractionDigits: 0))" }
        return .stop(reason: reason)
    }

    /// Takes over what an answer said.
    package mutating func observe(_ state: QuotaState, now: Timestamp) {
        heardAt = now
        renew(now: now)
        limit = state.limit ?? limit
        if let left = state.remaining {
            remaining = left
            mostRemaining = max(left, mostRemaining ?? left)
        }
        guard let seconds = state.resetSeconds else { return }
        (resetsAt, resetNote) = QuotaPlan.reset(seconds, now: now)
    }

    /// Takes over what an answer said that is not the newest for sure: one of several under way at once, or one that
    /// another process has heard.
    ///
    /// Within a window what is left only falls. So of what may have been counted before the newest that is known, only
    /// less counts, or a later window.
    /// - Parameters:
    ///   - heardAt: when it was heard.
    ///   - sentAt: when the call had left.
    package mutating func observe(_ state: QuotaState, heardAt moment: Timestamp, sentAt: Timestamp, now: Timestamp) {
        renew(now: now)
        // One from the future is of a clock that was changed since.
        let known = heardAt.flatMap { $0 <= now.advanced(by: .seconds(60)) ? $0 : nil }
        if let known, min(moment, sentAt) < known, isCountedBefore(state, now: now) { return }
        observe(state, now: now)
        heardAt = max(moment, known ?? moment)
    }

    private func isCountedBefore(_ state: QuotaState, now: Timestamp) -> Bool {
        guard let remaining else { return false }
        if let resetsAt, let reset = state.resetSeconds.flatMap({ QuotaPlan.reset($0, now: now).0 }), reset != resetsAt
        {
            return reset < resetsAt
        }
        return state.remaining ?? .max > remaining
    }

    /// Forgets what was left of a window that has ended; the next answer tells what the new one holds.
    package mutating func renew(now: Timestamp) {
        guard let resetsAt, resetsAt <= now else { return }
        remaining = nil
        mostRemaining = nil
        self.resetsAt = nil
    }

    /// Counts requests that were sent and whose answers said nothing of the quota.
    package mutating func spend(_ requests: Int) {
        guard let remaining else { return }
        self.remaining = max(0, remaining) - min(max(0, requests), max(0, remaining))
    }

    /// A reset within the next day is believed: windows last an hour, and clocks differ.
    private static func reset(_ seconds: Int64, now: Timestamp) -> (Timestamp?, String?) {
        if seconds >= 0, seconds <= 86_400 {
            return (nil, "the reset time \(seconds) looks like a number of seconds, not like a Unix time; not used")
        }
        if seconds <= now.seconds { return (nil, "the reset time \(seconds) lies in the past; not used") }
        let (ahead, overflow) = seconds.subtractingReportingOverflow(now.seconds)
        if overflow || ahead > 86_400 { return (nil, "the reset time \(seconds) lies more than a day ahead; not used") }
        let (microseconds, isTooFar) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return isTooFar
            ? (nil, "the reset time \(seconds) is beyond counting; not used")
            : (Timestamp(microseconds: microseconds), nil)
    }
}
