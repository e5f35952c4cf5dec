import KadenceAPI
import Redaction
import ReplayPlan

/// What `--undo` would do about a step that writes.
package struct PlannedUndo: Sendable, Hashable {
    /// The step that writes, from 0.
    package let step: Int
    /// `POST /v1/public/bookings`.
    package let operation: String
    /// The call that takes it back: `POST /v1/public/bookings/{id}/cancel`; nil where the API has none.
    package let undoing: String?
    /// The flow's own step, from 0, that may have taken it back by then; the call is sent where it has not.
    package let ownStep: Int?

    /// Of one attempt, in the order in which the calls are sent: what was written last comes first.
    static func all(of script: FlowScript) -> [PlannedUndo] {
        let steps = script.steps
        return steps.indices.reversed().compactMap { place in
            let step = steps[place]
            guard !["GET", "HEAD", "OPTIONS"].contains(step.exchange.request.method),
                !WriteCounterpart.all.contains(where: { $0.undoing == step.operation })
            else { return nil }
            let undoing = WriteCounterpart.of(step.operation)?.undoing
            return PlannedUndo(
                step: place,
                operation: step.operation,
                undoing: undoing,
                ownStep: undoing.flatMap { undoing in
                    steps.indices.last { $0 > place && steps[$0].operation == undoing }
                }
            )
        }
    }
}
