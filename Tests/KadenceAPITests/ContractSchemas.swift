import APIDocument
import JSONSchema
import JSONTree
import Testing

@testable import KadenceAPI

/// The schemas of an OpenAPI document, compiled where they are asked for.
final class ContractSchemas {
    let document: JSONDocument
    private let resources: SchemaResources
    private let uri = "https://reprise.invalid/contract"
    private var programs: [JSONPointer: SchemaProgram] = [:]

    init(_ contract: Contract) throws {
        document = try #require(contract.document)
        var resources = SchemaResources()
        resources.add(document, uri: uri)
        self.resources = resources
    }

    /// The place behind a chain of references.
    func resolved(_ pointer: JSONPointer) -> JSONPointer {
        var pointer = pointer
        for _ in 0..<32 {
            guard let reference = document.node(at: pointer)?["$ref"]?.string,
                let next = JSONPointer(parsing: String(reference.dropFirst()))
            else { break }
            pointer = next
        }
        return pointer
    }

    /// Where the schema of an answer or request stands; nil where the document has none.
    func schema(
        of operation: OperationDescription,
        _ way: [String],
        mediaType: String = "application/ld+json"
    ) throws -> JSONPointer? {
        var pointer = try #require(JSONPointer(parsing: operation.pointer))
        for token in way { pointer = resolved(pointer.appending(token)) }
        pointer.tokens += ["content", mediaType, "schema"]
        return document.node(at: pointer) == nil ? nil : pointer
    }

    func program(at pointer: JSONPointer) throws -> SchemaProgram {
        if let program = programs[pointer] { return program }
        var options = SchemaOptions()
        options.dialect = .openAPI31
        options.assertsFormat = true
        let place = SchemaPlace(document: uri, pointer: pointer.description)
        let program = try SchemaProgram(compiling: place, in: resources, options: options)
        programs[pointer] = program
        return program
    }

    /// What is wrong with a value; empty for a valid one. Each as instance pointer, keyword and message.
    func faults(of value: JSONValue, at pointer: JSONPointer) throws -> [String] {
        let program = try program(at: pointer)
        #expect(program.defects.isEmpty, "\(pointer)")
        let result = program.evaluate(try JSONDocument.parse(value.serialized()).root)
        #expect(result.verdict != .notEvaluable, "\(pointer)")
        return result.failures.map { "\($0.instancePointer) \($0.keyword): \($0.message)" }
    }
}
