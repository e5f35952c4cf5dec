import JSONTree
import Testing

@testable import APIDocument

@Suite struct ContractTests {
    private func contract() throws -> Contract {
        let text = """
            openapi: 3.1.0
            x-provenance: document
            paths:
              /a:
                get:
                  responses:
                    '200': { $ref: '#/components/responses/A%7Bb%7D' }
            components:
              responses:
                'A{b}':
                  description: fine
                  content: { application/json: { schema: { $ref: '#/components/schemas/A' } } }
              schemas:
                A:
                  x-provenance: { default: example, required: inference }
                  required: [id]
                  properties:
                    id: { type: string, minLength: 1 }
                    name: { type: string, x-provenance: guide }
                  allOf:
                    - { x-provenance: internal, required: [name] }
                B: { type: string, x-provenance: nonsense }
            """
        return try Contract(parsing: Array(text.utf8))
    }

    @Test(arguments: [
        ("/paths/~1a/get", "responses", Provenance.document),
        ("/components/schemas/A", "type", .example),
        ("/components/schemas/A", "required", .inference),
        // A keyword's own provenance is not handed down, the default is.
        ("/components/schemas/A/properties/id", "required", .example),
        ("/components/schemas/A/properties/id", "minLength", .example),
        ("/components/schemas/A/properties/name", "type", .guide),
        ("/components/schemas/A/allOf/0", "required", .internal),
        ("/components/schemas/B", "type", .document),
        ("", "openapi", .document),
    ])
    func provenanceIsTheNearestOnTheWay(pointer: String, keyword: String, expected: Provenance) throws {
        let pointer = try #require(JSONPointer(parsing: pointer))
        #expect(try contract().provenance(at: pointer, keyword: keyword) == expected)
    }

    @Test func whatIsNotThereHasNoProvenance() throws {
        #expect(try contract().provenance(at: JSONPointer(["components", "schemas", "C"])) == nil)
        #expect(try Documents.table().defects.isEmpty)
        #expect(Contract.empty.provenance(at: JSONPointer()) == nil)
    }

    @Test func referencesMayBePercentEncoded() throws {
        let contract = try contract()
        #expect(contract.operations.defects.isEmpty)
        let operation = try #require(contract.operations.operation(named: "GET /a"))
        #expect(operation.response(for: 200)?.pointer == "/components/responses/A{b}")
        let schema = contract.schema(of: operation, status: 200, mediaType: "application/json")
        #expect(schema?["required"]?[0]?.string == "id")
    }
}
