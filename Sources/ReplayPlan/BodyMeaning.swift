import JSONTree
import Redaction

/// What a body can be compared as.
enum BodyMeaning: Sendable {
    /// Cut, withheld, or not whole: says nothing.
    case unknown
    case empty
    case json(JSONDocument)
    case table(TableRows)
    /// Neither, or a table too large to be compared cell by cell.
    case bytes([UInt8])

    init(_ body: RedactedBody) {
        guard BodyMeaning.isWhole(body) else {
            self = .unknown
            return
        }
        switch body.facts.mediaKind {
        case _ where body.bytes.isEmpty: self = .empty
        case .json:
            // Declared as something else, it may begin like JSON and be none.
            let document = try? JSONDocument.parse(body.bytes)
            self = document.map { .json($0) } ?? .bytes(body.bytes)
        case .csv: self = TableRows(body.bytes).map { .table($0) } ?? .bytes(body.bytes)
        default: self = .bytes(body.bytes)
        }
    }

    /// Whether all of it is there, be it empty.
    static func isWhole(_ body: RedactedBody) -> Bool { body.withheld == nil && !body.isCut && !body.isTruncated }

    var document: JSONDocument? {
        if case .json(let document) = self { return document }
        return nil
    }
}
