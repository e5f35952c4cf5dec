import ContractCheck
import ExchangeModel
import KadenceAPI
import Redaction
import ReplayPlan

/// What the contract check says of an answer, for the judgement of attempts.
enum ContractFacts {
    /// The errors that the API is to blame for; statuses are judged by themselves.
    static func read(_ exchange: RedactedExchange) -> [ContractFact] {
        Kadence.checker.check([(number: 0, exchange: exchange)]).findings
            .filter { $0.severity == .error && $0.blame == .api && !$0.isNotEvaluable }
            .map {
                ContractFact(
                    rule: $0.rule,
                    fingerprint: $0.fingerprint.text,
                    message: $0.message,
                    place: $0.dataPointer
                )
            }
    }
}
