internal import APIDocument
internal import ContractCheck
internal import ExchangeModel

/// What people call a request's operation: `GET /v1/public/bookings/{id}`.
///
/// Where the contract has no such operation, the path with `{id}` for each ULID, so that calls for different things
/// still count as the same operation.
///
/// - Parameter url: absolute, or a path with or without a query.
package func operationLabel(method: String, url: [UInt8]) -> String {
    if let operation = Kadence.contract.operations.match(method: method, url: url), operation.method == method {
        return operation.label
    }
    let path = URLParts(url)?.path ?? Array(url.prefix { $0 != 0x3F && $0 != 0x23 })
    let segments = path.split(separator: 0x2F, omittingEmptySubsequences: false).map { segment in
        ULID(segment) == nil ? String(decoding: segment, as: UTF8.self) : "{id}"
    }
    let text = segments.joined(separator: "/")
    return method + " " + (text.isEmpty ? "/" : text)
}
