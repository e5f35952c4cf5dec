import JSONSchema
import Testing

@testable import APIDocument

@Suite struct ContractDiffTests {
    private static func document(
        parameters: String = "[]",
        request: String? = nil,
        response: String = "{}",
        more: String = ""
    )
        -> String
    {
        """
        openapi: 3.1.0
        paths:
          /a/{id}:
            post:
              parameters: \(parameters)
              \(request.map { "requestBody: { content: { application/json: { schema: \($0) } } }" } ?? "summary: x")
              responses:
                '200': { description: fine, content: { application/json: { schema: \(response) } } }
        \(more)
        """
    }

    private func changes(_ old: String, _ new: String) throws -> [String] {
        let diff = ContractDiff(from: try Documents.contract(old), to: try Documents.contract(new))
        return diff.changes.map { "\($0.direction.rawValue) \($0.kind) \($0.classification.rawValue)" }
    }

    /// A schema changed from the one to the other, first in requests, then in answers.
    @Test(arguments: [
        ("{ type: string }", "{ type: string, description: x, example: y }", "", ""),
        ("{ type: string }", "{ type: integer }", "type-changed breaking", "type-changed breaking"),
        ("{ type: integer }", "{ type: number }", "type-widened non-breaking", "type-widened breaking"),
        ("{ type: number }", "{ type: integer }", "type-narrowed breaking", "type-narrowed non-breaking"),
        ("{ type: string }", "{ type: [string, 'null'] }", "null-added non-breaking", "null-added breaking"),
        ("{ type: [string, 'null'] }", "{ type: string }", "null-removed breaking", "null-removed non-breaking"),
        ("{ type: string }", "{}", "type-widened non-breaking", "type-widened breaking"),
        ("{ enum: [a] }", "{ enum: [a, b] }", "enum-value-added non-breaking", "enum-value-added breaking"),
        ("{ enum: [a, b] }", "{ enum: [b] }", "enum-value-removed breaking", "enum-value-removed non-breaking"),
        ("{ enum: [a] }", "{ const: a }", "", ""),
        ("{}", "{ enum: [a] }", "enum-added breaking", "enum-added non-breaking"),
        ("{ minimum: 1 }", "{ minimum: 2 }", "bound-narrowed breaking", "bound-narrowed non-breaking"),
        ("{ minimum: 1 }", "{ minimum: 1.0 }", "", ""),
        ("{ maxLength: 1 }", "{ maxLength: 2 }", "bound-widened non-breaking", "bound-widened breaking"),
        ("{ maxLength: 1 }", "{}", "bound-widened non-breaking", "bound-widened breaking"),
        ("{}", "{ format: date }", "format-added breaking", "format-added non-breaking"),
        ("{ format: date }", "{ format: time }", "format-changed breaking", "format-changed breaking"),
        ("{ pattern: a }", "{ pattern: b }", "pattern-changed unclassified", "pattern-changed unclassified"),
        (
            "{ properties: { a: {}, b: {} } }", "{ properties: { a: {} } }", "property-removed non-breaking",
            "property-removed breaking"
        ),
        (
            "{ properties: { a: {} }, additionalProperties: false }", "{ additionalProperties: false }",
            "property-removed breaking", "property-removed breaking"
        ),
        ("{}", "{ properties: { a: {} } }", "property-added non-breaking", "property-added non-breaking"),
        ("{}", "{ required: [a] }", "required-added breaking", "required-added non-breaking"),
        (
            "{ properties: { a: {} }, required: [a] }", "{ properties: { a: {} } }", "required-removed non-breaking",
            "required-removed breaking"
        ),
        (
            "{ properties: { a: { readOnly: true } } }", "{ properties: { a: { readOnly: true } }, required: [a] }", "",
            "required-added non-breaking"
        ),
        ("{}", "{ additionalProperties: false }", "object-closed breaking", "object-closed non-breaking"),
        (
            "{ items: { type: string } }", "{ items: { type: boolean } }", "type-changed breaking",
            "type-changed breaking"
        ),
        (
            "{ oneOf: [{ title: a }] }", "{ oneOf: [{ title: a }, { title: b }] }", "alternative-added non-breaking",
            "alternative-added breaking"
        ),
        ("{ not: { type: string } }", "{ not: {} }", "keyword-changed unclassified", "keyword-changed unclassified"),
        ("{ allOf: [{ type: string }], minLength: 1 }", "{ type: string, allOf: [{ minLength: 1 }] }", "", ""),
    ])
    func schemas(old: String, new: String, request: String, response: String) throws {
        func expected(_ text: String, _ direction: String) -> [String] {
            text.isEmpty ? [] : text.split(separator: ", ").map { "\(direction) \($0)" }
        }
        let requests = try changes(
            ContractDiffTests.document(request: old),
            ContractDiffTests.document(request: new)
        )
        #expect(requests == expected(request, "request"))
        let responses = try changes(
            ContractDiffTests.document(response: old),
            ContractDiffTests.document(response: new)
        )
        #expect(responses == expected(response, "response"))
    }

    @Test(arguments: [
        ("[]", "[{ name: q, in: query, required: true, schema: {} }]", "parameter-added breaking"),
        ("[]", "[{ name: q, in: query, schema: {} }]", "parameter-added non-breaking"),
        ("[{ name: q, in: query, schema: {} }]", "[]", "parameter-removed breaking"),
        (
            "[{ name: q, in: query, schema: {} }]", "[{ name: q, in: query, required: true, schema: {} }]",
            "required-added breaking"
        ),
        (
            "[{ name: q, in: query, schema: {} }]", "[{ name: q, in: query, explode: false, schema: {} }]",
            "serialisation-changed breaking"
        ),
        (
            "[{ name: q, in: query, schema: { type: string } }]", "[{ name: q, in: query, schema: { type: integer } }]",
            "type-changed breaking"
        ),
        ("[{ name: X-A, in: header, schema: {} }]", "[{ name: x-a, in: header, schema: {} }]", ""),
    ])
    func parameters(old: String, new: String, expected: String) throws {
        let found = try changes(
            ContractDiffTests.document(parameters: old),
            ContractDiffTests.document(parameters: new)
        )
        #expect(found == (expected.isEmpty ? [] : ["request " + expected]))
    }

    @Test func operationsAnswersHeadersAndSecurity() throws {
        let old = """
            openapi: 3.1.0
            security: [{ key: [] }]
            paths:
              /gone: { get: { responses: { '200': { description: '' } } } }
              /a/{x}:
                get:
                  responses:
                    '200':
                      description: ''
                      headers: { X-Left: { required: true, schema: { type: integer } }, X-Gone: { schema: {} } }
                      content: { application/json: { schema: {} }, text/csv: {} }
                    '202': { description: '' }
                    '404': { description: '' }
            """
        let new = """
            openapi: 3.1.0
            security: [{ key: [], other: [] }]
            paths:
              /a/{y}:
                get:
                  deprecated: true
                  requestBody: { required: true, content: { application/json: {} } }
                  responses:
                    '200':
                      description: ''
                      headers: { X-Left: { schema: { type: integer } }, X-New: { schema: {} } }
                      content: { application/json: { schema: {} }, text/html: {} }
                    '500': { description: '' }
              /new: { get: { responses: { '200': { description: '' } } } }
            """
        #expect(
            try changes(old, new) == [
                "request operation-removed breaking", "request operation-deprecated non-breaking",
                "request request-body-added breaking", "request security-narrowed breaking",
                "response media-type-removed breaking", "response media-type-added non-breaking",
                "response required-removed breaking", "response header-removed breaking",
                "response header-added non-breaking", "response status-removed breaking",
                "response status-removed non-breaking", "response status-added non-breaking",
                "request operation-added non-breaking",
            ]
        )
        let diff = ContractDiff(from: try Documents.contract(old), to: try Documents.contract(new))
        #expect(diff.isBreaking)
        #expect(diff.summary.hasPrefix("7 breaking (3 for requests, 4 for answers), 6 non-breaking"))
        let same = ContractDiff(from: try Documents.contract(old), to: try Documents.contract(old))
        #expect(same.changes.isEmpty && !same.isBreaking)
        #expect(same.summary == "nothing changed for requests or answers")
    }

    @Test func aSharedSchemaIsOneChangeWithItsPlaces() throws {
        func text(_ type: String) -> String {
            """
            openapi: 3.1.0
            paths:
              /a: { get: { responses: { '200': { $ref: '#/components/responses/R' } } } }
              /b: { get: { responses: { '200': { $ref: '#/components/responses/R' } } } }
            components:
              responses:
                R: { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/T' } } } }
              schemas:
                T: { properties: { next: { $ref: '#/components/schemas/T' }, list: { items: { type: \(type) } } } }
            """
        }
        let diff = ContractDiff(
            from: try Documents.contract(text("string")),
            to: try Documents.contract(text("boolean"))
        )
        let change = try #require(diff.changes.first)
        #expect(diff.changes.count == 1)
        #expect(change.operations == ["GET /a", "GET /b"])
        #expect(change.before?.place.pointer == "/components/schemas/T/properties/list/items")
        #expect(change.before?.line == 9)
        #expect(change.sentence == "`/list/*` in the answer 200 as application/json: was string, is boolean now")
    }

    @Test func theVendorsDocumentIsWhatItIs() throws {
        guard let contract = try Documents.vendor() else { return }
        #expect(ContractDiff(from: contract, to: contract).changes.isEmpty)
    }
}
