import KadenceAPI
package import Redaction
package import ReplayPlan

extension ReplayTarget {
    /// What a replay sends: the calls up to the decisive one, without requests for tokens.
    package var repeated: [(number: Int?, exchange: RedactedExchange)] {
        // Chosen among the calls that are repeated: a recorded refusal of a token is none of them.
        let calls = ReplayTarget(exchanges.filter { !TokenRequest.isOne($0.exchange.request) })
        return calls.map { Array($0.needed) } ?? []
    }

    /// Tells whether it is still what an earlier run repeated.
    package func digest(_ keys: RedactionKeys) -> FlowDigest { FlowDigest(repeated.map(\.exchange), keys: keys) }
}
