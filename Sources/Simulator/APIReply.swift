import ExchangeModel
import JSONTree

/// An answer before it goes out: its body may still be changed by a fault.
struct APIReply: Sendable, Hashable {
    var status: Int
    var headers: [Field] = []
    var body: Body

    typealias Field = APIHeader

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

    /// Changes the body, if it is JSON.
    mutating func change(_ edit: (JSONValue) -> JSONValue) {
        if case .json(let value, let type) = body { body = .json(edit(value), contentType: type) }
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

/// A header of an answer.
package struct APIHeader: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    func isNamed(_ other: String) -> Bool { ASCII.equalIgnoringCase(name.utf8, other.utf8) }
}
