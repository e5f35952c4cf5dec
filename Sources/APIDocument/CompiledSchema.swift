package import JSONSchema

/// A schema of a contract, ready to judge what goes one way.
package struct CompiledSchema: Sendable {
    package let program: SchemaProgram
    /// Where the document has it, `$ref`s not followed.
    package let place: SchemaPlace
    package let direction: SchemaOptions.Direction
    /// What of it can't be judged, where that is not everything.
    package var isPartial: Bool { !program.defects.isEmpty }
}

/// Something of an operation that can't be judged, or not wholly, because its schema can't be compiled.
package struct NotEvaluable: Sendable, Hashable {
    /// The operation's label.
    package let operation: String
    /// What of the operation: `answer 200 application/json`, `request application/json`, `query parameter page`.
    package let part: String
    /// Where the fault is.
    package let defect: DocumentDefect
    /// Whether nothing of the part can be judged; else everything but what depends on the fault is.
    package let isWhole: Bool
}
