internal import ExchangeModel
package import JSONTree

/// The operations of an OpenAPI 3 document, found by method and path.
///
/// Matching is by path alone: hosts differ by region, and recordings come from stand-ins too.
package struct OperationTable: Sendable {
    /// In the document's order.
    package let operations: [OperationDescription]
    /// What is wrong in the document, with its place; what could be read is used all the same.
    package let defects: [DocumentDefect]
    private let entries: [String: [Entry]]

    private struct Entry: Sendable {
        let template: PathTemplate
        let operation: OperationDescription
    }

    /// A table that knows nothing.
    package static let empty = OperationTable(operations: [], defects: [])

    init(operations: [OperationDescription], defects: [DocumentDefect]) {
        self.operations = operations
        self.defects = defects
        var entries: [String: [Entry]] = [:]
        for operation in operations {
            entries[operation.method, default: []].append(
                Entry(template: PathTemplate(operation.pathTemplate), operation: operation)
            )
        }
        self.entries = entries.mapValues { $0.sorted { $0.template.isMoreConcrete(than: $1.template) } }
    }

    /// Reads the operations of a document that is OpenAPI 3.0 or 3.1.
    package init(document: JSONDocument) throws(DocumentError) {
        var reader = OperationReader(document: document)
        let operations = try reader.read()
        self.init(operations: operations, defects: reader.defects)
    }

    /// The operation that a request names.
    ///
    /// - Parameters:
    ///   - url: absolute, or a path with or without a query.
    ///   - basePath: what the API's own paths stand behind, without a slash at the end.
    /// - Returns: nil if the document has no such path with this method. A HEAD request is matched as GET
    ///   where the document has no HEAD.
    package func match(method: String, url: [UInt8], basePath: String = "") -> OperationDescription? {
        var path = URLParts(url)?.path ?? Array(url.prefix { $0 != 0x3F && $0 != 0x23 })
        if !basePath.isEmpty, path.starts(with: basePath.utf8) { path.removeFirst(basePath.utf8.count) }
        let segments = PathTemplate.segments(ofPath: path)
        if let found = entries[method]?.first(where: { $0.template.matches(segments) }) { return found.operation }
        return method == "HEAD" ? match(method: "GET", url: url, basePath: basePath) : nil
    }

    /// The operation with this `operationId` or label.
    package func operation(named name: String) -> OperationDescription? {
        operations.first { $0.id == name || $0.label == name }
    }
}
