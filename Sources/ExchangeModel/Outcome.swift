/// How one attempt at a replay ended.
///
/// An inconclusive attempt never counts in a frequency.
public enum Outcome: Sendable, Hashable {
    case passed
    case failed(FailureSignature)
    case inconclusive(InconclusiveReason)
}

/// Why an attempt says nothing about the failure.
public enum InconclusiveReason: Sendable, Hashable {
    /// The token endpoint refused.
    case signInRefused(String)
    /// Nothing left this machine: no connection, or the run was stopped.
    case notSent(String)
    /// 429, or the reserve kept for production was reached.
    case quota
    /// An earlier exchange of the flow failed, so this one could not be asked.
    case earlierStepFailed(String)
    /// What the user calls a failure could not be looked for in the answer.
    case notEvaluable(String)
}
