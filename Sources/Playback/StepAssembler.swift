package import ExchangeModel
import JSONTree
package import Redaction
package import ReplayPlan

/// Makes a flow's requests as they are sent: stand-ins, links and variables filled in. The only place where sealed
/// personal values come back, in memory.
package struct StepAssembler: Sendable {
    /// A request, or why there is none.
    package enum Result: Sendable {
        /// Holds no stand-in, but for a recorded bearer token: in its place stands `placeholderToken`. Its framing fields
        /// are the recorded ones.
        case ready(RequestMessage)
        /// Nobody has these; the names are those of the flow's variables.
        case missing([MissingValue])
        /// Today's answer to an earlier step lacks a value, or gives one that can't be sent.
        case sourceGone(step: Int, reason: String)
    }

    /// What stands where the recording had a bearer token; the sender puts a fresh token there.
    package static let placeholderToken = "to-be-set"

    package let script: FlowScript
    package let resolver: ValueResolver
    package let shift: DateShift?

    package init(script: FlowScript, resolver: ValueResolver, shift: DateShift? = nil) {
        self.script = script
        self.resolver = resolver
        self.shift = shift
    }

    /// The request of a step.
    ///
    /// - Parameters:
    ///   - step: from 0.
    ///   - answers: this attempt's, raw, by step; needed for `script.sources(of: step)`.
    package func request(for step: Int, answers: [Int: Exchange]) -> Result {
        guard script.steps.indices.contains(step) else {
            return .sourceGone(step: step, reason: "there is no step \(step + 1)")
        }
        let exchange = script.steps[step].exchange
        let restored = RequestRestorer(keys: resolver.keys).restore(exchange) { _ in
            Array(StepAssembler.placeholderToken.utf8)
        }
        guard let message = restored.message else { return .missing(restored.missing) }
        return .ready(message)
    }
}
