package import ExchangeModel
package import Redaction

/// A request's body in the form that bodies are compared in.
package enum BodyForm: Sendable, Hashable {
    case empty
    /// Compared by value.
    case json(JSONTerm)
    /// A form's fields, sorted.
    case fields([FormPair])
    /// The parts of a multipart body, sorted by name; the boundary is gone.
    case parts([Part])
    case bytes([UInt8])
    /// Cut, or left out by redaction: nothing can be said of it but its keyed digest, where that is known.
    case unknown(digest: [UInt8]?)

    package struct Part: Sendable, Hashable {
        package let name: [UInt8]
        /// Lower case; empty where the part declares none.
        package let mediaType: [UInt8]
        package let content: [UInt8]
    }

    /// Forms with more fields are compared by their bytes.
    private static let mostFields = 10_000

    package init(_ body: RedactedBody, headers: HeaderList) {
        guard body.withheld == nil, !body.isCut, !body.isTruncated else {
            self = .unknown(digest: body.keyedDigest)
            return
        }
        guard !body.bytes.isEmpty else {
            self = .empty
            return
        }
        self = .bytes(body.bytes)
        switch body.facts.mediaKind {
        case .json:
            if let term = JSONTerm(parsing: body.bytes) { self = .json(term) }
        case .form:
            self = .fields(FormPair.read(body.bytes, limit: BodyForm.mostFields))
        case .multipart:
            // Where redaction spoilt the declared boundary, the body itself says which it is.
            let declared = headers.first("Content-Type") ?? []
            let found =
                MultipartParts(body.bytes, contentType: declared) ?? MultipartParts(body.bytes, contentType: [])
            if let found { self = .parts(BodyForm.parts(found, in: body.bytes)) }
        default: break
        }
    }

    private static func parts(_ found: MultipartParts, in bytes: [UInt8]) -> [Part] {
        let parts = found.parts.map { part in
            Part(
                name: part.names.first ?? [],
                mediaType: Array(part.mediaType.utf8),
                content: Array(bytes[part.content])
            )
        }
        // Parts of one name keep their order: it is all that tells them apart.
        return parts.enumerated().sorted {
            $0.element.name == $1.element.name
                ? $0.offset < $1.offset : $0.element.name.lexicographicallyPrecedes($1.element.name)
        }
        .map(\.element)
    }

    /// For people, in a few words.
    var outline: String {
        switch self {
        case .empty: "empty"
        case .json: "JSON"
        case .fields: "a form"
        case .parts(let parts): "multipart of \(parts.count)"
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .unknown: "of a kind that can't be read"
        }
    }
}
