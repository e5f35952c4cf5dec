package import Redaction

/// A recorded flow with the way its values take: what each request repeats, and what it takes from earlier answers or
/// from variables.
///
/// Found by reuse in the recording alone. Of each value the first appearance decides: in an answer, it is a link from
/// that answer; in a request, it is a variable, however many answers echo it.
package struct FlowScript: Sendable {
    /// One request to repeat.
    package struct Step: Sendable {
        /// The capture's, where it has one.
        package let number: Int?
        package let exchange: RedactedExchange
        /// `GET /v1/public/bookings/{id}`.
        package let operation: String
        package let inputs: [FlowInput]

        package init(number: Int?, exchange: RedactedExchange, operation: String, inputs: [FlowInput]) {
            self.number = number
            self.exchange = exchange
            self.operation = operation
            self.inputs = inputs
        }
    }

    package let steps: [Step]
    /// In the order of their first use.
    package let variables: [FlowVariable]

    /// - Parameters:
    ///   - exchanges: in order, without requests for tokens.
    ///   - operation: what a method and a URL are called.
    ///   - names: variables of a flow file; one of them that has the same recorded value gives its name.
    package init(
        _ exchanges: [(number: Int?, exchange: RedactedExchange)],
        operation: @Sendable (String, [UInt8]) -> String,
        names: [FlowVariable] = []
    ) {
        let linked = FlowLinker.link(exchanges.map(\.exchange), names: names)
        steps = exchanges.enumerated().map { index, one in
            Step(
                number: one.number,
                exchange: one.exchange,
                operation: operation(one.exchange.request.method, one.exchange.request.url),
                inputs: linked.inputs[index]
            )
        }
        variables = linked.variables
    }

    private init(steps: [Step], variables: [FlowVariable]) {
        self.steps = steps
        self.variables = variables
    }

    /// The steps whose answers this one needs, directly or not; empty for a step that there is not.
    package func sources(of step: Int) -> Set<Int> {
        var found: Set<Int> = []
        var pending = [step]
        while let next = pending.popLast() {
            guard steps.indices.contains(next) else { continue }
            for case .link(let link) in steps[next].inputs.map(\.source) where found.insert(link.step).inserted {
                pending.append(link.step)
            }
        }
        return found
    }

    /// Only these steps, in their order, with their links; nil where one of them needs an answer of a step that is left
    /// out. Variables keep their names; those that no step uses any more are left out.
    package func keeping(_ kept: Set<Int>) -> FlowScript? {
        let old = steps.indices.filter { kept.contains($0) }
        let new = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1, $0) })
        var result: [Step] = []
        for index in old {
            var inputs: [FlowInput] = []
            for input in steps[index].inputs {
                var source = input.source
                if let link = input.link {
                    guard let step = new[link.step] else { return nil }
                    source = .link(ValueLink(step: step, place: link.place, pick: link.pick))
                }
                inputs.append(
                    FlowInput(
                        recorded: input.recorded,
                        places: input.places,
                        source: source,
                        extent: input.extent,
                        label: input.label,
                        isStandIn: input.isStandIn
                    )
                )
            }
            let step = steps[index]
            result.append(
                Step(number: step.number, exchange: step.exchange, operation: step.operation, inputs: inputs)
            )
        }
        let variables = variables.compactMap { variable -> FlowVariable? in
            let uses = variable.uses.compactMap { use in
                new[use.step].map { FlowVariable.Use(step: $0, place: use.place) }
            }
            guard !uses.isEmpty else { return nil }
            return FlowVariable(
                name: variable.name,
                kind: variable.kind,
                recorded: variable.recorded,
                isStandIn: variable.isStandIn,
                uses: uses
            )
        }
        return FlowScript(steps: result, variables: variables)
    }

    /// Steps that can't be repeated because the recording has not the whole of their request, with the reason.
    package var unrepeatable: [(step: Int, reason: String)] {
        steps.enumerated().compactMap { index, step in
            let body = step.exchange.request.body
            if let withheld = body.withheld { return (index, "its body was left out of the recording: \(withheld)") }
            if body.isCut { return (index, "its body was recorded only in part") }
            return nil
        }
    }
}

extension FlowScript {
    /// The variable of this name.
    package func variable(_ name: String) -> FlowVariable? { variables.first { $0.name == name } }
}
