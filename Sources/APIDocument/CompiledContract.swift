package import JSONSchema

/// A contract with its schemas compiled, for one reading of them.
package struct CompiledContract: Sendable {
    package let contract: Contract
    package let reading: ContractReading
    /// The parts of operations that can't be judged.
    package let notEvaluable: [NotEvaluable]
    /// What keeps schemas from being compiled and is not among the contract's own defects.
    package let defects: [DocumentDefect]

    private let schemas: [Key: CompiledSchema]
    private let shapes: [SchemaPlace: SerialisedShape]

    struct Key: Hashable {
        let place: SchemaPlace
        let direction: SchemaOptions.Direction
    }

    init(
        contract: Contract,
        reading: ContractReading,
        schemas: [Key: CompiledSchema],
        shapes: [SchemaPlace: SerialisedShape],
        notEvaluable: [NotEvaluable],
        defects: [DocumentDefect]
    ) {
        self.contract = contract
        self.reading = reading
        self.schemas = schemas
        self.shapes = shapes
        self.notEvaluable = notEvaluable
        self.defects = defects
    }

    /// The labels of operations of which something can't be judged, each once, in the document's order.
    package var notEvaluableOperations: [String] {
        var seen: Set<String> = []
        return notEvaluable.map(\.operation).filter { seen.insert($0).inserted }
    }

    /// The schema of an answer's body; nil where the document has none for it, or it can't be compiled.
    package func responseSchema(
        _ operation: OperationDescription,
        status: Int,
        mediaType: MediaType
    ) -> CompiledSchema? {
        self[operation.response(for: status)?.content.best(for: mediaType)?.schema, .response]
    }

    /// The schema of a request's body; nil where the document has none for it, or it can't be compiled.
    package func requestSchema(_ operation: OperationDescription, mediaType: MediaType) -> CompiledSchema? {
        self[operation.requestBody?.content.best(for: mediaType)?.schema, .request]
    }

    /// The schema of a request's parameter.
    package func schema(of parameter: ParameterDescription) -> CompiledSchema? { self[parameter.schema, .request] }

    /// The schema of an answer's header.
    package func schema(ofHeader header: ParameterDescription) -> CompiledSchema? { self[header.schema, .response] }

    /// The schema at a place that an operation names.
    package subscript(place: SchemaPlace?, direction: SchemaOptions.Direction) -> CompiledSchema? {
        place.flatMap { schemas[Key(place: $0, direction: direction)] }
    }

    /// Which kinds of values a parameter, a header or a form's body takes.
    package func shape(at place: SchemaPlace?) -> SerialisedShape { place.flatMap { shapes[$0] } ?? .any }
}

extension Contract {
    /// Compiles every schema that an operation names, each once for each direction it is used in.
    package func compiled(_ reading: ContractReading) -> CompiledContract {
        var compiler = ContractCompiler(contract: self, reading: reading)
        return compiler.compile()
    }
}
