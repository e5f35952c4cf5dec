package import ExchangeModel
package import Redaction

/// Says how the attempts of one run ended.
package struct OutcomeJudge: Sendable {
    private let classifier: OutcomeClassifier
    private var judged: [Outcome] = []

    package init(
        recorded: RedactedExchange,
        options: JudgeOptions = JudgeOptions(),
        operation: @escaping @Sendable (_ method: String, _ url: [UInt8]) -> String,
        findings: @escaping @Sendable (RedactedExchange) -> [ContractFact] = { _ in [] }
    ) {
        classifier = OutcomeClassifier(recorded: recorded, operation: operation)
    }

    /// The failure that was recorded; nil where the recording is a success by these rules.
    package var recordedFailure: FailureSignature? { classifier.recordedFailure }

    /// How the attempt that this exchange decided ended, as far as is known by now.
    package mutating func judge(_ exchange: RedactedExchange) -> Outcome {
        let outcome = classifier.classify(exchange)
        judged.append(outcome)
        return outcome
    }

    /// Of everything judged, in that order, with all that is known by now.
    package var outcomes: [Outcome] { judged }

    /// How the verdicts were made, and what was left out, a line each. Hostile text.
    package var explanation: [String] { [] }
}
