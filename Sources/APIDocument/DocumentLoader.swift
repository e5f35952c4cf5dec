internal import JSONSchema
internal import JSONTree
internal import YAMLTree

/// Walks an OpenAPI document from its root through all references, and reads the further documents that they lead to.
///
/// Without recursion, and each object once, so in linear time.
struct DocumentLoader {
    /// An object that was met, under the first place that led to it.
    struct Visit {
        let kind: ObjectKind
        let node: JSONNode
        let place: SchemaPlace
        /// Whether an `$id` above changes what references mean here; they are the schema compiler's.
        let isRebased: Bool
    }

    private(set) var set = DocumentSet()
    private(set) var visits: [Visit] = []
    private(set) var notes: DefectNotes
    private let source: any DocumentSource
    private let limits: DocumentLimits
    private let version: OpenAPIVersion
    private var bytesLeft: Int
    private var unavailable: [String: String] = [:]
    private var identifiers: Set<String> = []
    private var seen: Set<SchemaPlace> = []
    private var stack: [Visit] = []
    private var references: [(visit: Visit, target: SchemaPlace)] = []

    init(entry: LoadedDocument, version: OpenAPIVersion, source: any DocumentSource, limits: DocumentLimits) {
        self.version = version
        self.source = source
        self.limits = limits
        bytesLeft = max(0, limits.bytes &- entry.json.bytes.count)
        notes = DefectNotes()
        set.add(entry)
    }

    mutating func load() {
        guard let entry = set.entry else { return }
        let root = SchemaPlace(document: entry.uri, pointer: "")
        push(Visit(kind: .root, node: entry.json.root, place: root, isRebased: false))
        var next = 0
        drain()
        while next < references.count {
            let (visit, target) = references[next]
            next += 1
            guard let node = set.node(at: target) else { continue }
            push(Visit(kind: visit.kind, node: node, place: target, isRebased: false))
            drain()
        }
        // What was taken for a missing document may have been a schema's own name.
        notes.removeAll { $0.kind == .missingDocument && identifiers.contains($0.subject) }
    }

    private mutating func push(_ visit: Visit) {
        if seen.insert(visit.place).inserted { stack.append(visit) }
    }

    private mutating func drain() {
        while let visit = stack.popLast() { look(at: visit) }
    }

    private mutating func look(at visit: Visit) {
        let node = visit.node
        guard node.kind == .object else {
            // Booleans are schemas (JSON Schema 2020-12 §4.3.2); OpenAPI 3.0 has them for `additionalProperties` alone.
            if !(visit.kind == .schema && node.kind == .bool) { notObject(visit) }
            return
        }
        var visit = visit
        if visit.kind == .schema, let name = node["$id"]?.string {
            identifiers.insert(DocumentURI.resolve(name, against: visit.place.document).uri)
            visit = Visit(kind: .schema, node: node, place: visit.place, isRebased: true)
        }
        visits.append(visit)
        if let reference = node["$ref"] {
            follow(reference, of: visit)
            // Nothing beside a reference counts, but in schemas of 3.1 and in path items.
            let hasSiblings = visit.kind == .pathItem || visit.kind == .schema && version == .v31
            if !hasSiblings { return }
        }
        var children: [Visit] = []
        for (key, value) in node.members {
            guard let name = key.string, let (kind, shape) = visit.kind.child(name) else { continue }
            gather(value, kind, shape, at: visit.place.appending(name), named: name, from: visit, into: &children)
        }
        for child in children.reversed() { push(child) }
    }

    private mutating func gather(
        _ value: JSONNode,
        _ kind: ObjectKind,
        _ shape: ObjectKind.Shape,
        at place: SchemaPlace,
        named name: String,
        from visit: Visit,
        into children: inout [Visit]
    ) {
        func child(_ node: JSONNode, _ place: SchemaPlace) -> Visit {
            Visit(kind: kind, node: node, place: place, isRebased: visit.isRebased)
        }
        // `items` was a list before 2020-12.
        let isList = shape == .list || kind == .schema && shape == .one && name == "items" && value.kind == .array
        if isList {
            guard value.kind == .array else {
                notes.add(.notAList, name, visit.place, visit.node, set, "`\(name)` is not a list")
                return
            }
            for (index, element) in value.elements.enumerated() {
                children.append(child(element, place.appending(index)))
            }
        } else if shape == .map {
            guard value.kind == .object else {
                let isLinks = kind == .link && value.isNull
                notes.add(
                    isLinks ? .linksNull : .notAnObject,
                    name,
                    visit.place,
                    visit.node,
                    set,
                    isLinks ? "`links` is null where an object, or nothing, belongs" : "`\(name)` is not an object"
                )
                return
            }
            for (key, member) in value.members {
                guard let key = key.string, kind.isMember(key, ofMap: name) else { continue }
                children.append(child(member, place.appending(key)))
            }
        } else {
            children.append(child(value, place))
        }
    }

    private mutating func notObject(_ visit: Visit) {
        if visit.kind == .schema, visit.node.isNull {
            notes.add(.schemaNull, "", visit.place, visit.node, set, "the schema is null, which says nothing")
        } else {
            notes.add(.notAnObject, "", visit.place, visit.node, set, "an object was expected")
        }
    }

    // MARK: References

    private mutating func follow(_ reference: JSONNode, of visit: Visit) {
        func note(_ kind: DocumentDefect.Kind, _ message: String, subject: String = "") {
            notes.add(kind, "$ref", visit.place, visit.node, set, message, subject: subject)
        }
        guard let text = reference.string else {
            note(.danglingReference, "`$ref` is not a string")
            return
        }
        if visit.isRebased { return }
        let address = DocumentURI.resolve(text, against: visit.place.document)
        if set[address.uri] == nil, let reason = fetch(address) {
            note(.missingDocument, "the reference \(shown(text)) can't be followed: \(reason)", subject: address.uri)
            return
        }
        guard let target = set.target(of: text, from: visit.place.document) else {
            // A plain name is an anchor, which the schema compiler looks for.
            if visit.kind != .schema || address.fragment?.contains("/") == true {
                note(.danglingReference, "the reference \(shown(text)) is no pointer to a place in a document")
            }
            return
        }
        guard let node = set.node(at: target) else {
            note(.danglingReference, "the reference \(shown(text)) leads nowhere")
            return
        }
        if isCircle(node, at: target, from: visit.place) {
            note(.cyclicReference, "the reference \(shown(text)) leads back to itself")
            return
        }
        references.append((visit, target))
    }

    private func isCircle(_ node: JSONNode, at place: SchemaPlace, from start: SchemaPlace) -> Bool {
        var node = node
        var place = place
        for _ in 0..<DocumentSet.maximumReferences {
            if place == start { return true }
            guard node.kind == .object, let reference = node["$ref"]?.string,
                let target = set.target(of: reference, from: place.document), let next = set.node(at: target)
            else { return false }
            node = next
            place = target
        }
        return true
    }

    /// Reads a further document; says why it can't be had.
    private mutating func fetch(_ address: DocumentURI.Target) -> String? {
        if let known = unavailable[address.uri] { return known }
        let reason = attempt(address)
        if let reason { unavailable[address.uri] = reason }
        return reason
    }

    private mutating func attempt(_ address: DocumentURI.Target) -> String? {
        if address.leavesRoot { return DocumentSourceError.outside.description }
        guard set.documents.count < limits.documents else { return "more than \(limits.documents) documents" }
        let location = DocumentURI.path(of: address.uri) ?? address.uri
        do {
            let bytes = try source.read(location, limit: bytesLeft)
            bytesLeft = max(0, bytesLeft &- bytes.count)
            var yamlLimits = YAMLLimits()
            yamlLimits.bytes = limits.bytes
            let yaml = try YAMLDocument.parse(bytes, limits: yamlLimits)
            set.add(LoadedDocument(uri: address.uri, name: location, yaml: yaml))
            return nil
        } catch let error as YAMLError {
            return "\(location):\(error.line):\(error.column): \(error.reason)"
        } catch {
            return "\(error)"
        }
    }

    private func shown(_ text: String) -> String { "`" + String(text.prefix(200)) + "`" }
}
