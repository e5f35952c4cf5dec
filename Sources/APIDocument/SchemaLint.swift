internal import JSONSchema
internal import JSONTree
internal import TextPatterns

/// What is wrong in one schema object by itself, beyond what keeps it from being compiled.
struct SchemaLint {
    private static let types: Set<String> = ["string", "number", "integer", "boolean", "array", "object"]

    let version: OpenAPIVersion
    let set: DocumentSet

    func look(at visit: DocumentLoader.Visit, notes: inout DefectNotes) {
        func note(_ kind: DocumentDefect.Kind, _ keyword: String, _ message: String) {
            notes.add(kind, keyword, visit.place, visit.node, set, message)
        }
        let node = visit.node
        // Beside a reference, 3.0 reads nothing.
        if version == .v30, node["$ref"] != nil { return }
        types(node, note)
        if version == .v31, let nullable = node["nullable"], !(nullable.bool == true && admitsNull(node)) {
            let says = nullable.bool == true ? "null is not allowed all the same" : "it says nothing"
            note(.ignoredNullable, "nullable", "`nullable` has no meaning in OpenAPI 3.1: \(says)")
        }
        if let values = node["enum"] { enumeration(values, node, note) }
        if let pattern = node["pattern"]?.string { self.pattern(pattern, "pattern", note) }
        for (key, _) in node["patternProperties"].map({ Array($0.members) }) ?? [] {
            if let pattern = key.string { self.pattern(pattern, "patternProperties", note) }
        }
        if let required = node["required"],
            required.kind != .array || !required.elements.allSatisfy({ $0.kind == .string })
        {
            note(.badKeyword, "required", "`required` is not a list of names")
        }
    }

    /// Whether null is allowed in words that OpenAPI 3.1 understands, so that `nullable` only says it again.
    private func admitsNull(_ node: JSONNode) -> Bool {
        func isNull(_ schema: JSONNode) -> Bool {
            schema["type"]?.string == "null" || schema["type"]?.elements.contains { $0.string == "null" } == true
        }
        if let values = node["enum"], !values.elements.contains(where: \.isNull) { return false }
        return isNull(node)
            || ["anyOf", "oneOf"].contains { node[$0]?.elements.contains(where: isNull) == true }
    }

    private func types(_ node: JSONNode, _ note: (DocumentDefect.Kind, String, String) -> Void) {
        guard let type = node["type"] else { return }
        if version == .v30, type.kind == .array {
            note(.badKeyword, "type", "`type` is a list, which OpenAPI 3.0 does not have")
            return
        }
        let names = type.kind == .array ? Array(type.elements) : [type]
        if names.isEmpty { note(.badKeyword, "type", "`type` is an empty list") }
        for name in names {
            guard let text = name.string else {
                note(.badKeyword, "type", "`type` is not a string" + (version == .v31 ? " or a list of strings" : ""))
                continue
            }
            if SchemaLint.types.contains(text) || text == "null" && version == .v31 { continue }
            let hint = text == "float" || text == "double" ? "; a number with that `format` is meant" : ""
            note(.unknownType, "type", "there is no type `\(text.prefix(40))`\(hint)")
        }
    }

    private func enumeration(
        _ values: JSONNode,
        _ node: JSONNode,
        _ note: (DocumentDefect.Kind, String, String) -> Void
    ) {
        guard values.kind == .array else {
            note(.badKeyword, "enum", "`enum` is not a list")
            return
        }
        guard values.elements.contains(where: \.isNull), let type = node["type"] else { return }
        let types = type.kind == .array ? type.elements.compactMap(\.string) : [type.string].compactMap { $0 }
        if types.contains("null") || version == .v30 && node["nullable"]?.bool == true { return }
        note(.enumeratedNull, "enum", "`enum` lists null, which `type` does not allow")
    }

    private func pattern(_ pattern: String, _ keyword: String, _ note: (DocumentDefect.Kind, String, String) -> Void) {
        do {
            _ = try Pattern(pattern)
        } catch {
            switch error {
            case .syntax: note(.badPattern, keyword, "\(error)")
            case .notRegular, .tooLarge: note(.patternNotRegular, keyword, "\(error)")
            }
        }
    }
}
