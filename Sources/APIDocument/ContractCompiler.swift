internal import JSONSchema

/// Compiles the schemas that a contract's operations name.
struct ContractCompiler {
    private typealias Key = CompiledContract.Key
    /// Of one part of an operation, so that a schema that is all faults is not told for each that uses it.
    private static let mostDefects = 16

    private let contract: Contract
    private let reading: ContractReading
    /// By direction, all places together: what they refer to in common is compiled once.
    private var libraries: [SchemaOptions.Direction: SchemaLibrary] = [:]
    private var schemas: [Key: CompiledSchema] = [:]
    private var faults: [Key: (defects: [SchemaDefect], isWhole: Bool)] = [:]
    private var shapes: [SchemaPlace: SerialisedShape] = [:]
    private var notEvaluable: [NotEvaluable] = []
    private var notes = DefectNotes()

    /// One thing that a contract says in two ways.
    private struct Mark: Hashable {
        let place: SchemaPlace
        let keyword: String
    }

    private var known: [Mark: DocumentDefect]

    init(contract: Contract, reading: ContractReading) {
        self.contract = contract
        self.reading = reading
        known = Dictionary(
            contract.defects.map { (Mark(place: $0.place, keyword: $0.keyword), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    mutating func compile() -> CompiledContract {
        compileLibraries()
        for operation in contract.operations.operations {
            for parameter in operation.parameters {
                add(parameter.schema, .request, operation, "\(parameter.location) parameter \(parameter.name)")
                shape(parameter.schema)
            }
            for content in operation.requestBody?.content ?? [] {
                add(content.schema, .request, operation, "request \(content.mediaType)")
                if MediaType(content.mediaType).isForm { shape(content.schema) }
            }
            for response in operation.responses {
                for content in response.content {
                    add(content.schema, .response, operation, "answer \(response.status) \(content.mediaType)")
                }
                for header in response.headerDescriptions {
                    add(header.schema, .response, operation, "answer \(response.status) header \(header.name)")
                    shape(header.schema)
                }
            }
        }
        return CompiledContract(
            contract: contract,
            reading: reading,
            schemas: schemas,
            shapes: shapes,
            notEvaluable: notEvaluable,
            defects: notes.sorted
        )
    }

    /// Compiles every place that an operation names, for the direction it is used in.
    private mutating func compileLibraries() {
        guard let dialect = contract.dialect else { return }
        var places: [SchemaOptions.Direction: [SchemaPlace]] = [:]
        var met: Set<Key> = []
        func add(_ place: SchemaPlace?, _ direction: SchemaOptions.Direction) {
            guard let place, met.insert(Key(place: place, direction: direction)).inserted else { return }
            places[direction, default: []].append(place)
        }
        for operation in contract.operations.operations {
            for parameter in operation.parameters { add(parameter.schema, .request) }
            for content in operation.requestBody?.content ?? [] { add(content.schema, .request) }
            for response in operation.responses {
                for content in response.content { add(content.schema, .response) }
                for header in response.headerDescriptions { add(header.schema, .response) }
            }
        }
        let resources = contract.documents.schemaResources
        for (direction, places) in places {
            let options = reading.options(dialect, direction)
            libraries[direction] = SchemaLibrary(compiling: places, in: resources, options: options)
        }
    }

    private mutating func shape(_ place: SchemaPlace?) {
        guard let place, shapes[place] == nil else { return }
        shapes[place] = ShapeReader(set: contract.documents, version: contract.version).shape(at: place)
    }

    private mutating func add(
        _ place: SchemaPlace?,
        _ direction: SchemaOptions.Direction,
        _ operation: OperationDescription,
        _ part: String
    ) {
        guard let place else { return }
        let key = Key(place: place, direction: direction)
        if schemas[key] == nil, faults[key] == nil { compile(key) }
        guard let fault = faults[key] else { return }
        for defect in fault.defects.prefix(ContractCompiler.mostDefects) {
            notEvaluable.append(
                NotEvaluable(
                    operation: operation.label,
                    part: part,
                    defect: described(defect),
                    isWhole: fault.isWhole
                )
            )
        }
    }

    private mutating func compile(_ key: Key) {
        guard contract.dialect != nil else {
            let place = SchemaPlace(document: contract.documents.entry?.uri ?? "", pointer: "")
            let message = "the document's dialect is not one that is understood"
            let defect = SchemaDefect(place: place, keyword: "jsonSchemaDialect", message: message)
            faults[key] = ([defect], true)
            return
        }
        do {
            guard let library = libraries[key.direction] else { return }
            let program = try library.program(at: key.place)
            schemas[key] = CompiledSchema(program: program, place: key.place, direction: key.direction)
            if !program.defects.isEmpty { faults[key] = (program.defects, false) }
        } catch {
            faults[key] = ([error], true)
        }
    }

    /// The defect with its file and line: the one that is known already, where there is one.
    private mutating func described(_ defect: SchemaDefect) -> DocumentDefect {
        let mark = Mark(place: defect.place, keyword: defect.keyword)
        if let known = known[mark] { return known }
        let set = contract.documents
        let node = set.node(at: defect.place)
        let added = notes.add(kind(of: defect), defect.keyword, defect.place, node, set, defect.message)
        known[mark] = added
        return added
    }

    private func kind(of defect: SchemaDefect) -> DocumentDefect.Kind {
        switch defect.keyword {
        case "$ref", "$dynamicRef": .danglingReference
        case "$schema", "jsonSchemaDialect": .unknownDialect
        case "pattern", "patternProperties": .patternNotRegular
        default: .badKeyword
        }
    }
}
