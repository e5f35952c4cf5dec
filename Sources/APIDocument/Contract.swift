package import JSONSchema
package import JSONTree
internal import YAMLTree

/// An OpenAPI document ready to check answers against: its tree, and its operations.
package struct Contract: Sendable {
    /// The entry document; nil for the empty contract.
    package let document: JSONDocument?
    /// All files it is written in.
    package let documents: DocumentSet
    package let operations: OperationTable
    package let version: OpenAPIVersion
    /// What schemas are written in; nil where the document names a dialect that isn't known.
    package let dialect: SchemaOptions.Dialect?

    /// What is wrong in the documents, in their order; what could be read is used all the same. Schemas that can't be
    /// compiled are not among it: `compiled(_:)` tells them.
    package var defects: [DocumentDefect] { operations.defects }

    /// A contract that knows no operation; checking against it says so and never passes.
    package static let empty = Contract()

    private init() {
        document = nil
        documents = DocumentSet()
        operations = .empty
        version = .v31
        dialect = .openAPI31
    }

    /// Reads an OpenAPI 3.0 or 3.1 document, YAML or JSON.
    ///
    /// - Parameters:
    ///   - name: what messages call it; references are resolved against it.
    ///   - source: where further documents come from; by default there are none.
    package init(
        parsing bytes: [UInt8],
        name: String = "openapi.yml",
        source: any DocumentSource = MemoryDocumentSource(),
        limits: DocumentLimits = DocumentLimits()
    ) throws(DocumentError) {
        let tree: YAMLDocument
        do {
            var yamlLimits = YAMLLimits()
            yamlLimits.bytes = limits.bytes
            tree = try YAMLDocument.parse(bytes, limits: yamlLimits)
        } catch {
            throw DocumentError(.unreadable(error.reason), file: name, line: error.line, column: error.column)
        }
        let entry = LoadedDocument(uri: DocumentURI.of(path: name), name: name, yaml: tree)
        try self.init(entry: entry, source: source, limits: limits)
    }

    /// Reads the document at a location of the source, and those it refers to.
    package init(
        loading location: String,
        from source: any DocumentSource,
        limits: DocumentLimits = DocumentLimits()
    ) throws(DocumentError) {
        let bytes: [UInt8]
        do {
            bytes = try source.read(location, limit: limits.bytes)
        } catch {
            throw DocumentError(.unavailable(error.description), file: location)
        }
        try self.init(parsing: bytes, name: location, source: source, limits: limits)
    }

    init(entry: LoadedDocument, source: any DocumentSource, limits: DocumentLimits) throws(DocumentError) {
        version = try OpenAPIVersion.of(entry)
        var loader = DocumentLoader(entry: entry, version: version, source: source, limits: limits)
        loader.load()
        var notes = loader.notes
        let lint = SchemaLint(version: version, set: loader.set)
        let parameterLint = ParameterLint(set: loader.set)
        for visit in loader.visits {
            switch visit.kind {
            case .schema: lint.look(at: visit, notes: &notes)
            case .parameter: parameterLint.look(at: visit, notes: &notes)
            default: break
            }
        }
        dialect = Contract.dialect(of: entry, version, loader.set, &notes)
        var reader = OperationReader(set: loader.set, notes: notes)
        let operations = try reader.read()
        self.operations = OperationTable(operations: operations, defects: reader.notes.sorted)
        documents = loader.set
        document = entry.json
    }

    private static func dialect(
        of entry: LoadedDocument,
        _ version: OpenAPIVersion,
        _ set: DocumentSet,
        _ notes: inout DefectNotes
    ) -> SchemaOptions.Dialect? {
        let root = entry.json.root
        guard version == .v31, let said = root["jsonSchemaDialect"] else { return version.dialect }
        if let dialect = said.string.flatMap(OpenAPIVersion.dialect(named:)) { return dialect }
        notes.add(
            .unknownDialect,
            "jsonSchemaDialect",
            SchemaPlace(document: entry.uri, pointer: ""),
            root,
            set,
            "the dialect is not one that is understood, so no schema can be judged"
        )
        return nil
    }

    /// What the entry document says there, through local references.
    package func node(at pointer: JSONPointer) -> JSONNode? {
        guard let entry = documents.entry else { return nil }
        return node(at: SchemaPlace(document: entry.uri, pointer: pointer.description))
    }

    /// What stands at a place, references followed; nil where they lead nowhere.
    package func node(at place: SchemaPlace) -> JSONNode? { documents.resolved(place)?.node }

    /// Where an assertion comes from, as the document's `x-provenance` says: the nearest one on the way to the place.
    ///
    /// - Parameters:
    ///   - pointer: the place of the object that asserts, in the entry document.
    ///   - keyword: the assertion; a mapping may give it a provenance of its own.
    /// - Returns: nil where nothing on the way says.
    package func provenance(at pointer: JSONPointer, keyword: String = "default") -> Provenance? {
        provenance(at: pointer, in: documents.entry, keyword: keyword)
    }

    /// The same in any of the contract's documents.
    package func provenance(at place: SchemaPlace, keyword: String = "default") -> Provenance? {
        guard let pointer = JSONPointer(parsing: place.pointer) else { return nil }
        return provenance(at: pointer, in: documents[place.document], keyword: keyword)
    }

    private func provenance(at pointer: JSONPointer, in document: LoadedDocument?, keyword: String) -> Provenance? {
        var node = document?.json.root
        var found = node.flatMap { Contract.provenance($0["x-provenance"], pointer.tokens.isEmpty ? keyword : nil) }
        for (depth, token) in pointer.tokens.enumerated() {
            guard let parent = node else { return nil }
            node = parent.kind == .array ? Int(token).flatMap { parent[$0] } : parent[token]
            // A keyword's own provenance holds for the object that has it, not for those inside.
            let word = depth == pointer.tokens.count - 1 ? keyword : nil
            found = node.flatMap { Contract.provenance($0["x-provenance"], word) } ?? found
        }
        return node == nil ? nil : found
    }

    private static func provenance(_ node: JSONNode?, _ keyword: String?) -> Provenance? {
        guard let node else { return nil }
        let own = keyword.flatMap { node[$0]?.string }
        return (own ?? node["default"]?.string ?? node.string).flatMap { Provenance(rawValue: $0) }
    }

    /// The schema of an operation's answer, references followed; nil where the document gives none.
    package func schema(of operation: OperationDescription, status: Int, mediaType: String) -> JSONNode? {
        let content = operation.response(for: status)?.content.first { $0.mediaType == mediaType }
        return content?.schema.flatMap { node(at: $0) }
    }
}
