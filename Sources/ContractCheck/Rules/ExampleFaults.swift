internal import APIDocument
internal import JSONSchema
internal import JSONTree

/// What a document's own examples break of the schemas they stand beside: where an answer breaks the same, the
/// document contradicts itself, and the API can't be blamed.
///
/// The place in the instance and the keyword make two violations the same. The place of the schema does not: behind a
/// `oneOf` the branch that came nearest may be another one.
struct ExampleFaults: Sendable {
    private struct Fault: Hashable, Sendable {
        let pointer: String
        let keyword: String

        init(_ failure: SchemaFailure) {
            pointer = FindingGroups.generalized(failure.instancePointer)
            keyword = failure.keyword
        }
    }

    private let faults: Set<Fault>

    /// - Parameters:
    ///   - content: the media type whose `example` and `examples` count, beside those inside its schema.
    init(of schema: CompiledSchema, content: ContentDescription, in contract: Contract) {
        var instances = contract.examples(at: content.place).map(\.value)
        if let whole = contract.assembledExample(at: schema.place) { instances.append(whole.root) }
        var faults: Set<Fault> = []
        for instance in instances {
            let result = schema.program.evaluate(instance, through: nil, limit: SchemaObserver.limit)
            for failure in result.failures { faults.insert(Fault(failure)) }
        }
        self.faults = faults
    }

    var isEmpty: Bool { faults.isEmpty }

    func contains(_ failure: SchemaFailure) -> Bool { !faults.isEmpty && faults.contains(Fault(failure)) }

    /// The faults of all answers' and requests' examples that have any.
    static func all(in compiled: CompiledContract) -> [SchemaPlace: ExampleFaults] {
        var found: [SchemaPlace: ExampleFaults] = [:]
        func look(_ content: ContentDescription, _ schema: CompiledSchema?) {
            guard let schema, found[content.place] == nil else { return }
            found[content.place] = ExampleFaults(of: schema, content: content, in: compiled.contract)
        }
        for operation in compiled.contract.operations.operations {
            for response in operation.responses {
                for content in response.content { look(content, compiled[content.schema, .response]) }
            }
            for content in operation.requestBody?.content ?? [] { look(content, compiled[content.schema, .request]) }
        }
        return found.filter { !$0.value.isEmpty }
    }
}
