package import JSONSchema
package import JSONTree

/// An example that a document gives.
package struct DocumentedExample: Sendable {
    /// Where its value stands.
    package let place: SchemaPlace
    package let value: JSONNode
}

extension Contract {
    /// The examples of a media type, a parameter, a header or a schema: `example`, the values of `examples`, in that order.
    ///
    /// - Parameter place: of the object; references are followed.
    package func examples(at place: SchemaPlace) -> [DocumentedExample] {
        guard let (node, place) = documents.resolved(place), node.kind == .object else { return [] }
        var found: [DocumentedExample] = []
        if let value = node["example"] {
            found.append(DocumentedExample(place: place.appending("example"), value: value))
        }
        guard let list = node["examples"] else { return found }
        let at = place.appending("examples")
        for (index, value) in list.elements.enumerated() {
            found.append(DocumentedExample(place: at.appending(index), value: value))
        }
        for (key, member) in list.members {
            guard let name = key.string,
                let (example, exampleAt) = documents.resolved(member, at: at.appending(name)),
                let value = example["value"]
            else { continue }
            found.append(DocumentedExample(place: exampleAt.appending("value"), value: value))
        }
        return found
    }

    /// The example that the schema at a place has itself, or else the nearest schema around it.
    ///
    /// - Returns: nil where none has one, up to the outermost schema.
    package func nearestExample(to place: SchemaPlace) -> DocumentedExample? {
        guard var pointer = JSONPointer(parsing: place.pointer) else { return nil }
        while true {
            let at = SchemaPlace(document: place.document, pointer: pointer.description)
            if let node = documents.node(at: at), node.kind == .object {
                if let value = node["example"] {
                    return DocumentedExample(place: at.appending("example"), value: value)
                }
                if let value = node["examples"]?[0] {
                    return DocumentedExample(place: at.appending("examples").appending(0), value: value)
                }
            }
            let last = pointer.tokens.popLast()
            // Components and media types hold schemas, but are none.
            if last == nil || last == "schema" || pointer.tokens == ["components", "schemas"] { return nil }
        }
    }
}
