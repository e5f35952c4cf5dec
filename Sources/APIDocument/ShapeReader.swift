internal import JSONSchema
internal import JSONTree

/// Reads a schema's shape: the types it names, through references and `allOf`, `anyOf`, `oneOf`, as deep as serialised
/// values go.
struct ShapeReader {
    /// How many schemas one shape may look at; what a parameter says in more is not looked for.
    private static let budget = 200

    let set: DocumentSet
    let version: OpenAPIVersion

    func shape(at place: SchemaPlace) -> SerialisedShape {
        var shape = SerialisedShape.any
        let parts = self.parts(of: [place])
        shape.kinds = kinds(of: parts)
        shape.items = kinds(of: self.parts(of: children(of: parts, "items")))
        shape.additional = kinds(of: self.parts(of: children(of: parts, "additionalProperties")))
        for (node, place) in parts {
            guard let properties = node["properties"] else { continue }
            if shape.kinds.isEmpty { shape.kinds = .object }
            for (key, _) in properties.members {
                guard let name = key.string else { continue }
                let member = self.parts(of: [place.appending("properties").appending(name)])
                shape.properties[name, default: []].formUnion(kinds(of: member))
                let items = kinds(of: self.parts(of: children(of: member, "items")))
                if !items.isEmpty { shape.propertyItems[name, default: []].formUnion(items) }
            }
        }
        return shape
    }

    /// The schemas that speak of the same value as those at the places do.
    private func parts(of places: [SchemaPlace]) -> [(node: JSONNode, place: SchemaPlace)] {
        var pending = places
        var seen: Set<SchemaPlace> = []
        var parts: [(node: JSONNode, place: SchemaPlace)] = []
        var next = 0
        while next < pending.count, next < ShapeReader.budget {
            let place = pending[next]
            next += 1
            guard seen.insert(place).inserted, let node = set.node(at: place), node.kind == .object else { continue }
            if let reference = node["$ref"]?.string, let target = set.target(of: reference, from: place.document) {
                pending.append(target)
                if version == .v30 { continue }
            }
            parts.append((node, place))
            for keyword in ["allOf", "anyOf", "oneOf"] {
                guard let list = node[keyword] else { continue }
                for index in 0..<min(list.count, ShapeReader.budget) {
                    pending.append(place.appending(keyword).appending(index))
                }
            }
        }
        return parts
    }

    private func children(of parts: [(node: JSONNode, place: SchemaPlace)], _ keyword: String) -> [SchemaPlace] {
        parts.compactMap { $0.node[keyword]?.kind == .object ? $0.place.appending(keyword) : nil }
    }

    private func kinds(of parts: [(node: JSONNode, place: SchemaPlace)]) -> SerialisedShape.Kinds {
        var kinds: SerialisedShape.Kinds = []
        var shown: SerialisedShape.Kinds = []
        for (node, _) in parts {
            if let type = node["type"] {
                let names = type.kind == .array ? type.elements.compactMap(\.string) : [type.string].compactMap { $0 }
                for name in names { kinds.formUnion(.named(name)) }
                if node["nullable"]?.bool == true { kinds.formUnion(.null) }
            }
            if let values = node["enum"] {
                for value in values.elements { shown.formUnion(kind(of: value)) }
            } else if let value = node["const"] {
                shown.formUnion(kind(of: value))
            }
            if node["items"] != nil { shown.formUnion(.array) }
        }
        return kinds.isEmpty ? shown : kinds
    }

    private func kind(of value: JSONNode) -> SerialisedShape.Kinds {
        switch value.kind {
        case .null: .null
        case .bool: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}
