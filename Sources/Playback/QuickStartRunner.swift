import ExchangeModel
package import KadenceAPI
package import Recording
import Redaction

/// What came of one of the guide's Quick Starts.
package struct QuickStartRun: Sendable {
    /// A step that was made.
    package struct Step: Sendable {
        package let step: FlowStep
        package let call: RecordedCall
    }

    package let flow: QuickStartFlow
    /// In order, up to the first that failed.
    package var steps: [Step] = []
    /// What the answers gave, beside the inputs. Ids and addresses: not for showing.
    package var values: [String: String]
    /// Why it stopped before its end; nil where it did not.
    package var problem: String?

    /// The captures' numbers, in order.
    package var numbers: [Int] { steps.compactMap(\.call.number) }
}

/// Runs the guide's Quick Starts against the API.
package struct QuickStartRunner: Sendable {
    private let caller: Caller

    package init(caller: Caller) {
        self.caller = caller
    }

    /// Makes the flow's calls in order, each with what the earlier answers gave.
    ///
    /// - Parameters:
    ///   - values: the flow's inputs by name.
    ///   - onStep: called after each step.
    package func run(
        _ flow: QuickStartFlow,
        values: [String: String],
        onStep: @Sendable (QuickStartRun.Step) -> Void = { _ in }
    ) async -> QuickStartRun {
        var run = QuickStartRun(flow: flow, values: values)
        for step in flow.steps {
            do {
                let request = try step.request(values: run.values, endpoints: caller.endpoints)
                switch await caller.send(request, label: step.operation) {
                case .answered(let call):
                    let made = QuickStartRun.Step(step: step, call: call)
                    run.steps.append(made)
                    onStep(made)
                    guard let status = call.raw.response?.status, call.raw.failure == nil else {
                        run.problem = "\"\(step.title)\" got no whole answer"
                        return run
                    }
                    guard (200..<300).contains(status) else {
                        run.problem = "\"\(step.title)\" was answered with \(status)"
                        return run
                    }
                    guard !step.extractions.isEmpty else { continue }
                    guard let document = RawAnswer.document(call.raw) else {
                        run.problem = "\"\(step.title)\" was answered with something that is not JSON"
                        return run
                    }
                    run.values.merge(try step.extract(from: document)) { $1 }
                case .refused(let refusal):
                    run.problem = refusal.description
                    return run
                case .notSignedIn(let problem):
                    run.problem = problem.description
                    return run
                }
            } catch {
                run.problem = "\(error)"
                return run
            }
        }
        return run
    }
}
