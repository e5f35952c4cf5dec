import ExchangeModel
import KadenceAPI
package import Redaction

/// What a request asks for, in the form that requests are compared in: method, path, query and body, normalised.
///
/// Host, base path and header fields are not part of it, but for what `Accept` says.
package struct RequestForm: Sendable {
    package let method: String
    /// Decoded, one by one, so that an encoded slash divides nothing.
    package let path: [[UInt8]]
    /// Sorted.
    package let query: [FormPair]
    package let body: BodyForm
    package let accept: MediaPreference
    /// Whether it asks for a token.
    package let isTokenRequest: Bool
    /// Path and query as they came, for people; hostile until shown safely.
    package let target: [UInt8]

    /// Queries with more pairs are compared as one text.
    private static let mostPairs = 1_000

    package init(_ request: RedactedRequest) {
        let parts = URLParts(request.url)
        method = request.method
        target = parts?.target ?? request.url
        path = RequestForm.segments(parts?.path ?? [])
        query = FormPair.read(parts?.query ?? [], limit: RequestForm.mostPairs)
        body = BodyForm(request.body, headers: request.headers)
        accept = MediaPreference(request.headers.all("Accept"))
        isTokenRequest = request.method == "POST" && Kadence.isTokenRequest(request.url)
    }

    /// What stands before the API's own paths is where somebody put the API, and says nothing of the request.
    private static func segments(_ path: [UInt8]) -> [[UInt8]] {
        let all = path.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst()
            .map { PercentCoding.decoded($0, plusIsSpace: false) }
        for start in roots {
            if let index = all.indices.dropLast().first(where: { all[$0] == start[0] && all[$0 + 1] == start[1] }) {
                return Array(all[index...])
            }
        }
        // `http://host` and `http://host/` are the same (RFC 9110 §4.2.3).
        return all.isEmpty ? [[]] : all
    }

    private static let roots = [("v1", "public"), ("oauth2", "token")].map { [Array($0.0.utf8), Array($0.1.utf8)] }
}
