import ExchangeModel
import ReplayPlan
import Statistics

/// Knows whether a run's goal is reached.
struct GoalTracker {
    private let goal: ReplayGoal
    private(set) var counted = 0
    private(set) var failed = 0
    /// Whether any failed by more than values or times that differ from the recording.
    private var hasHardFailure = false

    init(_ goal: ReplayGoal, _ outcomes: [Outcome]) {
        self.goal = goal
        for outcome in outcomes { add(outcome) }
    }

    mutating func add(_ outcome: Outcome) {
        switch outcome {
        case .passed: counted += 1
        case .failed(let signature):
            counted += 1
            failed += 1
            if signature.failureClass != .wrongData, signature.failureClass != .slow { hasHardFailure = true }
        case .inconclusive: return
        }
    }

    var isReached: Bool {
        switch goal {
        case .times: false
        case .until(let width):
            BetaBinomialSequence.interval(failures: failed, of: counted).map { $0.high - $0.low <= width } ?? false
        // One failure ends it, but what only differs from the recording may turn out to vary by itself: three attempts
        // tell that.
        case .clean(let runs): counted >= runs || failed > 0 && (hasHardFailure || counted >= 3)
        }
    }
}
