import APIDocument
import ExchangeModel
import JSONSchema
import JSONTree
import TextPatterns

/// Finds values for the parameters that an operation requires, in what the document says of them.
struct ParameterValues {
    /// A parameter as the document writes it.
    struct Description {
        let parameter: ParameterDescription
        let node: JSONNode?
        let schema: JSONNode?
        /// Where the schema stands, references followed.
        let schemaPlace: SchemaPlace?

        var name: String { parameter.name }
        var location: String { parameter.location }
        var isRequired: Bool { parameter.isRequired }
    }

    let contract: Contract
    let day: Timestamp

    /// All parameters of an operation.
    func descriptions(of operation: OperationDescription) -> [Description] {
        operation.parameters.map { parameter in
            let schema = parameter.schema.flatMap { contract.documents.resolved($0) }
            return Description(
                parameter: parameter,
                node: contract.node(at: parameter.place),
                schema: schema?.node,
                schemaPlace: schema?.place
            )
        }
    }

    /// A value that the schema allows, without asking the API: dates get the day, others the document's own default,
    /// first choice or example. Nil where the document gives nothing.
    func value(for parameter: Description) -> String? {
        if let choice = choice(of: parameter.schema) { return choice }
        let example = example(of: parameter)
        if let moment = moment(for: parameter, example: example) { return moment }
        if let text = scalar(parameter.schema?["default"]) { return text }
        if let example { return example }
        // An array takes one of its items.
        let items = parameter.schemaPlace.flatMap { contract.node(at: $0.appending("items")) }
        let schema = items ?? parameter.schema
        if let choice = choice(of: schema) ?? scalar(schema?["default"]) { return choice }
        switch schema?["type"]?.string {
        case "integer", "number": return scalar(schema?["minimum"]) ?? "1"
        case "boolean": return "false"
        default: return nil
        }
    }

    /// The first of a closed set of values.
    func choice(of schema: JSONNode?) -> String? {
        if let constant = scalar(schema?["const"]) { return constant }
        guard let values = schema?["enum"], values.kind == .array else { return nil }
        return values.elements.lazy.compactMap { scalar($0) }.first { _ in true }
    }

    /// An example from the parameter or its schema.
    func example(of parameter: Description) -> String? {
        if let text = scalar(parameter.node?["example"]) { return text }
        let place = parameter.parameter.place.appending("examples")
        let names = parameter.node?["examples"]?.members.compactMap(\.key.string) ?? []
        let named = names.lazy.compactMap { scalar(contract.node(at: place.appending($0))?["value"]) }
        if let text = named.first(where: { _ in true }) { return text }
        if let text = scalar(parameter.schema?["example"]) { return text }
        return parameter.schema?["examples"]?.elements.lazy.compactMap { scalar($0) }.first { _ in true }
    }

    /// The day, in the form that the parameter takes; nil where it is for something else.
    private func moment(for parameter: Description, example: String?) -> String? {
        let type = parameter.schema?["type"]?.string
        guard type == nil || type == "string" else { return nil }
        let name = String(decoding: ASCII.lower(parameter.name.utf8), as: UTF8.self)
        let date = String(day.text(fractionDigits: 0).prefix { $0 != "T" })
        // A working day, so that a span has a length.
        let isEnd = ["end", "until", "before"].contains { name.contains($0) } || name == "to"
        let local = date + (isEnd ? "T17:00:00" : "T09:00:00")
        var forms = [local, local + "Z", date]
        switch parameter.schema?["format"]?.string {
        case "date": return date
        case "date-time": return local + "Z"
        case .some: return nil
        case nil: break
        }
        if let example, ParameterValues.beginsWithDate(example) {
            if example.utf8.count == 10 { forms = [date] }
            if example.hasSuffix("Z") { forms = [local + "Z"] }
        } else if name.contains("datetime") {
            // The local form, as Kadence's queries take it.
        } else if name.contains("date") {
            forms = [date, local, local + "Z"]
        } else {
            return nil
        }
        guard let pattern = parameter.schema?["pattern"]?.string, let compiled = try? Pattern(pattern) else {
            return forms.first
        }
        return forms.first { compiled.matches(Array($0.utf8)) }
    }

    private static func beginsWithDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(10))
        return bytes.count == 10
            && bytes.enumerated().allSatisfy { [4, 7].contains($0) ? $1 == 0x2D : $1 &- 0x30 < 10 }
    }

    private func scalar(_ node: JSONNode?) -> String? {
        guard let node else { return nil }
        switch node.kind {
        case .string: return node.string
        case .number, .bool: return String(decoding: node.lexeme, as: UTF8.self)
        case .null, .array, .object: return nil
        }
    }
}
