internal import TextPatterns

/// A query of RFC 9535, compiled.
package struct JSONPath: Sendable {
    package let text: String
    let query: Query

    /// Where a query starts, and the segments that follow.
    struct Query: Sendable {
        let isRelative: Bool
        let segments: [Segment]

        /// Whether it selects one node at most (RFC 9535 §2.3.5.1), so that its value can be compared.
        var isSingular: Bool {
            segments.allSatisfy { segment in
                guard !segment.isDescendant, segment.selectors.count == 1 else { return false }
                switch segment.selectors[0] {
                case .name, .index: return true
                default: return false
                }
            }
        }
    }

    struct Segment: Sendable {
        let isDescendant: Bool
        let selectors: [Selector]
    }

    enum Selector: Sendable {
        case name([UInt8])
        case wildcard
        case index(Int)
        case slice(start: Int?, end: Int?, step: Int)
        case filter(Expression)
    }

    indirect enum Expression: Sendable {
        case or([Expression])
        case and([Expression])
        case not(Expression)
        case exists(Query)
        case compare(Operand, Comparison, Operand)
        /// `match` and `search`; the pattern is compiled where it is written out.
        case matches(Operand, Pattern)
    }

    enum Comparison: Sendable { case equal, unequal, less, lessOrEqual, greater, greaterOrEqual }

    enum Operand: Sendable {
        /// JSON text.
        case literal([UInt8])
        case query(Query)
        case length(Query)
        case count(Query)
        case value(Query)
    }

    /// - Throws: `JSONPathError`: not a query, or one with more than is understood here.
    package init(_ text: String) throws(JSONPathError) {
        self.text = text
        var parser = JSONPathParser(text)
        query = try parser.parse()
    }
}

/// Why a text is no query of RFC 9535, or can't be evaluated.
package struct JSONPathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In bytes, from 0.
    package let offset: Int
    package let reason: String

    package var description: String { "not a JSONPath: \(reason), at byte \(offset)" }
}
