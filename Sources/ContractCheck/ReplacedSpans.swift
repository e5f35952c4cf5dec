internal import ExchangeModel
package import JSONSchema
package import JSONTree
package import Redaction

/// What redaction replaced in one place of an exchange, found by where it begins.
package struct ReplacedSpans: Sendable {
    private let replacements: [Replacement]

    package init(_ exchange: RedactedExchange, in place: RedactionPlace) {
        replacements = exchange.replacements
            .filter { $0.place == place }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Whether nothing was replaced there.
    package var isEmpty: Bool { replacements.isEmpty }

    /// What the value of this node really was, as far as it is known.
    package func view(of node: JSONNode) -> ValueView {
        if let replaced = replacement(overlapping: node.range) {
            // A stand-in for part of a string tells nothing of the whole string's format.
            let inner = node.kind == .string ? (node.range.lowerBound + 1)..<(node.range.upperBound - 1) : node.range
            let isWhole = replaced.range.lowerBound <= inner.lowerBound && replaced.range.upperBound >= inner.upperBound
            return isWhole ? .replaced(replaced.shape) : .unknown
        }
        if node.kind == .string, StandIn.occurs(in: node.lexeme) { return .unknown }
        return .actual(node)
    }

    /// The same for a run of bytes that is not JSON: a header's value, a parameter in the URL.
    ///
    /// - Returns: nil where nothing was replaced in it; only the type where part of it was.
    func shape(of range: Range<Int>, in bytes: [UInt8]) -> InstanceKnowledge? {
        if let replaced = replacement(overlapping: range) {
            guard replaced.range.lowerBound <= range.lowerBound, replaced.range.upperBound >= range.upperBound else {
                return .kind(.string)
            }
            let shape = replaced.shape
            return .shape(InstanceShape(kind: .string, codePoints: shape.codePoints, formats: shape.formats))
        }
        return StandIn.occurs(in: bytes[range.clamped(to: bytes.indices)]) ? .kind(.string) : nil
    }

    private func replacement(overlapping range: Range<Int>) -> Replacement? {
        guard !replacements.isEmpty else { return nil }
        var low = 0
        var high = replacements.count
        while low < high {
            let middle = (low + high) / 2
            if replacements[middle].range.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < replacements.count, replacements[low].range.lowerBound < range.upperBound else { return nil }
        return replacements[low]
    }
}

extension ReplacedSpans: InstanceLens {
    package func knowledge(of node: JSONNode) -> InstanceKnowledge {
        // Whole arrays and objects are never replaced; what is inside them is asked for by itself.
        if node.kind == .array || node.kind == .object { return .actual }
        switch view(of: node) {
        case .actual: return .actual
        // Only inside a string can a part of a value be replaced.
        case .unknown: return node.kind == .string ? .kind(.string) : .unknown
        case .replaced(let shape):
            let kind: JSONKind
            switch shape.jsonType {
            case .string: kind = .string
            case .number: kind = .number
            case .bool: kind = .bool
            case .null: kind = .null
            case .none: return node.kind == .string ? .kind(.string) : .unknown
            }
            return .shape(InstanceShape(kind: kind, codePoints: shape.codePoints, formats: shape.formats))
        }
    }
}
