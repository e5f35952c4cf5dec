import JSONTree

/// A value in one of the documents.
struct SchemaNode: Hashable {
    /// An index of `ResourceIndex.documents`.
    var document: Int
    /// The value's place on the document's tape.
    var index: Int
}

/// Which schema resources the documents hold, and what their anchors are (core §8.2). Schemas are looked for only where
/// a keyword says that one stands, so an `$id` in an example is none.
struct ResourceIndex {
    struct Document {
        let uri: String
        let json: JSONDocument
        let isOpenAPI: Bool
        /// Whether everything below the root has been looked at.
        var isWalked = false
        var visited: [Bool]
        var resourceCount = 0
    }

    struct Resource {
        let root: SchemaNode
        let uri: URIReference
        let dialect: Dialect
        /// What is wrong with its `$schema`.
        let dialectFault: String?
        var anchors: [String: Int] = [:]
        var dynamicAnchors: [String: Int] = [:]
    }

    enum Resolution {
        /// With the name, if it is a `$dynamicAnchor`'s.
        case found(SchemaNode, dynamicAnchor: String?)
        case missing(String)
    }

    private(set) var documents: [Document] = []
    private(set) var resources: [Resource] = []
    private var documentByURI: [String: Int] = [:]
    private var resourceByURI: [String: Int] = [:]
    private var resourceAt: [SchemaNode: Int] = [:]
    private let defaultDialect: Dialect

    init(_ source: SchemaResources, dialect: Dialect) {
        defaultDialect = dialect
        for uri in source.documents.keys.sorted() {
            if let json = source.documents[uri] { add(json, uri: uri) }
        }
    }

    private mutating func add(_ json: JSONDocument, uri: String) {
        let isOpenAPI = json.root["openapi"]?.kind == .string
        let visited = [Bool](repeating: false, count: json.valueCount)
        documentByURI[uri] = documents.count
        documents.append(Document(uri: uri, json: json, isOpenAPI: isOpenAPI, visited: visited))
    }

    /// The root resource of the document, made when it is first asked for.
    private mutating func rootResource(_ document: Int) -> Int {
        let node = SchemaNode(document: document, index: 0)
        if let known = resourceAt[node] { return known }
        let (json, isOpenAPI) = (documents[document].json, documents[document].isOpenAPI)
        var uri = URIReference(documents[document].uri)
        if !isOpenAPI, !defaultDialect.isOpenAPI30, let id = json.root["$id"]?.string {
            uri = URIReference(id).resolved(against: uri)
        }
        uri.fragment = nil
        let named = isOpenAPI ? json.root["jsonSchemaDialect"]?.string : json.root["$schema"]?.string
        let (dialect, fault) = self.dialect(named: named, inherited: defaultDialect)
        let created = register(root: node, uri: uri, dialect: dialect, fault: fault)
        resourceByURI[documents[document].uri] = created
        return created
    }

    private mutating func register(root: SchemaNode, uri: URIReference, dialect: Dialect, fault: String?) -> Int {
        let created = resources.count
        resources.append(Resource(root: root, uri: uri, dialect: dialect, dialectFault: fault))
        resourceAt[root] = created
        documents[root.document].resourceCount += 1
        // The first one keeps the name.
        if resourceByURI[uri.document] == nil { resourceByURI[uri.document] = created }
        return created
    }

    /// The dialect that a `$schema` names: one of those known, or one whose metaschema is among the documents.
    private mutating func dialect(named name: String?, inherited: Dialect) -> (Dialect, fault: String?) {
        guard let name, !inherited.isOpenAPI30 else { return (inherited, nil) }
        var reference = URIReference(name)
        if reference.fragment == "" { reference.fragment = nil }
        let uri = reference.document
        if let known = Dialect.named(uri) { return (known, nil) }
        guard let document = documentByURI[uri] ?? documents.firstIndex(where: { $0.json.root["$id"]?.string == uri })
        else { return (inherited, "the dialect \(name) is unknown") }
        guard let listed = documents[document].json.root["$vocabulary"], listed.kind == .object else {
            return (.draft202012, nil)
        }
        var vocabularies = Vocabularies()
        for (key, value) in listed.members {
            let uri = key.string ?? ""
            if let known = Vocabularies.of(uri: uri) {
                vocabularies.insert(known)
            } else if value.bool != false {
                return (inherited, "the dialect \(name) requires the unknown vocabulary \(uri)")
            }
        }
        return (Dialect(vocabularies: vocabularies), nil)
    }

    /// The place's node; nil if there is none.
    mutating func node(at place: SchemaPlace) -> SchemaNode? {
        guard let document = documentByURI[place.document], let pointer = JSONPointer(parsing: place.pointer),
            let found = documents[document].json.node(at: pointer)
        else { return nil }
        return SchemaNode(document: document, index: found.index)
    }

    func value(_ node: SchemaNode) -> JSONNode {
        let json = documents[node.document].json
        return json.value(at: node.index) ?? json.root
    }

    func place(_ node: SchemaNode) -> SchemaPlace {
        let document = documents[node.document]
        return SchemaPlace(document: document.uri, pointer: document.json.pointer(to: value(node)).description)
    }

    /// The resource that the schema belongs to; looks for resources and anchors below it first.
    mutating func resource(of node: SchemaNode, isEntry: Bool) -> Int {
        let root = rootResource(node.document)
        var resource = root
        if documents[node.document].resourceCount > 1 { resource = enclosing(node, root: root) }
        if documents[node.document].visited[node.index] { return resourceAt[node] ?? resource }
        walk(node, in: resource)
        if let own = resourceAt[node] { return own }
        // A schema inside an OpenAPI document may name its dialect without having an `$id`.
        guard isEntry, node.index != 0, let name = value(node)["$schema"]?.string else { return resource }
        let (dialect, fault) = self.dialect(named: name, inherited: resources[resource].dialect)
        return register(root: node, uri: resources[resource].uri, dialect: dialect, fault: fault)
    }

    /// The innermost resource around the node.
    private func enclosing(_ node: SchemaNode, root: Int) -> Int {
        var innermost = root
        let target = value(node)
        var current = documents[node.document].json.root
        descent: while current.index < node.index {
            if let own = resourceAt[SchemaNode(document: node.document, index: current.index)] { innermost = own }
            if current.kind == .object {
                for (_, value) in current.members where value.contains(target) {
                    current = value
                    continue descent
                }
            } else {
                for element in current.elements where element.contains(target) {
                    current = element
                    continue descent
                }
            }
            break
        }
        return resourceAt[node] ?? innermost
    }

    /// The resource that begins at the node, if one does.
    func resourceRoot(at node: SchemaNode) -> Int? { resourceAt[node] }

    /// Registers the resources and anchors at and below a schema.
    private mutating func walk(_ start: SchemaNode, in resource: Int) {
        var pending = [(start.index, resource)]
        let document = start.document
        let json = documents[document].json
        while let (index, holder) = pending.popLast() {
            guard !documents[document].visited[index], let node = json.value(at: index) else { continue }
            documents[document].visited[index] = true
            guard node.kind == .object else { continue }
            var resource = resourceAt[SchemaNode(document: document, index: index)] ?? holder
            if index != 0, resource == holder, !resources[holder].dialect.isOpenAPI30, let id = node["$id"]?.string {
                var uri = URIReference(id).resolved(against: resources[holder].uri)
                uri.fragment = nil
                let named = node["$schema"]?.string
                let (dialect, fault) = self.dialect(named: named, inherited: resources[holder].dialect)
                let root = SchemaNode(document: document, index: index)
                resource = register(root: root, uri: uri, dialect: dialect, fault: fault)
            }
            for (key, value) in node.members {
                guard let keyword = key.withRawBytes({ Keyword.of($0) }) else { continue }
                switch keyword {
                case .anchor:
                    if let name = value.string, resources[resource].anchors[name] == nil {
                        resources[resource].anchors[name] = index
                    }
                case .dynamicAnchor:
                    if let name = value.string, resources[resource].dynamicAnchors[name] == nil {
                        resources[resource].dynamicAnchors[name] = index
                    }
                default: break
                }
                switch keyword.shape {
                case .none: break
                case .schema: pending.append((value.index, resource))
                case .list: for element in value.elements { pending.append((element.index, resource)) }
                case .map: for (_, member) in value.members { pending.append((member.index, resource)) }
                }
            }
        }
    }

    private mutating func walkWhole(_ document: Int) {
        guard !documents[document].isWalked else { return }
        documents[document].isWalked = true
        let root = rootResource(document)
        let json = documents[document].json
        guard documents[document].isOpenAPI else {
            return walk(SchemaNode(document: document, index: 0), in: root)
        }
        guard let schemas = json.root["components"]?["schemas"] else { return }
        for (_, schema) in schemas.members { walk(SchemaNode(document: document, index: schema.index), in: root) }
    }

    /// Where a reference leads to, seen from a resource.
    mutating func resolve(_ text: String, from resource: Int) -> Resolution {
        let reference = URIReference(text).resolved(against: resources[resource].uri)
        let uri = reference.document
        guard let target = self.resource(named: uri) else {
            return .missing("leads to \(uri), which is not among the documents")
        }
        walkWhole(resources[target].root.document)
        let fragment = reference.decodedFragment ?? ""
        let root = resources[target].root
        if fragment.isEmpty { return .found(root, dynamicAnchor: nil) }
        if fragment.utf8.first == 0x2F {
            guard let pointer = JSONPointer(parsing: fragment) else {
                return .missing("has the fragment #\(fragment), which is not a JSON Pointer")
            }
            guard let index = descend(pointer, from: root) else {
                return .missing("leads to #\(fragment), where there is nothing")
            }
            return .found(SchemaNode(document: root.document, index: index), dynamicAnchor: nil)
        }
        if let index = resources[target].dynamicAnchors[fragment] {
            return .found(SchemaNode(document: root.document, index: index), dynamicAnchor: fragment)
        }
        if let index = resources[target].anchors[fragment] {
            return .found(SchemaNode(document: root.document, index: index), dynamicAnchor: nil)
        }
        return .missing("leads to the anchor #\(fragment), which is not there")
    }

    private func descend(_ pointer: JSONPointer, from root: SchemaNode) -> Int? {
        var node = value(root)
        for token in pointer.tokens {
            let next = node.kind == .object ? node[token] : Int(token).flatMap { String($0) == token ? node[$0] : nil }
            guard let next else { return nil }
            node = next
        }
        return node.index
    }

    private mutating func resource(named uri: String) -> Int? {
        if let known = resourceByURI[uri] { return known }
        if let document = documentByURI[uri] { return rootResource(document) }
        // Perhaps an `$id` in a document that nobody has looked into yet.
        for document in documents.indices { walkWhole(document) }
        if let known = resourceByURI[uri] { return known }
        guard let metaschema = MetaSchemas.document(uri) else { return nil }
        add(metaschema, uri: uri)
        return rootResource(documents.count - 1)
    }
}
