package import JSONTree

/// The documents that schemas are found in, each under the URI it was retrieved from.
package struct SchemaResources: Sendable {
    private(set) var documents: [String: JSONDocument] = [:]

    package init() {}

    /// - Parameter uri: absolute, without a fragment. `$id`s inside are found when something is compiled.
    package mutating func add(_ document: JSONDocument, uri: String) {
        documents[uri] = document
    }
}
