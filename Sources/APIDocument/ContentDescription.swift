package import JSONSchema

/// One media type of a body, as a contract describes it.
package struct ContentDescription: Sendable, Hashable {
    /// As the document writes it; may be a range: `text/*`.
    package let mediaType: String
    /// Where the media type is described.
    package let place: SchemaPlace
    /// Where its schema stands, `$ref`s not followed; nil where it has none.
    package let schema: SchemaPlace?
}

extension [ContentDescription] {
    /// The description that is meant for a type: of those that take it in, the most specific (OpenAPI 3.1 §4.8.14).
    package func best(for type: MediaType) -> ContentDescription? {
        var best: (rank: Int, content: ContentDescription)?
        for content in self {
            let range = MediaType(content.mediaType)
            guard range.includes(type) else { continue }
            let rank = range.text == type.text ? 2 : range.text == "*/*" ? 0 : 1
            if rank > best?.rank ?? -1 { best = (rank, content) }
        }
        return best?.content
    }
}
