import JSONTree
import Redaction

/// What a body can be compared as.
enum BodyMeaning: Sendable {
    /// Cut, withheld, or not whole: says nothing.
    case unknown
    case empty
    case json(JSONDocument)
    case table(TableRows)
    case bytes([UInt8])

    init(_ body: RedactedBody) {
        guard BodyMeaning.isThere(body) else {
            self = .unknown
            return
        }
        switch body.facts.mediaKind {
        case _ where body.bytes.isEmpty: self = .empty
        case .json:
            // Declared as something else, it may begin like JSON and be none.
            let document = try? JSONDocument.parse(body.bytes)
            self = document.map { .json($0) } ?? .bytes(body.bytes)
        case .csv: self = .table(TableRows(body.bytes))
        default: self = .bytes(body.bytes)
        }
    }

    /// Whether the body is there as a whole.
    static func isThere(_ body: RedactedBody) -> Bool {
        body.withheld == nil && !body.isCut && !body.isTruncated
    }

    var document: JSONDocument? {
        if case .json(let document) = self { return document }
        return nil
    }
}
