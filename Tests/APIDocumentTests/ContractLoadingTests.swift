import Foundation
import JSONSchema
import JSONTree
import Testing

@testable import APIDocument

@Suite struct ContractLoadingTests {
    private static let entry = """
        openapi: 3.0.3
        paths:
          /bookings: { $ref: 'paths/bookings.yaml' }
          /bookings/{id}: { $ref: './paths/bookings.yaml#/one' }
        """
    private static let others = [
        "paths/bookings.yaml": """
        get:
          parameters: [{ $ref: '../parameters.json#/my%20page' }]
          responses:
            '200': { $ref: '#/fine' }
        fine:
          description: fine
          headers: { X-Left: { $ref: '../parts.yaml#/Left' } }
          content:
            application/json: { schema: { $ref: '../schemas/Booking.v1-public.yaml#/Booking.jsonld-public' } }
        one:
          parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
          put:
            requestBody: { $ref: '../parts.yaml#/body' }
            responses: { '200': { $ref: '#/fine' } }
        """,
        "parameters.json": #"{ "my page": { "name": "page", "in": "query", "schema": { "type": "integer" } } }"#,
        "parts.yaml": """
        Left: { schema: { type: integer } }
        body: { required: true, content: { application/json: { schema: { type: object } } } }
        """,
        "schemas/Booking.v1-public.yaml": """
        Booking.jsonld-public:
          x-provenance: guide
          properties:
            self: { $ref: '#/Booking.jsonld-public' }
            id: { type: float }
        """,
    ]

    @Test func aContractMayLieInSeveralFiles() throws {
        let contract = try Documents.contract(ContractLoadingTests.entry, ContractLoadingTests.others)
        #expect(contract.documents.documents.count == 5)
        #expect(contract.operations.operations.map(\.label) == ["GET /bookings", "PUT /bookings/{id}"])
        let list = try #require(contract.operations.operations.first)
        #expect(list.parameters.map(\.name) == ["page"])
        #expect(list.response(for: 200)?.headers == ["X-Left"])
        let schema = contract.schema(of: list, status: 200, mediaType: "application/json")
        #expect(schema?["properties"]?.count == 2)
        let put = try #require(contract.operations.operations.last)
        #expect(put.requestBody?.isRequired == true)
        let defect = try #require(contract.defects.first)
        #expect(contract.defects.count == 1)
        #expect(defect.kind == .unknownType)
        #expect(
            defect.description.hasPrefix("schemas/Booking.v1-public.yaml:5: there is no type `float`")
                && defect.description.hasSuffix("(/Booking.jsonld-public/properties/id)")
        )
        #expect(contract.provenance(at: defect.place) == .guide)
    }

    @Test func aFolderIsReadButNothingOutside() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-" + UUID().uuidString)
        let inner = folder.appendingPathComponent("api")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        let text = """
            openapi: 3.1.0
            paths:
              /a:
                get:
                  responses:
                    '200': { $ref: 'in side.yaml#/a' }
                    '400': { $ref: '../outside.yaml#/a' }
                    '401': { $ref: 'link.yaml#/a' }
                    '402': { $ref: 'none.yaml#/a' }
                    '403': { $ref: 'https://example.test/x.yaml#/a' }
                    '404': { $ref: 'folder.yaml#/a' }
            """
        try write(text, "api/openapi.yml")
        try write("a: { description: fine }", "api/in side.yaml")
        try write("a: { description: fine }", "outside.yaml")
        try FileManager.default.createSymbolicLink(
            at: inner.appendingPathComponent("link.yaml"),
            withDestinationURL: folder.appendingPathComponent("outside.yaml")
        )
        try FileManager.default.createDirectory(
            at: inner.appendingPathComponent("folder.yaml"),
            withIntermediateDirectories: true
        )
        let source = FileDocumentSource(folder: inner.path)
        let contract = try Contract(loading: "openapi.yml", from: source)
        #expect(contract.operations.operations.first?.statuses == ["200"])
        #expect(contract.defects.map(\.line) == [7, 8, 9, 10, 11])
        #expect(contract.defects.allSatisfy { $0.kind == .missingDocument && $0.file == "openapi.yml" })
        let reasons = ["outside", "outside", "no such file", "outside", "not a file"]
        for (defect, reason) in zip(contract.defects, reasons) { #expect(defect.message.contains(reason)) }
        // The folder above may be read where it is said to be the root.
        let wider = try Contract(loading: "api/openapi.yml", from: FileDocumentSource(folder: folder.path))
        #expect(wider.operations.operations.first?.statuses == ["200", "400", "401"])
        #expect(throws: DocumentError.self) { try Contract(loading: "none.yml", from: source) }
        #expect(throws: DocumentError.self) { try Contract(loading: "../outside.yaml", from: source) }
    }

    @Test func filesAndBytesHaveLimits() throws {
        var limits = DocumentLimits()
        limits.documents = 3
        let source = MemoryDocumentSource(texts: ContractLoadingTests.others)
        let bytes = Array(ContractLoadingTests.entry.utf8)
        let few = try Contract(parsing: bytes, source: source, limits: limits)
        #expect(few.documents.documents.count == 3)
        #expect(few.defects.contains { $0.kind == .missingDocument && $0.message.contains("more than 3") })
        limits.documents = 100
        limits.bytes = 600
        let small = try Contract(parsing: bytes, source: source, limits: limits)
        #expect(small.defects.contains { $0.kind == .missingDocument && $0.message.contains("larger") })
        limits.bytes = 10
        #expect(throws: DocumentError.self) { try Contract(parsing: bytes, source: source, limits: limits) }
    }

    @Test(arguments: [
        ("swagger: '2.0'\npaths: {}", "a.yml:1: the document is Swagger 2.0"),
        ("info: {}\nopenapi: 3.2.0\npaths: {}", "a.yml:2: the document says openapi 3.2.0"),
        ("openapi: '4'", "a.yml:1: the document says openapi 4"),
        ("openapi: [3.1.0]", "a.yml:1: the document says openapi of another type"),
        ("openapi: 3.10.0", "openapi 3.10.0"),
        ("x: 1\nopenapi: 3.1.0\npaths: 7", "a.yml:3: the document has no paths"),
        ("a: [1,\n  b: c", "a.yml:3"),
        ("{\"openapi\": \"3.1.0\",\n \"paths\": {\"/a\": 1,,}}", "a.yml:2"),
        ("<html></html>", "no `openapi` field"), ("\u{0}\u{1}", "can't be read"),
        ("a: &a [x]\na: 1", "a.yml:2"),
    ])
    func whatIsNoContractIsSaid(text: String, expected: String) {
        let error = #expect(throws: DocumentError.self) { try Contract(parsing: Array(text.utf8), name: "a.yml") }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func anchorsThatExplodeAreRefused() {
        var text = "openapi: 3.1.0\nx0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1..<12 {
            let inner = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
            text += "x\(level): &x\(level) [\(inner)]\n"
        }
        let error = #expect(throws: DocumentError.self) { try Contract(parsing: Array((text + "paths: {}").utf8)) }
        #expect(error?.line != nil)
    }

    @Test func aVersionWithoutQuotesIsAVersion() throws {
        let contract = try Documents.contract("openapi: 3.1\npaths: { /a: {} }")
        #expect(contract.version == .v31)
    }

    @Test(arguments: [
        ("a.yaml#/x", "file:///openapi.yml", "file:///a.yaml", false),
        ("./a/../b.yaml", "file:///dir/openapi.yml", "file:///dir/b.yaml", false),
        ("../b.yaml", "file:///dir/openapi.yml", "file:///b.yaml", false),
        ("../b.yaml", "file:///openapi.yml", "file:///b.yaml", true),
        ("/b.yaml", "file:///dir/openapi.yml", "file:///b.yaml", false),
        ("#/x", "file:///dir/openapi.yml", "file:///dir/openapi.yml", false),
        ("//h/x", "https://a/b", "https://h/x", false), ("b?c", "https://h/a/x", "https://h/a/b?c", false),
        ("https://x/y#z", "file:///a", "https://x/y", false), ("urn:a:b", "file:///a", "urn:a:b", false),
        ("./Weird:name.yaml", "file:///a", "file:///Weird:name.yaml", false),
    ])
    func references(reference: String, base: String, uri: String, leaves: Bool) {
        let target = DocumentURI.resolve(reference, against: base)
        #expect(target.uri == uri)
        #expect(target.leavesRoot == leaves)
    }
}
