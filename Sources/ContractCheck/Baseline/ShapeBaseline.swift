internal import APIDocument
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// What the API's messages looked like when they were recorded: per operation, status and media type, for each place
/// in the body how often it was there and as what.
///
/// It holds no values but words that may be an enumeration's (`StringValues`). Two baselines merge by adding their
/// counts; learning from A and then from B is the same as merging what each taught, as long as no limit was met.
package struct ShapeBaseline: Sendable {
    package enum Direction: String, Sendable, Hashable, CaseIterable {
        case request, response
    }

    /// Which messages share a shape.
    package struct Key: Sendable, Hashable {
        /// The operation's label.
        package let operation: String
        package let direction: Direction
        /// Of the answer; nil for requests.
        package let status: Int?
        /// Lower case, without parameters; empty where none was declared.
        package let mediaType: String

        /// For people: `GET /things 200 application/json`.
        package var text: String {
            let status = status.map { " \($0)" } ?? " request"
            return operation + status + (mediaType.isEmpty ? "" : " " + mediaType)
        }

        /// By operation, direction, status and type.
        func precedes(_ other: Key) -> Bool {
            if operation != other.operation { return operation < other.operation }
            if direction != other.direction { return direction.rawValue < other.direction.rawValue }
            if status != other.status { return (status ?? 0) < (other.status ?? 0) }
            return mediaType < other.mediaType
        }
    }

    /// Kinds of messages kept. A hostile server has any number of media types.
    static let mostEntries = 2_000

    private(set) var shapes: [Key: BodyShape] = [:]
    /// Whether messages were left out because there were too many kinds of them.
    package private(set) var isTruncated = false

    package init() {}

    init(shapes: [Key: BodyShape], isTruncated: Bool) {
        self.shapes = shapes
        self.isTruncated = isTruncated
    }

    package var isEmpty: Bool { shapes.isEmpty }

    /// The kinds of messages known, in order, each with the number of bodies it was learned from.
    package var entries: [(key: Key, bodies: Int)] {
        shapes.map { ($0.key, $0.value.bodies) }.sorted { $0.0.precedes($1.0) }
    }

    /// Takes in an exchange whose answer says something about the API; the caller knows which do.
    ///
    /// Learned are JSON bodies that were kept whole: the answer's, and the request's where the answer was a success,
    /// since what was refused shows nothing. An exchange without an operation teaches nothing.
    package mutating func learn(_ subject: CheckSubject) {
        learn(subject) { _, _, _ in }
    }

    mutating func learn(_ subject: CheckSubject, note: (Key, Int, ShapeEvent) -> Void) {
        guard let operation = subject.operation?.label, let status = subject.status else { return }
        if let json = subject.json {
            let key = Key(
                operation: operation,
                direction: .response,
                status: status,
                mediaType: ShapeBaseline.short(subject.mediaType)
            )
            learn(json, as: key, view: { subject.view(of: $0) }, note: note)
        }
        if let json = subject.requestJSON, (200..<300).contains(status) {
            let type = MediaType(subject.exchange.request.headers.first("Content-Type") ?? [])
            let key = Key(
                operation: operation,
                direction: .request,
                status: nil,
                mediaType: ShapeBaseline.short(type)
            )
            learn(json, as: key, view: { subject.requestSpans.view(of: $0) }, note: note)
        }
    }

    private mutating func learn(
        _ json: JSONDocument,
        as key: Key,
        view: (JSONNode) -> ValueView,
        note: (Key, Int, ShapeEvent) -> Void
    ) {
        guard shapes[key] != nil || shapes.count < ShapeBaseline.mostEntries else {
            isTruncated = true
            return
        }
        shapes[key, default: BodyShape()].learn(json, view: view) { node, event in note(key, node, event) }
    }

    /// Adds what another baseline has seen.
    package mutating func merge(_ other: ShapeBaseline) {
        isTruncated = isTruncated || other.isTruncated
        for key in other.shapes.keys.sorted(by: { $0.precedes($1) }) {
            guard let shape = other.shapes[key] else { continue }
            guard shapes[key] != nil || shapes.count < ShapeBaseline.mostEntries else {
                isTruncated = true
                continue
            }
            shapes[key, default: BodyShape()].merge(shape)
        }
    }

    private static func short(_ type: MediaType) -> String {
        String(decoding: type.text.utf8.prefix(100), as: UTF8.self)
    }
}
