import ExchangeModel
import Redaction
import ReplayPlan
import Synchronization

/// What the attempts of a run share while they are made.
final class RunState: Sendable {
    private let run: Mutex<ReplayRun>
    private let judges: Mutex<[StepJudge]>

    private struct StepJudge: Sendable {
        var judge: OutcomeJudge
        var count = 0
    }

    init(_ run: ReplayRun, judges: [OutcomeJudge]) {
        self.run = Mutex(run)
        self.judges = Mutex(judges.map { StepJudge(judge: $0) })
    }

    /// As it stands.
    var current: ReplayRun { run.withLock { $0 } }

    func update<Value: Sendable>(_ body: (inout sending ReplayRun) -> sending Value) -> Value {
        run.withLock { body(&$0) }
    }

    /// Judges the answer to a step.
    ///
    /// - Returns: how it ended as far as is known by now, and its place among those judged of this step.
    func judge(_ step: Int, _ exchange: RedactedExchange) -> (outcome: Outcome, place: Int) {
        judges.withLock { judges in
            guard judges.indices.contains(step) else { return (.inconclusive(.notSent("there is no such step")), 0) }
            judges[step].count += 1
            return (judges[step].judge.judge(exchange), judges[step].count - 1)
        }
    }

    /// The outcomes of each step's answers, with all that is known by now.
    var settled: [[Outcome]] { judges.withLock { $0.map(\.judge.outcomes) } }

    /// How the verdicts were made, by step.
    var explanations: [[String]] { judges.withLock { $0.map(\.judge.explanation) } }
}
