internal import ExchangeModel

/// The operations of an OpenAPI 3 document, found by method and URL.
package struct OperationTable: Sendable {
    /// Whether a URL's host must be one of the document's servers.
    package enum HostPolicy: Sendable, Hashable {
        /// Hosts differ by region, and recordings come from stand-ins too.
        case any
        case mustMatch
    }

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

    /// The operation that a request names, by its path alone.
    ///
    /// - Parameters:
    ///   - url: absolute, or a path with or without a query.
    ///   - basePath: what the API's own paths stand behind, without a slash at the end.
    /// - Returns: nil if the document has no such path with this method. A HEAD request is matched as GET
    ///   where the document has no HEAD.
    package func match(method: String, url: [UInt8], basePath: String = "") -> OperationDescription? {
        find(method: method, url: url, basePath: basePath)?.operation
    }

    /// The operation that a request names, with what its path's variables stand for.
    ///
    /// Servers whose host fits are tried first, then the others' paths, then the document's paths alone.
    ///
    /// - Parameter hosts: `mustMatch` to find only what one of the operation's servers serves.
    package func find(
        method: String,
        url: [UInt8],
        basePath: String = "",
        hosts: HostPolicy = .any
    ) -> OperationMatch? {
        var path = url[URLRanges(url).path]
        if !basePath.isEmpty, path.starts(with: basePath.utf8) { path = path.dropFirst(basePath.utf8.count) }
        let raw = PathTemplate.split(path).map { Array($0) }
        let request = Request(segments: raw.map(PathTemplate.decoded), raw: raw, origin: URLParts(url))
        if let found = find(entries[method] ?? [], request, hosts) { return found }
        return method == "HEAD" ? find(method: "GET", url: url, basePath: basePath, hosts: hosts) : nil
    }

    /// A URL, cut up.
    private struct Request {
        let segments: [[UInt8]]
        let raw: [[UInt8]]
        let origin: URLParts?
    }

    private func find(_ entries: [Entry], _ request: Request, _ hosts: HostPolicy) -> OperationMatch? {
        if let origin = request.origin, let found = find(entries, request, where: { $0.fits(origin: origin) }) {
            return found
        }
        guard hosts == .any else { return nil }
        if let found = find(entries, request, where: { _ in true }) { return found }
        for entry in entries {
            if let match = match(entry, request, skipping: 0, nil) { return match }
        }
        return nil
    }

    private func find(
        _ entries: [Entry],
        _ request: Request,
        where isMeant: (ServerDescription) -> Bool
    ) -> OperationMatch? {
        for entry in entries {
            for server in entry.operation.servers where server.base.matchesStart(of: request.segments) {
                // The path first: few operations have it, and each would compare the same host again.
                guard let match = match(entry, request, skipping: server.base.count, server), isMeant(server) else {
                    continue
                }
                return match
            }
        }
        return nil
    }

    private func match(
        _ entry: Entry,
        _ request: Request,
        skipping count: Int,
        _ server: ServerDescription?
    ) -> OperationMatch? {
        let rest = Array(request.segments.dropFirst(count))
        // The server's own URL is the path `/`.
        guard entry.template.matches(rest.isEmpty ? [[]] : rest) else { return nil }
        return OperationMatch(
            operation: entry.operation,
            server: server,
            pathValues: entry.template.values(in: Array(request.raw.dropFirst(count)))
        )
    }

    /// The operation with this `operationId` or label.
    package func operation(named name: String) -> OperationDescription? {
        operations.first { $0.id == name || $0.label == name }
    }
}
