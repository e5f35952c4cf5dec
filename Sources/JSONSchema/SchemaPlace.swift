/// Where a schema or a keyword stands.
package struct SchemaPlace: Sendable, Hashable {
    /// The URI the document was added under, not an `$id`.
    package let document: String
    /// RFC 6901, into that document.
    package let pointer: String

    package init(document: String, pointer: String) {
        self.document = document
        self.pointer = pointer
    }
}
