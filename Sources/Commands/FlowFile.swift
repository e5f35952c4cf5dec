import ExchangeModel
import HARFormat
import KadenceAPI
import Redaction
import ReplayPlan

/// A flow as a file keeps it: the calls, and the names of what they need from outside.
enum FlowFile {
    /// The flow of the selected calls, and for each of its steps the place among them, from 1: requests for tokens are
    /// not repeated, so they are no steps.
    static func script(of chosen: CaptureSelection) -> (flow: FlowScript, entries: [Int]) {
        var steps: [(number: Int?, exchange: RedactedExchange)] = []
        var entries: [Int] = []
        for (index, item) in chosen.items.enumerated() where !TokenRequest.isOne(item.exchange.request) {
            steps.append((item.isCaptured ? item.number : nil, item.exchange))
            entries.append(index + 1)
        }
        let flow = FlowScript(
            steps,
            operation: { operationLabel(method: $0, url: $1) },
            names: chosen.variables
        )
        return (flow, entries)
    }

    /// What a file says of the flow's variables.
    static func variables(of flow: FlowScript, entries: [Int]) -> [HARVariable] {
        flow.variables.map { variable in
            HARVariable(
                name: variable.name,
                kind: variable.kind,
                standIn: variable.standIn,
                defaultValue: variable.defaultValue,
                uses: variable.uses.map { .init(entry: entry($0.step, entries), place: $0.place) }
            )
        }
    }

    /// A file's variable; nil where it names nothing that a recording holds.
    static func variable(_ variable: HARVariable) -> FlowVariable? {
        guard let recorded = variable.standIn.map({ Array($0.utf8) }) ?? variable.defaultValue else { return nil }
        return FlowVariable(
            name: variable.name,
            kind: variable.kind,
            recorded: recorded,
            isStandIn: variable.standIn != nil,
            uses: []
        )
    }

    /// What whoever replays the file elsewhere must and may give, a line each, for people. Hostile text.
    static func needs(of flow: FlowScript, entries: [Int]) -> [String] {
        var lines = flow.unrepeatable.map { step, reason in
            "call \(entry(step, entries)) \(flow.steps[step].operation) can't be replayed: \(reason)"
        }
        for variable in flow.variables {
            let calls = Set(variable.uses.map { entry($0.step, entries) }).sorted().map(String.init)
            let used = "\(variable.kind), call \(calls.joined(separator: ", ")) \(variable.uses.first?.place ?? "")"
            if let value = variable.defaultValue {
                let text = String(decoding: value, as: UTF8.self)
                lines.append("may set   \(variable.environmentName)  (\(used); without it \(text) as recorded)")
            } else {
                lines.append("must set  \(variable.environmentName)  (\(used); it was redacted)")
            }
        }
        return lines
    }

    private static func entry(_ step: Int, _ entries: [Int]) -> Int {
        entries.indices.contains(step) ? entries[step] : step + 1
    }
}
