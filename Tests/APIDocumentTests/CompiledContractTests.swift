import JSONSchema
import JSONTree
import Testing

@testable import APIDocument

@Suite struct CompiledContractTests {
    private static let document = """
        openapi: 3.1.0
        paths:
          /a:
            post:
              parameters: [{ name: q, in: query, schema: { $ref: '#/components/schemas/Count' } }]
              requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }
              responses:
                '200':
                  description: fine
                  headers: { X-Left: { schema: { type: integer } } }
                  content:
                    application/json: { schema: { $ref: '#/components/schemas/A' } }
                    application/*: { schema: { type: string } }
                default: { description: else, content: { application/json: { schema: { type: object } } } }
          /b:
            get:
              responses:
                '200':
                  description: fine
                  content: { application/json: { schema: { properties: { u: { $ref: '#/components/schemas/None' } } } } }
        components:
          schemas:
            Count: { anyOf: [{ type: integer }, { type: 'null' }] }
            A:
              type: object
              required: [id, secret]
              properties:
                id: { type: string, readOnly: true, format: date, nullable: true, example: '2026-01-02' }
                secret: { type: string, writeOnly: true }
                list: { type: array, items: { $ref: '#/components/schemas/Item' } }
            Item:
              allOf:
                - { properties: { a: { example: 1 }, b: { type: string } } }
                - { properties: { c: { examples: [x, y] } } }
        """

    private func verdict(_ schema: CompiledSchema?, _ text: String) throws -> SchemaResult.Verdict? {
        schema?.program.evaluate(try JSONDocument.parse(Array(text.utf8)).root).verdict
    }

    @Test func schemasAreFoundByStatusTypeAndDirection() throws {
        let contract = try Documents.contract(CompiledContractTests.document)
        let compiled = contract.compiled(.pragmatic)
        let operation = try #require(contract.operations.operation(named: "POST /a"))
        let answer = compiled.responseSchema(operation, status: 200, mediaType: MediaType("application/json"))
        let request = compiled.requestSchema(operation, mediaType: MediaType("application/json"))
        #expect(try verdict(answer, #"{"id":"2026-01-02"}"#) == .valid)
        #expect(try verdict(answer, #"{}"#) == .invalid)
        #expect(try verdict(request, #"{"secret":"x"}"#) == .valid)
        #expect(try verdict(request, #"{"id":"2026-01-02"}"#) == .invalid)
        let other = compiled.responseSchema(operation, status: 200, mediaType: MediaType("application/xml"))
        #expect(other?.place.pointer.hasSuffix("application~1*/schema") == true)
        let error = compiled.responseSchema(operation, status: 500, mediaType: MediaType("application/json"))
        #expect(error?.place.pointer == "/paths/~1a/post/responses/default/content/application~1json/schema")
        #expect(compiled.responseSchema(operation, status: 500, mediaType: MediaType("text/csv")) == nil)
        let parameter = try #require(operation.parameters.first)
        #expect(try verdict(compiled.schema(of: parameter), "1") == .valid)
        #expect(try verdict(compiled.schema(of: parameter), #""1""#) == .invalid)
        #expect(compiled.shape(at: parameter.schema).kinds == [.number, .null])
        let header = try #require(operation.response(for: 200)?.headerDescriptions.first)
        #expect(try verdict(compiled.schema(ofHeader: header), "1.5") == .invalid)
    }

    @Test func theTwoReadingsDiffer() throws {
        let contract = try Documents.contract(CompiledContractTests.document)
        let operation = try #require(contract.operations.operation(named: "POST /a"))
        func verdict(_ reading: ContractReading, _ text: String) throws -> SchemaResult.Verdict? {
            let compiled = contract.compiled(reading)
            return try self.verdict(
                compiled.responseSchema(operation, status: 200, mediaType: MediaType("application/json")),
                text
            )
        }
        #expect(try verdict(.pragmatic, #"{"id":null}"#) == .valid)
        #expect(try verdict(.strict, #"{"id":null}"#) == .invalid)
        #expect(try verdict(.pragmatic, #"{"id":"tomorrow"}"#) == .invalid)
        #expect(try verdict(.strict, #"{"id":"tomorrow"}"#) == .valid)
    }

    @Test func whatCannotBeCompiledIsCounted() throws {
        let contract = try Documents.contract(CompiledContractTests.document)
        let compiled = contract.compiled(.pragmatic)
        #expect(compiled.notEvaluableOperations == ["GET /b"])
        let part = try #require(compiled.notEvaluable.first)
        #expect(part.part == "answer 200 application/json")
        // It is the defect that loading has found, told once.
        #expect(contract.defects.contains(part.defect))
        #expect(compiled.defects.isEmpty)
        #expect(part.defect.line == 20)
    }

    @Test func examplesAreFoundAndPutTogether() throws {
        let contract = try Documents.contract(CompiledContractTests.document)
        let uri = try #require(contract.documents.entry?.uri)
        func place(_ pointer: String) -> SchemaPlace { SchemaPlace(document: uri, pointer: pointer) }
        func text(_ example: DocumentedExample?) -> String? {
            example.map { String(decoding: $0.value.lexeme, as: UTF8.self) }
        }
        #expect(text(contract.nearestExample(to: place("/components/schemas/A/properties/id"))) == #""2026-01-02""#)
        #expect(text(contract.nearestExample(to: place("/components/schemas/Item/allOf/1/properties/c"))) == #""x""#)
        #expect(contract.nearestExample(to: place("/components/schemas/A/properties/secret")) == nil)
        let whole = contract.assembledExample(at: place("/components/schemas/A"))
        #expect(
            whole.map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"id":"2026-01-02","list":[{"a":1,"c":"x"}]}"#
        )
    }

    @Test func examplesOfMediaTypes() throws {
        let contract = try Documents.contract(
            """
            openapi: 3.1.0
            paths:
              /a:
                get:
                  responses:
                    '200':
                      description: fine
                      content:
                        application/json:
                          example: 1
                          examples: { one: { value: 2 }, two: { $ref: '#/components/examples/Two' }, three: {} }
            components: { examples: { Two: { value: 3 } } }
            """
        )
        let content = try #require(contract.operations.operations.first?.response(for: 200)?.content.first)
        #expect(contract.examples(at: content.place).map(\.value.int) == [1, 2, 3])
        #expect(contract.examples(at: content.place).last?.place.pointer == "/components/examples/Two/value")
    }

    @Test func theVendorsSchemasCompileButForItsFaults() throws {
        guard let contract = try Documents.vendor() else { return }
        for reading in ContractReading.allCases {
            let compiled = contract.compiled(reading)
            for part in compiled.notEvaluable { print("not evaluable:", part.operation, part.part, part.defect) }
            #expect(compiled.notEvaluableOperations.count < 5)
            #expect(!compiled.notEvaluable.isEmpty)
        }
    }
}
