internal import APIDocument
internal import ExchangeModel
internal import JSONSchema
internal import JSONTree
internal import Redaction

/// Sees the values of a parameter, a header or a form through what redaction replaced where they were written.
struct PieceLens: InstanceLens {
    private var known: [Int: InstanceKnowledge] = [:]

    /// - Parameters:
    ///   - url: the request's URL and what was replaced in it; nil for an answer's header.
    ///   - fields: what was replaced in the field of this name.
    init(
        _ value: ParameterValue,
        url: (spans: ReplacedSpans, bytes: [UInt8])?,
        fields: (String) -> ReplacedSpans,
        headers: HeaderList
    ) {
        guard let instance = value.instance else { return }
        for piece in value.pieces {
            let knowledge: InstanceKnowledge?
            switch piece.source {
            case .url(let range):
                knowledge = url.flatMap { $0.spans.shape(of: range, in: $0.bytes) }
            case .field(let index, let range):
                guard headers.fields.indices.contains(index) else { continue }
                let field = headers.fields[index]
                knowledge = fields(field.nameText).shape(of: range, in: field.value)
            }
            guard let knowledge, let pointer = JSONPointer(parsing: piece.pointer),
                let node = instance.node(at: pointer)
            else { continue }
            known[node.index] = knowledge
        }
    }

    /// The members of a form, by the names of the fields whose values were replaced.
    init(form: JSONDocument, _ exchange: RedactedExchange) {
        var shapes: [String: InstanceKnowledge] = [:]
        for replacement in exchange.replacements where replacement.place == .requestBody {
            let shape = replacement.shape
            shapes[replacement.pointer] = .shape(
                InstanceShape(kind: .string, codePoints: shape.codePoints, formats: shape.formats)
            )
        }
        for (key, value) in form.root.members where value.kind == .string {
            if let knowledge = shapes[key.string ?? ""] {
                known[value.index] = knowledge
            } else if StandIn.occurs(in: value.lexeme) {
                known[value.index] = .kind(.string)
            }
        }
    }

    func knowledge(of node: JSONNode) -> InstanceKnowledge { known[node.index] ?? .actual }
}
