internal import JSONTree

/// Reads the operations out of an OpenAPI document's tree, going on past what is broken.
struct OperationReader {
    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    /// A chain of `$ref`s longer than this goes in a circle.
    private static let maximumReferences = 32

    private let document: JSONDocument
    private(set) var defects: [DocumentDefect] = []

    init(document: JSONDocument) {
        self.document = document
    }

    mutating func read() throws(DocumentError) -> [OperationDescription] {
        let version = document.root["openapi"]?.string
        guard let version, version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
            throw .notOpenAPI(found: version)
        }
        guard let paths = document.root["paths"], paths.kind == .object, paths.count > 0 else { throw .noPaths }
        var operations: [OperationDescription] = []
        for (key, value) in paths.members {
            guard let path = key.string, path.hasPrefix("/") else { continue }
            let place = JSONPointer(["paths", path])
            guard let (item, at) = resolved(value, at: place) else { continue }
            let shared = parameters(item["parameters"], at: at.appending("parameters"))
            for (verb, node) in item.members {
                guard let verb = verb.string, OperationReader.methods.contains(verb) else { continue }
                guard node.kind == .object else {
                    note("the operation is not an object", at: at.appending(verb))
                    continue
                }
                operations.append(operation(verb, path, node, shared, at: at.appending(verb)))
            }
        }
        return operations
    }

    private mutating func operation(
        _ verb: String,
        _ path: String,
        _ node: JSONNode,
        _ shared: [OperationDescription.Parameter],
        at place: JSONPointer
    ) -> OperationDescription {
        var own = parameters(node["parameters"], at: place.appending("parameters"))
        own += shared.filter { item in !own.contains { $0.name == item.name && $0.location == item.location } }
        var requestTypes: [String] = []
        if let body = node["requestBody"], let (body, _) = resolved(body, at: place.appending("requestBody")) {
            requestTypes = names(body["content"])
        }
        var responses: [OperationDescription.Response] = []
        for (key, value) in members(of: node["responses"]) {
            // YAML reads an unquoted status as a number; as a key it is text all the same.
            guard let status = key.string ?? key.int.map(String.init) else { continue }
            let place = place.appending("responses").appending(status)
            guard let (response, at) = resolved(value, at: place) else { continue }
            responses.append(
                OperationDescription.Response(
                    status: status,
                    mediaTypes: names(response["content"]),
                    headers: names(response["headers"]),
                    pointer: at.description
                )
            )
        }
        if responses.isEmpty { note("the operation documents no answer", at: place) }
        let label = verb.uppercased() + " " + path
        return OperationDescription(
            id: node["operationId"]?.string ?? label,
            method: verb.uppercased(),
            pathTemplate: path,
            parameters: own,
            requestMediaTypes: requestTypes,
            responses: responses,
            pointer: place.description
        )
    }

    private mutating func parameters(_ list: JSONNode?, at place: JSONPointer) -> [OperationDescription.Parameter] {
        var result: [OperationDescription.Parameter] = []
        for (index, element) in elements(of: list).enumerated() {
            guard let (node, at) = resolved(element, at: place.appending(index)) else { continue }
            guard let name = node["name"]?.string, let location = node["in"]?.string else {
                note("the parameter has no name or place", at: at)
                continue
            }
            // These three are said elsewhere and ignored here (OpenAPI 3.1 §4.8.12.2.1).
            if location == "header", ["accept", "content-type", "authorization"].contains(name.lowercased()) {
                continue
            }
            if result.contains(where: { $0.name == name && $0.location == location }) {
                note("the parameter stands here twice", at: at)
                continue
            }
            result.append(
                OperationDescription.Parameter(
                    name: name,
                    location: location,
                    isRequired: node["required"]?.bool ?? (location == "path")
                )
            )
        }
        return result
    }

    private func elements(of list: JSONNode?) -> [JSONNode] {
        list.map { Array($0.elements) } ?? []
    }

    private func members(of object: JSONNode?) -> [(key: JSONNode, value: JSONNode)] {
        object.map { Array($0.members) } ?? []
    }

    private func names(_ object: JSONNode?) -> [String] {
        object?.members.compactMap { $0.key.string } ?? []
    }

    /// The object behind a chain of local references, with its own place; notes what leads nowhere.
    private mutating func resolved(_ node: JSONNode, at place: JSONPointer) -> (JSONNode, JSONPointer)? {
        var node = node
        var at = place
        for _ in 0..<OperationReader.maximumReferences {
            guard node.kind == .object else {
                note("an object was expected", at: at)
                return nil
            }
            guard let reference = node["$ref"]?.string else { return (node, at) }
            guard let pointer = Contract.pointer(ofReference: reference), let target = document.node(at: pointer) else {
                note("the reference leads nowhere", at: at)
                return nil
            }
            node = target
            at = pointer
        }
        note("the references go in a circle", at: place)
        return nil
    }

    private mutating func note(_ message: String, at place: JSONPointer) {
        defects.append(DocumentDefect(pointer: place.description, message: message))
    }
}
