package import APIDocument
package import KadenceAPI
package import Redaction
package import ReplayPlan

/// What came of a live check's calls.
package struct LiveRun: Sendable {
    /// One call, with its answer.
    package struct Call: Sendable {
        package let operation: OperationDescription
        /// Of the collection; nil where the operation has no pages.
        package let page: Int?
        /// The capture's number; nil if it could not be stored.
        package let number: Int?
        package let exchange: RedactedExchange
    }

    /// Why a run ended before its end.
    package enum Stop: Sendable, Hashable {
        case cancelled
        /// The reserve was reached; with the plan's own words.
        case quota(String)
        /// The API answered 429.
        case tooManyRequests
        case notSignedIn(SignInProblem)
        /// So many calls in a row got no answer.
        case unreachable(Int)
        /// So many calls in a row were answered with 401, in spite of a token just given out.
        case tokenRefused(Int)
        /// The calls allowed are used up.
        case budget(Int)

        /// A sentence for people, without a full stop.
        package var sentence: String {
            switch self {
            case .cancelled: "stopped by hand"
            case .quota(let reason): reason
            case .tooManyRequests: "the API answered 429: the hourly quota is used up"
            case .notSignedIn(let problem): problem.sentence
            case .unreachable(let count): "\(count) calls in a row got no answer"
            case .tokenRefused(let count): "\(count) calls in a row were answered with 401, with a token just given out"
            case .budget(let budget): "the budget of \(budget) calls is used up"
            }
        }
    }

    /// Why an operation was not called.
    package enum Reason: Sendable, Hashable {
        /// The plan left it out.
        case skipped(LivePlan.Skip.Reason, sentence: String)
        /// The collection is empty: nothing can be said of the operation, and nothing is wrong.
        case noIdentifier(in: String)
        /// So many ids were given, and none of them looks like one.
        case unusableIdentifiers(Int, in: String)
        /// What should give the ids did not; with the end of a sentence that begins with its name.
        case sourceFailed(String, String)
        /// It may not leave.
        case refused(DepartureRefusal)
        case stopped(Stop)

        /// A clause for people.
        package var sentence: String {
            switch self {
            case .skipped(_, let sentence): sentence
            case .noIdentifier(let place): "no id found in \(place)"
            case .unusableIdentifiers(let count, let place):
                count == 1
                    ? "the id found in \(place) does not look like one, so it was not sent"
                    : "none of the \(count) ids found in \(place) looks like one, so they were not sent"
            case .sourceFailed(let place, let problem): "\(place) \(problem), so no id is known"
            case .refused(let refusal): refusal.sentence
            case .stopped(let stop): stop.sentence
            }
        }
    }

    /// An operation that was not called.
    package struct NotReached: Sendable {
        package let operation: OperationDescription
        package let reason: Reason
    }

    /// Names the run; its captures carry it.
    package let id: String
    package let plan: LivePlan
    /// In order.
    package var calls: [Call] = []
    package var notReached: [NotReached]
    /// API calls that left, as the quota counts them.
    package var spent = 0
    /// The quota's plan as it stood when the run ended.
    package var quota: QuotaPlan
    /// Why it ended early; nil where it did not.
    package var stop: Stop?
    /// Why calls could not be stored, where some could not; they are in `calls` nevertheless.
    package var storeError: String?

    package init(id: String, plan: LivePlan, quota: QuotaPlan) {
        self.id = id
        self.plan = plan
        self.quota = quota
        notReached = plan.skipped.map {
            NotReached(operation: $0.operation, reason: .skipped($0.reason, sentence: $0.sentence))
        }
    }

    /// Numbers of the captures, in order.
    package var numbers: [Int] { calls.compactMap(\.number) }

    /// What a checker takes, in order; 0 stands for a number where a call could not be stored.
    package var exchanges: [(number: Int, exchange: RedactedExchange)] { calls.map { ($0.number ?? 0, $0.exchange) } }

    /// Whether something other than the API's answers and the stated budget kept operations from being called: then
    /// a check of the answers can't end well.
    package var isInconclusive: Bool {
        switch stop {
        case nil, .budget: false
        default: true
        }
    }

    /// Operations about which the run says nothing although nothing went wrong: their collections are empty, or what
    /// they give are no ids.
    package var notEvaluable: [NotReached] {
        notReached.filter {
            switch $0.reason {
            case .noIdentifier, .unusableIdentifiers: true
            default: false
            }
        }
    }
}
