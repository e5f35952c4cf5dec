internal import ExchangeModel
internal import Redaction

/// Tells apart those who call: the API's address and the token, whose stand-in is the same for the same token.
enum CallerKey {
    /// Nil where the recording does not have the token, so that two applications would look like one.
    static func certain(_ request: RedactedRequest) -> UInt64? {
        request.headers.first("Authorization").flatMap { key(request, $0) }
    }

    /// One key for all calls without a token.
    static func probable(_ request: RedactedRequest) -> UInt64 {
        key(request, request.headers.first("Authorization") ?? []) ?? 0
    }

    private static func key(_ request: RedactedRequest, _ authorization: [UInt8]) -> UInt64? {
        guard let parts = URLParts(request.url) else { return nil }
        var hash = StableHash()
        hash.combine(parts.origin)
        hash.combine(authorization)
        return hash.value
    }
}
