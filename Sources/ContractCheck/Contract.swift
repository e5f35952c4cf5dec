package import JSONTree
internal import YAMLTree

/// An OpenAPI document ready to check answers against: its tree, and its operations.
package struct Contract: Sendable {
    package let document: JSONDocument?
    package let operations: OperationTable

    /// A contract that knows no operation; checking against it says so and never passes.
    package static let empty = Contract(document: nil, operations: .empty)

    private init(document: JSONDocument?, operations: OperationTable) {
        self.document = document
        self.operations = operations
    }

    /// Reads an OpenAPI 3.0 or 3.1 document, YAML or JSON.
    package init(parsing bytes: [UInt8]) throws(DocumentError) {
        let tree: YAMLDocument
        do {
            tree = try YAMLDocument.parse(bytes)
        } catch {
            throw .unreadable("\(error)")
        }
        document = tree.json
        operations = try OperationTable(document: tree.json)
    }

    /// What the document says there, through at most a few local references.
    package func node(at pointer: JSONPointer) -> JSONNode? {
        var node = document?.node(at: pointer)
        for _ in 0..<32 {
            guard let reference = node?["$ref"]?.string else { return node }
            guard let next = Contract.pointer(ofReference: reference) else { return nil }
            node = document?.node(at: next)
        }
        return nil
    }

    /// The place that a `$ref` within the document names; nil for one that leads out of it. The pointer stands in a
    /// fragment, so it may be percent-encoded (RFC 6901 §6).
    static func pointer(ofReference reference: String) -> JSONPointer? {
        guard reference.hasPrefix("#") else { return nil }
        let fragment = PathTemplate.decoded(Array(reference.utf8.dropFirst()))
        return JSONPointer(parsing: String(decoding: fragment, as: UTF8.self))
    }

    /// Where an assertion comes from, as the document's `x-provenance` says: the nearest one on the way to the place.
    ///
    /// - Parameters:
    ///   - pointer: the place of the object that asserts.
    ///   - keyword: the assertion; a mapping may give it a provenance of its own.
    /// - Returns: nil where nothing on the way says.
    package func provenance(at pointer: JSONPointer, keyword: String = "default") -> Provenance? {
        var node = document?.root
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
        guard let response = operation.response(for: status), let place = JSONPointer(parsing: response.pointer) else {
            return nil
        }
        return node(at: place.appending("content").appending(mediaType).appending("schema"))
    }
}
