import ExchangeModel
import JSONTree

/// A request as the simulator's operations see it.
struct APIRequest: Sendable {
    var method: String
    /// Path and query as they came.
    var target: String
    /// Names in lower case. Of a name that came twice, the first.
    var headers: [String: String]
    var body: [UInt8]
    var connection: ConnectionUse
    /// What a fault does to the list that the request asks for.
    var listing = ListFault()

    init(
        method: String,
        target: String,
        headers: [String: String] = [:],
        body: [UInt8] = [],
        connection: ConnectionUse = .new
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.connection = connection
    }

    /// The path, still percent-encoded.
    var path: String { String(target.prefix { $0 != "?" && $0 != "#" }) }

    var query: QueryItems {
        let rest = target.utf8.drop { $0 != 0x3F }.dropFirst().prefix { $0 != 0x23 }
        return QueryItems(Array(rest))
    }

    /// The query that lists are filtered and sorted by: all of it, but for the names a fault makes the API ignore.
    var filters: QueryItems { query.without(listing.ignoredFilters) }

    /// The media type of the body in lower case, without parameters.
    var contentType: String? {
        headers["content-type"].map { MediaType.essence($0) }
    }

    /// The token of `Authorization: Bearer …` (RFC 6750 §2.1), if there is one.
    var bearerToken: String? {
        guard let value = headers["authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, ASCII.equalIgnoringCase(parts[0].utf8, "bearer".utf8) else { return nil }
        return String(decoding: ASCII.trimmed(Array(parts[1].utf8)), as: UTF8.self)
    }

    /// The body as a JSON object. No body at all counts as an empty one.
    func jsonBody(types: [String] = ["application/json", "application/ld+json"]) throws(APIError) -> JSONDocument? {
        guard !body.isEmpty else { return nil }
        guard let type = contentType, types.contains(type) else {
            throw .unsupportedMediaType(contentType ?? "", supported: types)
        }
        guard let document = try? JSONDocument.parse(body), document.root.kind == .object else {
            throw .badRequest("Syntax error")
        }
        return document
    }

    /// The body as an uploaded form.
    func form() throws(APIError) -> MultipartForm {
        let type = "multipart/form-data"
        guard contentType == type, let header = headers["content-type"] else {
            throw .unsupportedMediaType(contentType ?? "", supported: [type])
        }
        do throws(MultipartForm.Failure) {
            return try MultipartForm(body, contentType: header)
        } catch {
            throw .badRequest(error.description)
        }
    }
}

/// The names and values of a query or a form (`application/x-www-form-urlencoded`, WHATWG URL §5.1), in order.
struct QueryItems: Sendable, Hashable {
    let pairs: [Pair]
    /// The last value of each name: a query of many names is looked up as fast as a short one.
    private let values: [String: String]

    struct Pair: Sendable, Hashable {
        var name: String
        var value: String
    }

    init(_ bytes: [UInt8]) {
        self.init(
            bytes.split(separator: 0x26).map { item in
                let name = item.prefix { $0 != 0x3D }
                return Pair(name: QueryItems.decode(name), value: QueryItems.decode(item.dropFirst(name.count + 1)))
            }
        )
    }

    private init(_ pairs: [Pair]) {
        self.pairs = pairs
        values = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// The last value with this name; PHP, which the API runs on, takes the last too. Empty counts as absent.
    subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    func without(_ names: [String]) -> QueryItems {
        names.isEmpty ? self : QueryItems(pairs.filter { !names.contains($0.name) })
    }

    /// The query without a name, encoded again as PHP's `http_build_query` does.
    func encoded(replacing name: String, with value: String) -> String {
        let kept = pairs.filter { $0.name != name } + [Pair(name: name, value: value)]
        return kept.map { QueryItems.encode($0.name) + "=" + QueryItems.encode($0.value) }.joined(separator: "&")
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: PercentCoding.decoded(bytes, plusIsSpace: true), as: UTF8.self)
    }

    private static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: result.append(byte)
            case 0x20: result.append(0x2B)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// What `Accept` asks for, as far as the API has it (RFC 9110 §12.5.1).
enum MediaType: Sendable, Hashable {
    case linkedData, csv

    /// Type and subtype in lower case.
    static func essence(_ value: String) -> String {
        let type = value.prefix { $0 != ";" }
        return String(decoding: ASCII.lower(ASCII.trimmed(Array(type.utf8))), as: UTF8.self)
    }

    /// The best that the header allows; JSON-LD where the client doesn't say, nil where it wants something else.
    static func negotiate(_ accept: String?) -> MediaType? {
        guard let accept, !accept.isEmpty else { return .linkedData }
        var best: (type: MediaType, quality: Double)?
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { ASCII.trimmed(Array($0.utf8)) }
            let quality = parts.dropFirst().lazy.compactMap { parameter in
                parameter.starts(with: Array("q=".utf8))
                    ? Double(String(decoding: parameter.dropFirst(2), as: UTF8.self)) : nil
            }.first
            let type: MediaType? =
                switch essence(String(range)) {
                case "application/ld+json", "application/json", "application/*", "*/*": .linkedData
                case "text/csv", "text/*": .csv
                default: nil
                }
            if let type, quality ?? 1 > best?.quality ?? 0 { best = (type, quality ?? 1) }
        }
        return best?.type
    }
}
