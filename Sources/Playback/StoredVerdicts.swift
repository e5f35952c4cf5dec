package import CaptureStore
package import ExchangeModel
import KadenceAPI
import Redaction
package import ReplayPlan

/// The attempts of a stored run, judged again by what their captures hold.
///
/// While a run is made, verdicts on values and times are as good as what the attempts until then had shown. A run that
/// came to its end keeps the final ones; one that was killed keeps those of the moment.
package struct StoredVerdicts {
    /// With all that the captures show together.
    package let attempts: [Attempt]
    /// How many could not be judged again, although that might change what they are taken for.
    package let unsettled: Int

    /// Takes time linear in the captures, of which one at a time is in memory.
    ///
    /// - Parameters:
    ///   - target: what the run repeats.
    ///   - options: what it was told to go by.
    package init(
        _ record: RunRecord,
        of target: ReplayTarget,
        options: JudgeOptions,
        in captures: any CaptureRepository
    ) {
        var judges = ReplaySteps.judges(of: target.repeated.map(\.exchange), options)
        let recorded = judges.map(\.recordedFailure)
        // How often a recorded failure occurs is not a matter of what varies.
        let isFinal = options.failing.isEmpty && recorded.last.flatMap { $0 } != nil
        guard !judges.isEmpty, !isFinal else {
            (attempts, unsettled) = (record.attempts, 0)
            return
        }
        var counts = [Int](repeating: 0, count: judges.count)
        let judged = record.attempts.map { attempt in
            JudgedAttempt(stored: attempt, steps: judges.count, captures) { step, exchange in
                _ = judges[step].judge(exchange)
                counts[step] += 1
                return counts[step] - 1
            }
        }
        let outcomes = judges.map(\.outcomes)
        attempts = judged.map { $0.settled(outcomes, AttemptRule(recorded: recorded)) }
        // What the user named holds or not, whatever the others show.
        unsettled =
            options.failing.isEmpty
            ? judged.count { !$0.isDecidedByCalls && StoredVerdicts.isOfTheMoment($0.attempt.outcome) } : 0
    }

    /// Whether more attempts could change it.
    package static func isOfTheMoment(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .passed: true
        case .failed(let signature): signature.failureClass == .wrongData || signature.failureClass == .slow
        case .inconclusive: false
        }
    }
}
