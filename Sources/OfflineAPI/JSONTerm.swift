import JSONTree

/// A JSON value by what it means: order of keys, escapes, white space and the spelling of numbers are gone.
package indirect enum JSONTerm: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    /// Decoded.
    case string([UInt8])
    case array([JSONTerm])
    /// Sorted by key; of equal keys the last, as most readers take it.
    case object([Member])

    package struct Member: Sendable, Hashable {
        package let key: [UInt8]
        package let value: JSONTerm
    }

    /// Documents with more values, or nested deeper, are compared by their bytes.
    static let mostValues = 200_000
    private static let deepest = 100

    /// Nil where the bytes are no JSON, or too much of it.
    package init?(parsing bytes: [UInt8]) {
        var limits = JSONLimits()
        limits.depth = JSONTerm.deepest
        guard let document = try? JSONDocument.parse(bytes, limits: limits),
            document.valueCount <= JSONTerm.mostValues
        else { return nil }
        self.init(document.root)
    }

    private init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool ?? false)
        case .number: self = .number(JSONNumber(node.lexeme))
        case .string: self = .string(node.stringBytes ?? [])
        case .array: self = .array(node.elements.map { JSONTerm($0) })
        case .object:
            var values: [[UInt8]: JSONTerm] = [:]
            for (key, value) in node.members { values[key.stringBytes ?? []] = JSONTerm(value) }
            self = .object(
                values.map { Member(key: $0.key, value: $0.value) }
                    .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            )
        }
    }

    /// The bytes of a value that a stand-in may stand for; nil for null and for what holds other values.
    var scalar: [UInt8]? {
        switch self {
        case .bool(let value): Array((value ? "true" : "false").utf8)
        case .number(let number): number.lexeme
        case .string(let bytes): bytes
        case .null, .array, .object: nil
        }
    }

    /// For people, in a few characters.
    var outline: [UInt8] {
        switch self {
        case .null: Array("null".utf8)
        case .bool, .number: scalar ?? []
        case .string(let bytes): JSONText.quoted(bytes)
        case .array(let items): Array("a list of \(items.count)".utf8)
        case .object(let members): Array("an object of \(members.count)".utf8)
        }
    }
}
