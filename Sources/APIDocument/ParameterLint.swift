internal import JSONTree

/// What is wrong in one parameter by itself.
struct ParameterLint {
    let set: DocumentSet

    func look(at visit: DocumentLoader.Visit, notes: inout DefectNotes) {
        let node = visit.node
        guard node["$ref"] == nil else { return }
        func note(_ kind: DocumentDefect.Kind, _ keyword: String, _ message: String) {
            notes.add(kind, keyword, visit.place, node, set, message)
        }
        let location = node["in"]?.string
        var missing: [String] = []
        if node["name"]?.string == nil { missing.append("`name`") }
        if location == nil { missing.append("`in`") }
        if node["schema"] == nil, node["content"] == nil { missing.append("`schema`") }
        if !missing.isEmpty {
            note(.incompleteParameter, "", "the parameter has no " + missing.joined(separator: " and no "))
        }
        if let content = node["content"], node["schema"] != nil || content.count != 1 {
            note(.incompleteParameter, "content", "a parameter has either `schema` or `content` with one media type")
        }
        guard let location else { return }
        guard ["path", "query", "header", "cookie"].contains(location) else {
            note(
                .incompleteParameter,
                "in",
                "a parameter is in path, query, header or cookie, not `\(location.prefix(40))`"
            )
            return
        }
        if location == "path", node["required"]?.bool != true {
            note(.optionalPathParameter, "", "a path parameter must say `required: true`")
        }
        if let style = node["style"] {
            let known = style.string.flatMap { ParameterDescription.Style(rawValue: $0) }
            if known?.isAllowed(in: location) != true {
                let shown = style.string.map { "`\($0.prefix(40))`" } ?? "that"
                note(.badParameterStyle, "style", "\(shown) is no style for a parameter in \(location)")
            }
        }
    }
}
