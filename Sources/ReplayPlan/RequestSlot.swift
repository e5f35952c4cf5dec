import ExchangeModel
import JSONTree
import Redaction

/// A place in a request that holds one value.
struct RequestSlot: Sendable {
    /// The bytes it is a part of.
    enum Buffer: Sendable, Hashable {
        case url
        /// The value of the header field with this number.
        case header(Int)
        case body
    }

    /// What the value is there, for names and for people.
    enum Role: Sendable, Hashable {
        /// A segment, and the nearest one before it that is no id.
        case path(after: [UInt8])
        case query([UInt8])
        case header([UInt8])
        case json(JSONPointer)
        case form([UInt8])
        case part([UInt8])
        case cell(title: [UInt8])
        case text
    }

    let buffer: Buffer
    let place: RedactionPlace
    let role: Role
    let writing: SlotWriting
    let range: Range<Int>
    /// The raw bytes.
    let raw: [UInt8]

    /// The value.
    var value: [UInt8] { writing.decoded(raw).bytes }
}

extension RequestSlot.Role {
    /// For people: `query email`, `path after bookings`, `body /user`. Hostile text.
    var text: String {
        func words(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        return switch self {
        case .path(let resource): resource.isEmpty ? "path" : "path after \(words(resource))"
        case .query(let name): "query \(words(name))"
        case .header(let name): "header \(words(name))"
        case .json(let pointer): "body \(pointer)"
        case .form(let name): "form \(words(name))"
        case .part(let name): "part \(words(name))"
        case .cell(let title): "column \(words(title))"
        case .text: "body"
        }
    }

    /// `path`, `query`, `body`, …
    var area: String {
        switch self {
        case .path: "path"
        case .query: "query"
        case .header: "header"
        case .json, .text: "body"
        case .form: "form"
        case .part: "multipart body"
        case .cell: "CSV body"
        }
    }
}
