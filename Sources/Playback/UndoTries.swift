import ExchangeModel
import ReplayPlan

/// What the answers to a call that takes something back mean: that it is done, that it is to be sent again, or that the
/// thing stays. Knows no socket and no clock.
///
/// Such a call may be sent again though it writes: it asks for an end, and what has ended already stays so.
struct UndoTries {
    enum Verdict: Sendable, Hashable {
        case undone
        /// To be sent again, not before this pause is over.
        case again(after: Duration)
        /// Why it is still there, for people.
        case givenUp(String)
    }

    /// Calls for one thing, at most.
    static let most = 3
    /// Nobody waits longer than this for an API that wants no call now.
    static let longestWait = Duration.seconds(10)
    /// Before the second call and the third.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(2)]

    private(set) var made = 0

    /// Takes in an answer.
    ///
    /// - Parameters:
    ///   - quota: what is known of it with this answer.
    ///   - now: the wall clock, for what the answer says of when to call again.
    mutating func judge(_ answer: Exchange, quota: QuotaPlan, now: Timestamp) -> Verdict {
        made += 1
        guard let status = answer.response?.status else {
            // Whoever stopped the client wants no further call.
            if answer.failure?.kind == .cancelled { return .givenUp("it got no answer") }
            return again("got no answer", after: UndoTries.wait(quota, now), now)
        }
        switch status {
        case 200..<300: return .undone
        // An earlier call, whatever its answer, has had its effect.
        case 404 where made > 1, 410 where made > 1: return .undone
        case 429:
            guard let wait = UndoTries.stated(answer) ?? quota.resetsAt.map({ $0.since(now) }) else {
                return .givenUp(said("was answered with 429") + ", which does not say when the next call is allowed")
            }
            return again("was answered with 429", after: wait, now)
        case 500..<600: return again("was answered with \(status)", after: UndoTries.wait(quota, now), now)
        default: return .givenUp(said("was answered with \(status)"))
        }
    }

    /// - Parameter wait: how long the API wants no call.
    private func again(_ what: String, after wait: Duration, _ now: Timestamp) -> Verdict {
        guard made < UndoTries.most else { return .givenUp(said(what)) }
        guard wait <= UndoTries.longestWait else {
            let moment = now.advanced(by: wait).text(fractionDigits: 0)
            return .givenUp(said(what) + "; the next call is allowed at \(moment)")
        }
        return .again(after: max(wait, UndoTries.pauses[min(made, UndoTries.pauses.count) - 1]))
    }

    private func said(_ what: String) -> String {
        made == 1 ? "it " + what : "it was tried \(made) times, and \(what) at last"
    }

    /// Until the quota's window ends, where nothing is left of it.
    private static func wait(_ quota: QuotaPlan, _ now: Timestamp) -> Duration {
        guard quota.remaining == 0, let resetsAt = quota.resetsAt else { return .zero }
        return resetsAt.since(now)
    }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3); nil where it is absent or a date.
    private static func stated(_ answer: Exchange) -> Duration? {
        guard let value = answer.response?.headers.first("Retry-After"),
            let seconds = ASCII.decimal(ASCII.trimmed(value))
        else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
