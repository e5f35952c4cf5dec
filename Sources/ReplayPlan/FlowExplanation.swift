internal import JSONTree
internal import Redaction

extension FlowScript {
    /// What links the steps and what they need, a line each, for people. Hostile text: neutralise it where it is shown.
    package var explanation: [String] {
        var lines: [String] = []
        for (index, step) in steps.enumerated() {
            for input in step.inputs {
                guard let link = input.link else { continue }
                lines.append(
                    "step \(index + 1) \(step.operation): \(input.label) ← step \(link.step + 1) answer \(link.placeText)"
                )
            }
        }
        for variable in variables {
            let uses = variable.uses.map { "step \($0.step + 1) \($0.place)" }.joined(separator: ", ")
            let origin: String
            if let value = variable.defaultValue {
                origin = "default \(String(decoding: value, as: UTF8.self))"
            } else {
                origin = "no default: it was redacted; \(variable.environmentName) can give it"
            }
            lines.append("variable \(variable.name) (\(variable.kind)): \(uses); \(origin)")
        }
        for (step, reason) in unrepeatable {
            lines.append("step \(step + 1) \(steps[step].operation) can't be repeated: \(reason)")
        }
        return lines
    }
}

extension ValueLink {
    /// Where in the answer, for people: a JSON Pointer, `header Location`. Hostile text.
    package var placeText: String {
        switch place {
        case .header(let name):
            guard case .relation(let relation) = pick else { return "header \(name)" }
            return "header \(name) rel=\(relation)"
        case .json(let pointer): return pointer.tokens.isEmpty ? "body" : "\(pointer)"
        case .csv(let row, let column, let title):
            let name = title.isEmpty ? String(column + 1) : String(decoding: title, as: UTF8.self)
            return "row \(row + 1) column \(name)"
        case .text: return "body"
        }
    }
}
