import ExchangeModel
import KadenceAPI
import Redaction
import ReplayPlan

/// What one attempt sends: the recording up to its decisive call, without requests for tokens.
struct ReplaySteps: Sendable {
    /// One call to repeat.
    struct Step: Sendable {
        let number: Int?
        let exchange: RedactedExchange
    }

    /// The decisive call comes last.
    let all: [Step]
    let classifier: OutcomeClassifier

    init(_ target: ReplayTarget) {
        all = target.needed.filter { !ReplaySteps.isTokenRequest($0.exchange) }.map {
            Step(number: $0.number, exchange: $0.exchange)
        }
        classifier = OutcomeClassifier(recorded: target.decisive.exchange, operation: operationLabel)
    }

    /// Whether the exchange asked for a token.
    static func isTokenRequest(_ exchange: RedactedExchange) -> Bool {
        guard exchange.request.method == "POST", let path = URLParts(exchange.request.url)?.path else { return false }
        return path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8)
    }
}
