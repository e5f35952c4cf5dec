package import ExchangeModel

/// The two addresses a client needs: the API's, and the one that hands out tokens.
package struct Endpoints: Sendable, Hashable {
    /// Without a slash at the end.
    package let apiBase: URLParts
    /// Without a slash at the end.
    package let authBase: URLParts
    /// The region, where both addresses are the vendor's and of the same one.
    package let region: Region?

    package static let tokenPath = "/oauth2/token"

    private init(apiBase: URLParts, authBase: URLParts) {
        self.apiBase = apiBase
        self.authBase = authBase
        let region = Region(host: apiBase.hostText)
        self.region = region == Region(host: authBase.hostText) ? region : nil
    }

    package init(region: Region) throws(EndpointError) {
        try self.init(apiBase: region.apiBase, authBase: region.authBase)
    }

    /// - Parameter authBase: where nil, the sign-in host of the API's region, or the API's own address if it is not
    ///   one of the vendor's: stand-ins answer for both.
    package init(apiBase: String, authBase: String? = nil) throws(EndpointError) {
        let api = try Endpoints.parsed(apiBase)
        let auth = try Endpoints.parsed(authBase ?? Region(host: api.hostText)?.authBase ?? apiBase)
        self.init(apiBase: api, authBase: auth)
    }

    private static func parsed(_ text: String) throws(EndpointError) -> URLParts {
        guard var parts = URLParts(text), parts.query == nil, parts.fragment == nil,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .notAURL(text) }
        guard parts.userInfo == nil else { throw .holdsCredentials }
        guard parts.scheme == "https" || isLoopback(parts.hostText) else {
            throw .notEncrypted(host: parts.hostText)
        }
        while parts.path.last == 0x2F { parts.path.removeLast() }
        return parts
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host.hasSuffix(".localhost") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Where tokens are asked for.
    package var tokenURL: [UInt8] { Endpoints.joined(authBase, Endpoints.tokenPath) }

    /// An address of the API.
    ///
    /// - Parameter target: path and query as they go on the wire, beginning with a slash.
    package func apiURL(_ target: String) -> [UInt8] { Endpoints.joined(apiBase, target) }

    private static func joined(_ base: URLParts, _ target: String) -> [UInt8] {
        base.bytes + Array((target.hasPrefix("/") ? target : "/" + target).utf8)
    }

    /// What is wrong with using these two together: an API of one region and the sign-in of the other.
    package var mismatch: String? {
        guard let api = Region(host: apiBase.hostText), let auth = Region(host: authBase.hostText), api != auth else {
            return nil
        }
        return "the API's address is in region \(api.rawValue), the sign-in's in \(auth.rawValue): "
            + "a token of one region is refused by the other"
    }

    /// Whether the URL belongs to either address.
    package func contain(_ url: [UInt8]) -> Bool {
        guard let parts = URLParts(url) else { return false }
        return [apiBase, authBase].contains {
            $0.scheme == parts.scheme && $0.hostText == parts.hostText && $0.effectivePort == parts.effectivePort
        }
    }
}
