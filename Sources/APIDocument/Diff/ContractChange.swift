package import JSONSchema

/// One difference between two documents, and what it does to clients.
package struct ContractChange: Sendable, Hashable {
    package enum Class: String, Sendable, Hashable, CaseIterable {
        /// A client that kept to the old document may fail.
        case breaking
        /// None can.
        case nonBreaking = "non-breaking"
        /// It depends on more than the documents say.
        case unclassified
    }

    /// Which messages the difference is about.
    package enum Direction: String, Sendable, Hashable, CaseIterable { case request, response }

    /// Where it is in one of the documents.
    package struct Place: Sendable, Hashable {
        package let place: SchemaPlace
        package let file: String
        /// From 1.
        package let line: Int?
    }

    /// What kind of difference: `operation-removed`, `required-added`, `enum-value-added`; stable.
    package let kind: String
    package let direction: Direction
    package let classification: Class
    /// The labels of the operations it touches, in the document's order.
    package internal(set) var operations: [String]
    /// Nil for what was added.
    package let before: Place?
    /// Nil for what was removed.
    package let after: Place?
    /// A sentence for people. May quote the documents.
    package let sentence: String
}
