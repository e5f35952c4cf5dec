/// A part of an exchange that can hold something to hide.
package enum RedactionPlace: Sendable, Hashable, CustomStringConvertible {
    /// The request's line: method and URL.
    case url
    case requestHeader(String)
    case requestBody
    /// A field of the response; the reason phrase counts as one without a name.
    case responseHeader(String)
    case responseBody
    case responseTrailer(String)
    /// The message of a transport failure, and what is said of the connection.
    case failure

    package var description: String {
        switch self {
        case .url: "request URL"
        case .requestHeader(let name): "request header \(name)"
        case .requestBody: "request body"
        case .responseHeader(""): "response status line"
        case .responseHeader(let name): "response header \(name)"
        case .responseBody: "response body"
        case .responseTrailer(let name): "response trailer \(name)"
        case .failure: "transport failure"
        }
    }

    /// Whether the client wrote it, so that a replay needs the value again.
    var isOfRequest: Bool {
        switch self {
        case .url, .requestHeader, .requestBody: true
        default: false
        }
    }
}
