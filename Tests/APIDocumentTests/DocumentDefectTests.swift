import JSONSchema
import JSONTree
import Testing

@testable import APIDocument

@Suite struct DocumentDefectTests {
    /// `line kind pointer` of each defect.
    private func defects(_ text: String) throws -> [String] {
        try Documents.contract(text).defects.map { "\($0.line ?? 0) \($0.kind.rawValue) \($0.pointer)" }
    }

    @Test func whatIsWrongInOperations() throws {
        #expect(
            try defects(
                """
                openapi: 3.1.0
                paths:
                  /a/{x}/{y}:
                    get:
                      operationId: one
                      parameters:
                        - { name: x, in: path, required: true, schema: {} }
                        - { name: z, in: path, required: true, schema: {} }
                        - { name: q, in: query, style: matrix, schema: {} }
                        - { name: X-A, in: header, schema: {} }
                        - { name: x-a, in: header, schema: {} }
                        - { name: b, in: body, schema: {} }
                      responses:
                        '204': { description: nothing, content: { application/json: { schema: null } } }
                        '2xx': { description: bad }
                        '20': { description: bad }
                  /a/{u}/{v}:
                    post:
                      operationId: one
                      parameters: 7
                      responses:
                        '200': { description: fine, links: null }
                        x-note: fine
                """
            ) == [
                "5 undeclared-path-variable /paths/~1a~1{x}~1{y}/get",
                "8 unused-path-parameter /paths/~1a~1{x}~1{y}/get/parameters/1",
                "9 bad-parameter-style /paths/~1a~1{x}~1{y}/get/parameters/2",
                "11 duplicate-parameter /paths/~1a~1{x}~1{y}/get/parameters/4",
                "12 incomplete-parameter /paths/~1a~1{x}~1{y}/get/parameters/5",
                "15 bad-status /paths/~1a~1{x}~1{y}/get/responses",
                "16 bad-status /paths/~1a~1{x}~1{y}/get/responses",
                "14 body-not-allowed /paths/~1a~1{x}~1{y}/get/responses/204",
                "14 schema-null /paths/~1a~1{x}~1{y}/get/responses/204/content/application~1json/schema",
                "18 ambiguous-path /paths/~1a~1{u}~1{v}",
                "20 not-a-list /paths/~1a~1{u}~1{v}/post",
                "19 undeclared-path-variable /paths/~1a~1{u}~1{v}/post",
                "19 undeclared-path-variable /paths/~1a~1{u}~1{v}/post",
                "19 duplicate-operation-id /paths/~1a~1{u}~1{v}/post",
                "22 links-null /paths/~1a~1{u}~1{v}/post/responses/200",
            ]
        )
    }

    @Test func whatIsWrongInSchemas() throws {
        #expect(
            try defects(
                """
                openapi: 3.1.0
                paths: { /a: {} }
                components:
                  schemas:
                    A: { type: float }
                    B: { type: string, nullable: true, enum: [a, null] }
                    C: { type: [string, 'null'], enum: [a, null] }
                    D: { $ref: '#/components/schemas/E' }
                    E: { $ref: '#/components/schemas/D' }
                    F: { properties: { f: { $ref: '#/components/schemas/F' } }, required: f }
                    G: { items: { $ref: '#/components/schemas/None' } }
                    H: { properties: { nullable: { type: boolean }, $ref: { type: string } } }
                    I: null
                    J: true
                    K: { $ref: '#anchor' }
                    L: { $ref: 7 }
                    M: { $ref: 'x.yaml#/A' }
                    N: { $id: 'https://example.test/n', $defs: { o: { $ref: 'other#/x' } } }
                    O: { $ref: 'https://example.test/n' }
                    P: { example: { $ref: nowhere, type: float }, default: { nullable: true } }
                """
            ) == [
                "5 unknown-type /components/schemas/A",
                "6 ignored-nullable /components/schemas/B",
                "6 enumerated-null /components/schemas/B",
                "8 cyclic-reference /components/schemas/D",
                "9 cyclic-reference /components/schemas/E",
                "10 bad-keyword /components/schemas/F",
                "11 dangling-reference /components/schemas/G/items",
                "13 schema-null /components/schemas/I",
                "16 dangling-reference /components/schemas/L",
                "17 missing-document /components/schemas/M",
            ]
        )
    }

    @Test func versionsDiffer() throws {
        let schemas = """
            paths: { /a: {} }
            components:
              schemas:
                A: { type: string, nullable: true, enum: [a, null] }
                B: { type: 'null' }
                C: { type: [string] }
                D: { $ref: '#/components/schemas/A', type: nonsense }
            """
        #expect(
            try defects("openapi: 3.0.1\n" + schemas)
                == ["6 unknown-type /components/schemas/B", "7 bad-keyword /components/schemas/C"]
        )
        #expect(
            try defects("openapi: 3.1.1\n" + schemas) == [
                "5 ignored-nullable /components/schemas/A", "5 enumerated-null /components/schemas/A",
                "8 unknown-type /components/schemas/D",
            ]
        )
    }

    @Test func dialects() throws {
        let paths =
            "\npaths: { /a: { get: { responses: { '200': { description: '', content: { a/b: { schema: {} } } } } } } }"
        for known in ["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"]
        {
            #expect(try defects("openapi: 3.1.0\njsonSchemaDialect: \(known)" + paths).isEmpty)
        }
        let unknown = try Documents.contract("openapi: 3.1.0\njsonSchemaDialect: https://example.test/d" + paths)
        #expect(unknown.defects.map(\.kind) == [.unknownDialect])
        #expect(unknown.defects.map(\.line) == [2])
        let compiled = unknown.compiled(.strict)
        #expect(compiled.notEvaluableOperations == ["GET /a"])
        #expect(compiled.notEvaluable.first?.isWhole == true)
        #expect(compiled.notEvaluable.first?.defect == unknown.defects.first)
    }

    @Test func theVendorsDefectsAreFound() throws {
        guard let contract = try Documents.vendor() else { return }
        func defects(_ kind: DocumentDefect.Kind) -> [DocumentDefect] { contract.defects.filter { $0.kind == kind } }
        #expect(contract.operations.operations.count == 27)
        #expect(contract.defects.allSatisfy { ($0.line ?? 0) > 0 })

        #expect(
            defects(.danglingReference).allSatisfy { $0.message.contains("/User") }
                && !defects(.danglingReference).isEmpty
        )
        #expect(defects(.duplicateParameter).count == 1)
        #expect(defects(.duplicateParameter).first?.message.contains("`id`") == true)
        #expect(defects(.schemaNull).count == 2)
        #expect(defects(.bodyNotAllowed).count == 1)
        #expect(defects(.linksNull).count == 4)
        #expect(!defects(.unknownType).isEmpty && defects(.unknownType).allSatisfy { $0.message.contains("float") })
        #expect(defects(.ignoredNullable).count == 115)
        #expect(!defects(.enumeratedNull).isEmpty)
        #expect(defects(.unknownType).map(\.line) == [2_692, 2_695])
        #expect(defects(.danglingReference).map(\.line) == [2_763])
        #expect(defects(.duplicateParameter).map(\.line) == [1_111])
    }
}
