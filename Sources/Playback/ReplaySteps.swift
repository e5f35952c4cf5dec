import ExchangeModel
import KadenceAPI
import Redaction
import ReplayPlan

/// What one attempt sends: the recording up to its decisive call, without requests for tokens.
enum ReplaySteps {
    static func script(_ target: ReplayTarget, variables: [FlowVariable]) -> FlowScript {
        // Chosen among the calls that are repeated: a recorded refusal of a token is none of them.
        let calls = ReplayTarget(target.exchanges.filter { !isTokenRequest($0.exchange) })
        return FlowScript(calls.map { Array($0.needed) } ?? [], operation: operationLabel, names: variables)
    }

    /// Whether the exchange asked for a token.
    static func isTokenRequest(_ exchange: RedactedExchange) -> Bool {
        guard exchange.request.method == "POST", let path = URLParts(exchange.request.url)?.path else { return false }
        return path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8)
    }
}
