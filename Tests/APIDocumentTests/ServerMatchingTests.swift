import JSONTree
import Testing

@testable import APIDocument

@Suite struct ServerMatchingTests {
    private static let document = """
        openapi: 3.1.0
        servers:
          - url: https://{region}.example.test/api/{version}/
            variables:
              region: { default: eu, enum: [eu, us] }
              version: { default: v1 }
          - url: http://Localhost:8080/api
        paths:
          /a:
            get: { operationId: a, responses: { '200': { description: fine } } }
          /b/{id}:
            servers: [{ url: /inner }]
            get: { operationId: b, responses: { '200': { description: fine } } }
            put:
              operationId: c
              servers: [{ url: https://put.example.test }]
              responses: { '200': { description: fine } }
          /:
            get: { operationId: root, responses: { '200': { description: fine } } }
          /files/{name}.{kind}:
            get: { operationId: file, responses: { '200': { description: fine } } }
          /files/{name}.json:
            get: { operationId: json, responses: { '200': { description: fine } } }
          /files/all.json:
            get: { operationId: all, responses: { '200': { description: fine } } }
        """

    @Test(
        arguments: [
            ("GET", "https://eu.example.test/api/v1/a", "a", "a"),
            ("GET", "https://US.example.test:443/api/v7/a", "a", "a"),
            ("GET", "https://eu.example.test:444/api/v1/a", nil, "a"),
            ("GET", "https://de.example.test/api/v1/a", nil, "a"),
            ("GET", "http://eu.example.test/api/v1/a", nil, "a"),
            ("GET", "http://localhost:8080/api/a", "a", "a"),
            ("GET", "http://localhost/api/v1/a", nil, "a"),
            ("GET", "https://eu.example.test/a", nil, "a"),
            ("GET", "/a", nil, "a"),
            ("GET", "https://any.test/inner/b/7", "b", "b"),
            ("PUT", "https://put.example.test/b/7", "c", "c"),
            ("PUT", "https://eu.example.test/api/v1/b/7", nil, nil),
            ("GET", "https://eu.example.test/api/v1", "root", "root"),
            ("GET", "https://eu.example.test/api/v1/", "root", "root"),
            ("GET", "http://localhost:8080/api/files/all.json", "all", "all"),
            ("GET", "http://localhost:8080/api/files/some.json", "json", "json"),
            ("GET", "http://localhost:8080/api/files/some.tar.gz", "file", "file"),
            ("GET", "http://localhost:8080/api/files/.gz", nil, nil),
            ("GET", "http://localhost:8080/other/a", nil, nil),
        ] as [(String, String, String?, String?)]
    )
    func matching(method: String, url: String, strict: String?, loose: String?) throws {
        let table = try Documents.table(ServerMatchingTests.document)
        #expect(table.find(method: method, url: Array(url.utf8), hosts: .mustMatch)?.operation.id == strict)
        #expect(table.find(method: method, url: Array(url.utf8))?.operation.id == loose)
    }

    @Test func variablesHaveTheirValues() throws {
        let table = try Documents.table(ServerMatchingTests.document)
        let url = "http://localhost:8080/api/files/a%2Eb.tar.gz"
        let match = try #require(table.find(method: "GET", url: Array(url.utf8)))
        #expect(match.pathValues.map(\.name) == ["name", "kind"])
        #expect(match.pathValues.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a%2Eb", "tar.gz"])
        #expect(match.server?.url == "http://Localhost:8080/api")
    }

    @Test func theMostSpecificMediaTypeIsMeant() throws {
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
                        '*/*': { schema: { title: any } }
                        application/*: { schema: { title: application } }
                        Application/JSON; charset=utf-8: { schema: { title: json } }
            """
        )
        let content = try #require(contract.operations.operations.first?.response(for: 200)?.content)
        func title(_ type: String) -> String? {
            content.best(for: MediaType(type))?.schema.flatMap { contract.node(at: $0)?["title"]?.string }
        }
        #expect(title("application/json;profile=x") == "json")
        #expect(title("application/xml") == "application")
        #expect(title("text/csv") == "any")
        #expect(content.dropFirst(2).map { $0 }.best(for: MediaType("text/csv")) == nil)
    }
}
