internal import JSONSchema

/// How a contract's schemas are read.
package enum ContractReading: String, Sendable, Hashable, CaseIterable {
    /// As it is meant: a `format` that is known asserts, and `nullable: true` admits null under 3.1 too, where it has
    /// no meaning but is written all the same.
    case pragmatic
    /// To the letter: under 3.1 `nullable` says nothing, and `format` is an annotation, since the dialect of OpenAPI 3.1
    /// takes in the format-annotation vocabulary (OpenAPI 3.1 §4.8.24.1; JSON Schema 2020-12 validation §7.2.1).
    case strict

    func options(_ dialect: SchemaOptions.Dialect, _ direction: SchemaOptions.Direction) -> SchemaOptions {
        var options = SchemaOptions()
        options.dialect = dialect
        options.direction = direction
        options.assertsFormat = self == .pragmatic ? true : nil
        options.honoursNullable = self == .pragmatic
        return options
    }
}
