package import JSONSchema
package import JSONTree

/// Puts the examples of a schema's properties together to one for the whole.
struct ExampleBuilder {
    /// How deep the example may be; schemas that contain themselves have no end.
    private static let deepest = 24

    private let set: DocumentSet
    /// How many schemas may still be looked at.
    private var budget = 2_000

    init(set: DocumentSet) {
        self.set = set
    }

    mutating func example(at place: SchemaPlace, depth: Int = 0) -> JSONValue? {
        budget -= 1
        guard depth < ExampleBuilder.deepest, budget >= 0, let node = set.node(at: place), node.kind == .object else {
            return nil
        }
        if let example = node["example"] ?? node["examples"]?[0] { return JSONValue(example) }
        if let reference = node["$ref"]?.string {
            guard let target = set.target(of: reference, from: place.document) else { return nil }
            return example(at: target, depth: depth + 1)
        }
        var members: [(String, JSONValue)] = []
        func add(_ name: String, _ value: JSONValue) {
            if let index = members.firstIndex(where: { $0.0 == name }) {
                members[index].1 = value
            } else {
                members.append((name, value))
            }
        }
        for index in 0..<(node["allOf"]?.count ?? 0) {
            let part = example(at: place.appending("allOf").appending(index), depth: depth + 1)
            guard case .object(let inner) = part else {
                if let part, node["properties"] == nil { return part }
                continue
            }
            for (name, value) in inner { add(name, value) }
        }
        for (key, _) in node["properties"].map({ Array($0.members) }) ?? [] {
            guard let name = key.string,
                let value = example(at: place.appending("properties").appending(name), depth: depth + 1)
            else { continue }
            add(name, value)
        }
        if !members.isEmpty { return .object(members) }
        if node["items"]?.kind == .object {
            return example(at: place.appending("items"), depth: depth + 1).map { .array([$0]) }
        }
        for keyword in ["oneOf", "anyOf"] {
            for index in 0..<(node[keyword]?.count ?? 0) {
                let alternative = example(at: place.appending(keyword).appending(index), depth: depth + 1)
                if let alternative { return alternative }
            }
        }
        return nil
    }
}

extension Contract {
    /// One example for a whole schema, from the schema's own or else from those of its properties and items.
    ///
    /// What has no example is left out, so a `required` that fails on it means nothing.
    package func assembledExample(at place: SchemaPlace) -> JSONDocument? {
        var builder = ExampleBuilder(set: documents)
        return builder.example(at: place).flatMap { try? JSONDocument.parse($0.serialized()) }
    }
}
