/// Something in a schema that can't be compiled: a reference that leads nowhere, a pattern that is none, a keyword of
/// the wrong type. What depends on it is not evaluable; the rest of the schema still judges.
package struct SchemaDefect: Error, Sendable, Hashable {
    package let place: SchemaPlace
    package let keyword: String
    /// A clause for people.
    package let message: String

    package init(place: SchemaPlace, keyword: String, message: String) {
        self.place = place
        self.keyword = keyword
        self.message = message
    }
}
