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
            guard reference.hasPrefix("#"), let next = JSONPointer(parsing: String(reference.dropFirst())) else {
                return nil
            }
            node = document?.node(at: next)
        }
        return nil
    }

    /// The schema of an operation's answer, references followed; nil where the document gives none.
    package func schema(of operation: OperationDescription, status: Int, mediaType: String) -> JSONNode? {
        guard let response = operation.response(for: status), let place = JSONPointer(parsing: response.pointer) else {
            return nil
        }
        return node(at: place.appending("content").appending(mediaType).appending("schema"))
    }
}
