package import JSONSchema
package import JSONTree

/// The documents of a contract, the entry document first, and the way from one to another.
package struct DocumentSet: Sendable {
    /// A chain of `$ref`s longer than this is not followed.
    static let maximumReferences = 64

    package private(set) var documents: [LoadedDocument] = []
    private var positions: [String: Int] = [:]

    init() {}

    mutating func add(_ document: LoadedDocument) {
        guard positions[document.uri] == nil else { return }
        positions[document.uri] = documents.count
        documents.append(document)
    }

    package subscript(_ uri: String) -> LoadedDocument? { positions[uri].map { documents[$0] } }

    /// The entry document.
    package var entry: LoadedDocument? { documents.first }

    /// The order in which the document was met.
    func position(of uri: String) -> Int { positions[uri] ?? Int.max }

    /// What stands there, references not followed.
    package func node(at place: SchemaPlace) -> JSONNode? {
        guard let document = self[place.document], let pointer = JSONPointer(parsing: place.pointer) else { return nil }
        return document.json.node(at: pointer)
    }

    /// The line that the value at a place, or a member of it, was read from.
    package func line(of place: SchemaPlace, keyword: String = "") -> Int? {
        guard let node = node(at: place) else { return nil }
        return self[place.document]?.line(ofMember: keyword, of: node)
    }

    /// What people know the document by.
    package func name(of uri: String) -> String { self[uri]?.name ?? DocumentURI.path(of: uri) ?? uri }

    /// The place that a reference names, whether there is something or not; nil if its fragment is no JSON Pointer.
    func target(of reference: String, from document: String) -> SchemaPlace? {
        let target = DocumentURI.resolve(reference, against: document)
        // The pointer stands in a fragment, so it may be percent-encoded (RFC 6901 §6).
        let fragment = PathTemplate.decoded(Array((target.fragment ?? "").utf8))
        guard let pointer = JSONPointer(parsing: String(decoding: fragment, as: UTF8.self)) else { return nil }
        return SchemaPlace(document: target.uri, pointer: pointer.description)
    }

    /// What stands at a place, through `$ref`s, with its own place; nil where they lead nowhere or in a circle.
    package func resolved(_ place: SchemaPlace) -> (node: JSONNode, place: SchemaPlace)? {
        node(at: place).flatMap { resolved($0, at: place) }
    }

    /// The same from a node that is already at hand.
    func resolved(_ node: JSONNode, at place: SchemaPlace) -> (node: JSONNode, place: SchemaPlace)? {
        var node = node
        var place = place
        for _ in 0..<DocumentSet.maximumReferences {
            guard node.kind == .object, let reference = node["$ref"]?.string else { return (node, place) }
            guard let target = target(of: reference, from: place.document), let next = self.node(at: target) else {
                return nil
            }
            node = next
            place = target
        }
        return nil
    }

    /// All documents, for compiling schemas.
    var schemaResources: SchemaResources {
        var resources = SchemaResources()
        for document in documents { resources.add(document.json, uri: document.uri) }
        return resources
    }
}

extension SchemaPlace {
    /// One step further.
    package func appending(_ token: String) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer + JSONPointer([token]).description)
    }

    /// One step further, to an element.
    package func appending(_ index: Int) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer + "/\(index)")
    }
}
