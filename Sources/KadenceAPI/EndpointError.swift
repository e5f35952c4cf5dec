/// Why an API or sign-in address can't be used.
package enum EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownRegion(String)
    /// Not an absolute http or https URL, or one with a query or fragment.
    case notAURL(String)
    /// Plain http to a host that is not this machine.
    case notEncrypted(host: String)
    /// A user name or password stands in the URL.
    case holdsCredentials

    package var description: String {
        switch self {
        case .unknownRegion(let name):
            "there is no region \"\(name)\": use eu (the default) or us"
        case .notAURL(let text):
            "\"\(text)\" is not an address of an API: give scheme and host, like \(Region.eu.apiBase)"
        case .notEncrypted(let host):
            "plain http would send the token to \(host) for everyone to read: use https "
                + "(http is for this machine only, like http://127.0.0.1:8080)"
        case .holdsCredentials:
            "the address holds a user name or password: take it out"
        }
    }
}
