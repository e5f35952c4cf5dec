internal import JSONSchema
internal import JSONTree

/// The schemas that speak of one value together: one schema, what it refers to, and the members of its `allOf`.
struct SchemaParts {
    /// How many schemas are looked at; hostile documents have more.
    private static let most = 100

    struct Part {
        let node: JSONNode
        let place: SchemaPlace
    }

    let parts: [Part]
    /// The schema itself, references followed.
    let place: SchemaPlace

    init(at place: SchemaPlace, in contract: Contract) {
        let set = contract.documents
        var pending = [place]
        var seen: Set<SchemaPlace> = []
        var parts: [Part] = []
        var next = 0
        while next < pending.count, next < SchemaParts.most {
            let place = pending[next]
            next += 1
            guard seen.insert(place).inserted, let node = set.node(at: place), node.kind == .object else { continue }
            if let reference = node["$ref"]?.string, let target = set.target(of: reference, from: place.document) {
                pending.append(target)
                if contract.version == .v30 { continue }
            }
            parts.append(Part(node: node, place: place))
            for index in 0..<min(node["allOf"]?.count ?? 0, SchemaParts.most) {
                pending.append(place.appending("allOf").appending(index))
            }
        }
        self.parts = parts
        properties = SchemaParts.properties(of: parts)
        self.place = set.resolved(place)?.place ?? place
    }

    /// The first that has the keyword.
    func first(_ keyword: String) -> (value: JSONNode, place: SchemaPlace)? {
        for part in parts {
            if let value = part.node[keyword] { return (value, part.place) }
        }
        return nil
    }

    func isTrue(_ keyword: String) -> Bool { parts.contains { $0.node[keyword]?.bool == true } }

    /// The members of all `properties`, by name, in order.
    let properties: [(name: String, place: SchemaPlace)]

    private static func properties(of parts: [Part]) -> [(name: String, place: SchemaPlace)] {
        var seen: Set<String> = []
        return parts.flatMap { part in
            (part.node["properties"].map { Array($0.members) } ?? []).compactMap { key, _ in
                guard let name = key.string, seen.insert(name).inserted else { return nil }
                return (name, part.place.appending("properties").appending(name))
            }
        }
    }

    var required: [String] {
        var seen: Set<String> = []
        return parts.flatMap { $0.node["required"].map { $0.elements.compactMap(\.string) } ?? [] }
            .filter { seen.insert($0).inserted }
    }

    /// The types that all parts allow; nil for any. `nullable` counts in both versions, as it is meant.
    var types: Set<String>? {
        var types: Set<String>?
        for part in parts {
            guard let node = part.node["type"] else { continue }
            var named = Set(node.kind == .array ? node.elements.compactMap(\.string) : [node.string].compactMap { $0 })
            if part.node["nullable"]?.bool == true { named.insert("null") }
            if named.contains("number") { named.insert("integer") }
            types = types.map { $0.intersection(named) } ?? named
        }
        return types
    }

    /// The values that `enum` and `const` leave, as JSON text; nil for any.
    var values: [String]? {
        guard let (list, _) = first("enum") ?? first("const") else { return nil }
        let isList = first("enum") != nil && list.kind == .array
        return (isList ? Array(list.elements) : [list]).map { JSONValue($0).text }
    }
}
