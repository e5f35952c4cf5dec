internal import JSONSchema
internal import JSONTree

/// Reads the operations out of a document's tree, going on past what is broken.
///
/// What is wrong with single objects and with references the walk over the document has noted already; here is noted
/// what takes several of them to see.
struct OperationReader {
    let set: DocumentSet
    private(set) var notes: DefectNotes

    init(set: DocumentSet, notes: DefectNotes) {
        self.set = set
        self.notes = notes
    }

    mutating func read() throws(DocumentError) -> [OperationDescription] {
        guard let entry = set.entry else { return [] }
        let root = entry.json.root
        guard let paths = root["paths"], paths.kind == .object, paths.count > 0 else {
            throw DocumentError(.noPaths, file: entry.name, line: entry.line(of: root["paths"] ?? root))
        }
        var operations: [OperationDescription] = []
        let place = SchemaPlace(document: entry.uri, pointer: "/paths")
        let standard = servers(root["servers"], at: SchemaPlace(document: entry.uri, pointer: "")) ?? [.root]
        let security = requirements(root["security"])
        var shapes: [[[[UInt8]]]: String] = [:]
        for (key, value) in paths.members {
            guard let path = key.string, path.utf8.first == 0x2F else { continue }
            let template = PathTemplate(path)
            if let other = shapes.updateValue(path, forKey: template.shape) {
                note(
                    .ambiguousPath,
                    "",
                    place.appending(path),
                    value,
                    "requests can't be told from those to `\(other)`"
                )
            }
            guard let (item, at) = object(value, at: place.appending(path)) else { continue }
            let servers = self.servers(item["servers"], at: at) ?? standard
            let shared = parameters(item["parameters"], at: at.appending("parameters"))
            for (verb, node) in item.members {
                guard let verb = verb.string, ObjectKind.methods.contains(verb), node.kind == .object else { continue }
                operations.append(
                    operation(verb, template, node, shared, servers, security, at: at.appending(verb))
                )
            }
        }
        noteDuplicates(operations)
        return operations
    }

    mutating func operation(
        _ verb: String,
        _ template: PathTemplate,
        _ node: JSONNode,
        _ shared: [ParameterDescription],
        _ servers: [ServerDescription],
        _ security: [[String]]?,
        at place: SchemaPlace
    ) -> OperationDescription {
        var own = parameters(node["parameters"], at: place.appending("parameters"))
        own += shared.filter { item in !own.contains { $0.isSame(as: item) } }
        compare(own, with: template, of: node, at: place)
        let label = verb.uppercased() + " " + template.text
        return OperationDescription(
            id: node["operationId"]?.string ?? label,
            method: verb.uppercased(),
            pathTemplate: template.text,
            parameters: own,
            requestBody: node["requestBody"].flatMap { requestBody($0, at: place.appending("requestBody")) },
            responses: responses(of: node, at: place),
            servers: self.servers(node["servers"], at: place) ?? servers,
            security: requirements(node["security"]) ?? security,
            isDeprecated: node["deprecated"]?.bool ?? false,
            place: place
        )
    }

    // MARK: Bodies

    func requestBody(_ node: JSONNode, at place: SchemaPlace) -> OperationDescription.RequestBody? {
        guard let (body, at) = object(node, at: place) else { return nil }
        return OperationDescription.RequestBody(
            isRequired: body["required"]?.bool ?? false,
            content: content(body, at: at),
            place: at
        )
    }

    mutating func responses(of node: JSONNode, at place: SchemaPlace) -> [OperationDescription.Response] {
        var responses: [OperationDescription.Response] = []
        let place = place.appending("responses")
        let list = node["responses"]
        for (key, value) in members(of: list) {
            guard let status = key.string, !status.hasPrefix("x-") else { continue }
            if !OperationReader.isStatus(status), let list {
                note(
                    .badStatus,
                    status,
                    place,
                    list,
                    "`\(status.prefix(40))` is no status, no class like 4XX, and not `default`"
                )
                continue
            }
            guard let (response, at) = object(value, at: place.appending(status)) else { continue }
            let content = content(response, at: at)
            if ["204", "205", "304"].contains(status) || status.hasPrefix("1"), !content.isEmpty {
                note(
                    .bodyNotAllowed,
                    "content",
                    at,
                    response,
                    "an answer with status \(status) has no body (RFC 9110 §15)"
                )
            }
            responses.append(
                OperationDescription.Response(
                    status: status,
                    content: content,
                    headerDescriptions: headers(response["headers"], at: at.appending("headers")),
                    place: at
                )
            )
        }
        if responses.isEmpty, list?.count ?? 0 == 0 {
            let at = SchemaPlace(document: place.document, pointer: String(place.pointer.dropLast("/responses".count)))
            note(.noResponses, "", at, node, "the operation documents no answer")
        }
        return responses
    }

    /// `200`, `2XX` or `default` (OpenAPI 3.1 §4.8.16).
    static func isStatus(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if text == "default" { return true }
        guard bytes.count == 3, (0x31...0x35).contains(bytes[0]) else { return false }
        return bytes[1...].allSatisfy { $0 &- 0x30 < 10 } || bytes[1...].elementsEqual([0x58, 0x58])
    }

    func content(_ holder: JSONNode, at place: SchemaPlace) -> [ContentDescription] {
        let place = place.appending("content")
        return members(of: holder["content"]).compactMap { key, value in
            guard let type = key.string, !type.hasPrefix("x-") else { return nil }
            let at = place.appending(type)
            let hasSchema = value["schema"].map { !$0.isNull } ?? false
            return ContentDescription(mediaType: type, place: at, schema: hasSchema ? at.appending("schema") : nil)
        }
    }

    func headers(_ map: JSONNode?, at place: SchemaPlace) -> [ParameterDescription] {
        members(of: map).compactMap { key, value in
            guard let name = key.string, let (node, at) = object(value, at: place.appending(name)) else { return nil }
            return parameter(node, named: name, in: "header", at: at)
        }
    }

    // MARK: The rest

    mutating func servers(_ list: JSONNode?, at place: SchemaPlace) -> [ServerDescription]? {
        guard let list, list.kind == .array, list.count > 0 else { return nil }
        let place = place.appending("servers")
        var servers: [ServerDescription] = []
        for (index, element) in list.elements.enumerated() {
            guard let url = element["url"]?.string else {
                note(.badServer, "", place.appending(index), element, "the server has no `url`")
                continue
            }
            servers.append(ServerDescription(url: url, variables: element["variables"]))
        }
        return servers.isEmpty ? nil : servers
    }

    func requirements(_ list: JSONNode?) -> [[String]]? {
        guard let list, list.kind == .array else { return nil }
        return list.elements.map { $0.members.compactMap { $0.key.string }.sorted() }
    }

    mutating func noteDuplicates(_ operations: [OperationDescription]) {
        var seen: [String: String] = [:]
        for operation in operations where operation.id != operation.label {
            guard let other = seen.updateValue(operation.label, forKey: operation.id) else { continue }
            let node = set.node(at: operation.place)
            note(.duplicateOperationID, "operationId", operation.place, node, "\(other) has the same `operationId`")
        }
    }

    func elements(of list: JSONNode?) -> [JSONNode] {
        list.map { Array($0.elements) } ?? []
    }

    func members(of object: JSONNode?) -> [(key: JSONNode, value: JSONNode)] {
        object.map { Array($0.members) } ?? []
    }

    /// The object behind a chain of references, with its own place.
    func object(_ node: JSONNode, at place: SchemaPlace) -> (JSONNode, SchemaPlace)? {
        guard let (node, place) = set.resolved(node, at: place), node.kind == .object else { return nil }
        return (node, place)
    }

    mutating func note(
        _ kind: DocumentDefect.Kind,
        _ keyword: String,
        _ place: SchemaPlace,
        _ node: JSONNode?,
        _ message: String
    ) {
        notes.add(kind, keyword, place, node, set, message)
    }
}

extension ParameterDescription {
    /// Whether both name the same value: header names know no case.
    func isSame(as other: ParameterDescription) -> Bool {
        guard location == other.location else { return false }
        return name == other.name || location == "header" && name.lowercased() == other.name.lowercased()
    }
}
