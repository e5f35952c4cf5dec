import JSONTree

/// An answer before it goes out: its body may still be changed by a fault.
struct APIReply: Sendable, Hashable {
    var status: Int
    var headers: [Field] = []
    var body: Body

    struct Field: Sendable, Hashable {
        var name: String
        var value: String
    }

    enum Body: Sendable, Hashable {
        /// Written compact, with this content type.
        case json(JSONValue, contentType: String)
        case text([UInt8], contentType: String)
        case empty
    }

    static let linkedDataType = "application/ld+json; charset=utf-8"
    static let jsonType = "application/json; charset=utf-8"

    static func linkedData(_ value: JSONValue, status: Int = 200) -> APIReply {
        APIReply(status: status, body: .json(value, contentType: linkedDataType))
    }

    var bytes: [UInt8] {
        switch body {
        case .json(let value, _): value.serialized()
        case .text(let bytes, _): bytes
        case .empty: []
        }
    }

    var contentType: String? {
        switch body {
        case .json(_, let type), .text(_, let type): type
        case .empty: nil
        }
    }
}
