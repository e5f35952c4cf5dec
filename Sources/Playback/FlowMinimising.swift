package import ReplayPlan

/// Carries out a search for the smallest flow: makes the attempts that `FlowMinimiser` proposes.
package struct FlowMinimising: Sendable {
    /// How one attempt with a part of the flow ended.
    package struct AttemptResult: Sendable, Hashable {
        package enum Ending: Sendable, Hashable {
            /// The failure that the flow is about occurred.
            case failed
            case passed
            /// Says nothing; never counted.
            case inconclusive
            /// No further attempt can be made: quota, sign-in, a missing value. With a sentence for people.
            case stop(reason: String)
        }

        package let ending: Ending
        /// Requests that left, those of an attempt given up half-way included.
        package let requests: Int

        package init(_ ending: Ending, requests: Int) {
            self.ending = ending
            self.requests = requests
        }
    }

    package struct Result: Sendable {
        /// With all evidence; its `next` is `done`.
        package let minimiser: FlowMinimiser
        /// Why it ended before its time; nil where it did not.
        package let stoppedBecause: String?
    }

    private let attempt: @Sendable (_ keeping: [Int]) async -> AttemptResult
    private let onAttempt: @Sendable (FlowMinimiser, AttemptResult) async -> Void

    /// - Parameters:
    ///   - attempt: replays these exchanges of the flow once, in this order.
    ///   - onAttempt: called after each attempt, with the search as it then stands.
    package init(
        attempt: @escaping @Sendable (_ keeping: [Int]) async -> AttemptResult,
        onAttempt: @escaping @Sendable (FlowMinimiser, AttemptResult) async -> Void = { _, _ in }
    ) {
        self.attempt = attempt
        self.onAttempt = onAttempt
    }

    /// Goes on until nothing more is to be tried. A cancelled task ends it at once, with what is known so far; an
    /// attempt that was under way then counts only if it failed or passed.
    package func run(_ minimiser: FlowMinimiser) async -> Result {
        var minimiser = minimiser
        var stoppedBecause: String?
        while case .attempt(let keeping) = minimiser.next {
            guard !Task.isCancelled else {
                stoppedBecause = "stopped by hand"
                minimiser.stop()
                break
            }
            let result = await attempt(keeping)
            switch result.ending {
            case .failed: minimiser.record(failed: true, requests: result.requests)
            case .passed: minimiser.record(failed: false, requests: result.requests)
            case .inconclusive: minimiser.recordInconclusive(requests: result.requests)
            case .stop(let reason):
                minimiser.stop(requests: result.requests)
                stoppedBecause = reason
            }
            await onAttempt(minimiser, result)
        }
        return Result(minimiser: minimiser, stoppedBecause: stoppedBecause)
    }
}
