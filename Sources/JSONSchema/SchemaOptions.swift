/// How schemas are read.
package struct SchemaOptions: Sendable, Hashable {
    /// What a schema without `$schema` is written in.
    package enum Dialect: Sendable, Hashable {
        /// JSON Schema 2020-12.
        case draft202012
        /// OpenAPI 3.1's: 2020-12 and the base vocabulary (`discriminator`, `example`, … are annotations).
        case openAPI31
        /// OpenAPI 3.0's own: `nullable`, boolean `exclusiveMinimum`, and nothing beside a `$ref`.
        case openAPI30
    }

    /// Which way a body goes; `readOnly` members are not required in requests, `writeOnly` ones not in responses.
    package enum Direction: Sendable, Hashable { case neither, request, response }

    package var dialect = Dialect.draft202012
    /// Whether `format` asserts; nil: as the dialect's vocabularies say (an annotation in 2020-12).
    package var assertsFormat: Bool?
    package var direction = Direction.neither
    /// Whether `nullable: true` admits null under 3.1 as well, where it has no meaning.
    package var honoursNullable = false

    package init() {}
}
