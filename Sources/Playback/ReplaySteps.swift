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
        // Chosen among the calls that are repeated: a recorded refusal of a token is none of them.
        let calls = ReplayTarget(target.exchanges.filter { !ReplaySteps.isTokenRequest($0.exchange) })
        all = calls?.needed.map { Step(number: $0.number, exchange: $0.exchange) } ?? []
        classifier = OutcomeClassifier(recorded: (calls ?? target).decisive.exchange, operation: operationLabel)
    }

    /// Whether the exchange asked for a token.
    static func isTokenRequest(_ exchange: RedactedExchange) -> Bool {
        guard exchange.request.method == "POST", let path = URLParts(exchange.request.url)?.path else { return false }
        return path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8)
    }
}
