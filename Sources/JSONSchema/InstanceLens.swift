package import JSONTree

/// Tells what a value of the instance really was, where something stands in for it.
package protocol InstanceLens: Sendable {
    func knowledge(of node: JSONNode) -> InstanceKnowledge
}

/// What is known of a value.
package enum InstanceKnowledge: Sendable, Hashable {
    /// The value is what the instance shows.
    case actual
    /// Something stands in for it; this is what was kept.
    case shape(InstanceShape)
    /// Something stands in for it or for a part of it; only its type is known.
    case kind(JSONKind)
    /// Something stands in for it, and nothing was kept.
    case unknown
}

/// What was kept of a value that was replaced.
package struct InstanceShape: Sendable, Hashable {
    package let kind: JSONKind
    /// Of a string's decoded text, in Unicode code points.
    package let codePoints: Int
    /// The names of the formats it satisfied, of those in `TextFormat`.
    package let formats: Set<String>

    package init(kind: JSONKind, codePoints: Int, formats: Set<String>) {
        self.kind = kind
        self.codePoints = codePoints
        self.formats = formats
    }
}
