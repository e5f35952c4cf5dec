internal import JSONSchema
internal import JSONTree

// Parameters, and how they agree with the path.
extension OperationReader {
    mutating func parameters(_ list: JSONNode?, at place: SchemaPlace) -> [ParameterDescription] {
        var result: [ParameterDescription] = []
        for (index, element) in elements(of: list).enumerated() {
            guard let (node, at) = object(element, at: place.appending(index)) else { continue }
            guard let name = node["name"]?.string, let location = node["in"]?.string else { continue }
            // These three are said elsewhere and ignored here (OpenAPI 3.1 §4.8.12.2.1).
            if location == "header", ["accept", "content-type", "authorization"].contains(name.lowercased()) {
                continue
            }
            let read = parameter(node, named: name, in: location, at: at)
            if result.contains(where: { $0.isSame(as: read) }) {
                note(
                    .duplicateParameter,
                    "",
                    place.appending(index),
                    element,
                    "the \(location) parameter `\(name)` stands here twice"
                )
                continue
            }
            result.append(read)
        }
        return result
    }

    func parameter(
        _ node: JSONNode,
        named name: String,
        in location: String,
        at place: SchemaPlace
    ) -> ParameterDescription {
        let standard = ParameterDescription.Style.standard(in: location)
        let said = node["style"]?.string.flatMap { ParameterDescription.Style(rawValue: $0) }
        let style = said.flatMap { $0.isAllowed(in: location) ? $0 : nil } ?? standard
        let content = content(node, at: place).first
        let hasSchema = node["schema"].map { !$0.isNull } ?? false
        return ParameterDescription(
            name: name,
            location: location,
            isRequired: node["required"]?.bool ?? (location == "path"),
            style: style,
            explodes: node["explode"]?.bool ?? (style == .form || style == .deepObject),
            allowsReserved: node["allowReserved"]?.bool ?? false,
            allowsEmptyValue: node["allowEmptyValue"]?.bool ?? false,
            isDeprecated: node["deprecated"]?.bool ?? false,
            schema: hasSchema ? place.appending("schema") : content?.schema,
            contentType: hasSchema ? nil : content?.mediaType,
            place: place
        )
    }

    mutating func compare(
        _ parameters: [ParameterDescription],
        with template: PathTemplate,
        of node: JSONNode,
        at place: SchemaPlace
    ) {
        let variables = template.variables
        let named = parameters.filter { $0.location == "path" }
        for variable in variables where !named.contains(where: { $0.name == variable }) {
            note(
                .undeclaredPathVariable,
                "{\(variable)}",
                place,
                node,
                "the path's `{\(variable)}` is described by no parameter"
            )
        }
        for parameter in named where !variables.contains(parameter.name) {
            let at = set.node(at: parameter.place)
            note(
                .unusedPathParameter,
                "name",
                parameter.place,
                at,
                "the path \(template.text) has no `{\(parameter.name)}`"
            )
        }
    }
}
