/// What a check comes to: a word, a sentence and an exit code that never contradict each other.
package struct Verdict: Sendable, Hashable {
    /// What happened, worst first.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Exit code 1.
        case failed
        /// Exit code 3: nothing failed, but something could not be judged.
        case notEvaluated = "not-evaluated"
        /// Exit code 4: nothing failed, but quota, sign-in or network stood in the way.
        case inconclusive
        /// Exit code 0.
        case fine

        package var exitCode: Int32 {
            switch self {
            case .failed: 1
            case .notEvaluated: 3
            case .inconclusive: 4
            case .fine: 0
            }
        }
    }

    package let kind: Kind
    /// For people, without a full stop at its end.
    package let sentence: String
    /// 0 under `--fail-on nothing`, otherwise the kind's.
    package let exitCode: Int32
}
