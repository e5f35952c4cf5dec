import APIDocument
import Testing

@Suite struct OperationTableTests {
    private func id(_ method: String, _ url: String, basePath: String = "") throws -> String? {
        try Documents.table().match(method: method, url: Array(url.utf8), basePath: basePath)?.id
    }

    @Test(arguments: [
        ("GET", "https://h/things", "listThings"),
        ("GET", "https://h/things/", "listThings"),
        ("GET", "/things?page=1", "listThings"),
        ("GET", "https://h/things/7?x=/things/special", "getThing"),
        ("GET", "https://h/things/special", "getSpecial"),
        ("GET", "https://h/things/speci%61l", "getSpecial"),
        ("GET", "https://h/things/latest", "getThing"),
        ("GET", "https://h/others/latest", "getLatest"),
        ("GET", "https://h/things/a%2Fb", "getThing"),
        ("DELETE", "https://h/things/7", "DELETE /things/{id}"),
        ("HEAD", "https://h/things/7", "getThing"),
    ])
    func matches(method: String, url: String, expected: String) throws {
        #expect(try id(method, url) == expected)
    }

    @Test(arguments: [
        ("POST", "https://h/things"), ("GET", "https://h/"), ("GET", "https://h"), ("GET", "https://h/things/7/8"),
        ("GET", "https://h/things//"), ("get", "https://h/things"), ("HEAD", "https://h/nothing"), ("GET", ""),
        ("GET", "https://h/%"),
    ])
    func doesNotMatch(method: String, url: String) throws {
        #expect(try id(method, url) == nil)
    }

    @Test func stripsTheBasePath() throws {
        #expect(try id("GET", "https://h/api/things", basePath: "/api") == "listThings")
    }

    @Test func readsParametersAndAnswers() throws {
        let thing = try #require(try Documents.table().operation(named: "getThing"))
        #expect(thing.parameters.map(\.name) == ["order[startDate]", "id"])
        #expect(thing.parameters.map(\.isRequired) == [false, true])
        #expect(thing.statuses == ["200", "default"])
        #expect(thing.mediaTypes == ["application/ld+json"])
        #expect(thing.response(for: 200)?.pointer == "/components/responses/Thing")
        #expect(thing.response(for: 418)?.status == "default")
        #expect(thing.label == "GET /things/{id}")
    }

    @Test func aStatusIsFoundExactlyThenByClass() throws {
        let list = try #require(try Documents.table().operation(named: "listThings"))
        #expect(list.response(for: 404)?.status == "404")
        #expect(list.response(for: 503)?.status == "5XX")
        #expect(list.response(for: 401) == nil)
        #expect(list.response(for: 50) == nil)
    }

    @Test func aDocumentWithErrorsLoadsAsFarAsItCan() throws {
        let table = try Documents.table(
            """
            openapi: 3.0.3
            paths:
              /a:
                get:
                  parameters:
                    - { name: id, in: path, required: true }
                    - { name: id, in: path, required: false }
                    - { in: query }
                    - $ref: '#/components/parameters/Missing'
                    - 7
                  responses:
                    200: { description: a number as a key }
                    201: { $ref: '#/components/responses/A' }
                post: 7
              /b: { $ref: '#/paths/~1b' }
              /c: null
              x-note: no path
              /d:
                get: {}
            components:
              responses:
                A: { $ref: '#/components/responses/B' }
                B: { $ref: '#/components/responses/A' }
            """
        )
        #expect(table.operations.map(\.label) == ["GET /a", "GET /d"])
        #expect(table.operations.first?.statuses == ["200"])
        #expect(
            table.defects.map(\.pointer) == [
                // Without a schema; not in the path.
                "/paths/~1a/get/parameters/0", "/paths/~1a/get/parameters/0",
                // Without a schema; not required; there already.
                "/paths/~1a/get/parameters/1", "/paths/~1a/get/parameters/1", "/paths/~1a/get/parameters/1",
                "/paths/~1a/get/parameters/2", "/paths/~1a/get/parameters/3",
                "/paths/~1a/get/parameters/4", "/paths/~1a/get/responses/201", "/paths/~1a/post", "/paths/~1b",
                "/paths/~1c", "/paths/~1d/get", "/components/responses/A", "/components/responses/B",
            ]
        )
    }

    @Test(arguments: [
        ("swagger: '2.0'", "Swagger 2.0"), ("a: 1", "no `openapi` field"), ("openapi: 4.0.0", "4.0.0"),
        ("openapi: 3.1.0", "no paths"),
        ("- 1", "no `openapi` field"), ("{\"openapi\": \"3.1.0\", \"paths\": {}}", "no paths"),
        ("a: [", "can't be read"),
        ("", ""),
    ])
    func refusesWhatIsNoContract(text: String, reason: String) {
        let error = #expect(throws: DocumentError.self) { try Contract(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(reason) == true || reason.isEmpty)
    }

    @Test func theVendorsDocumentLoads() throws {
        guard let bytes = SharedFiles.read("kadence/public-api-openapi.yml") else { return }
        let table = try Contract(parsing: bytes).operations
        #expect(table.operations.count == 27)
        let bookings = "/v1/public/users/{id}/bookings"
        #expect(table.match(method: "GET", url: Array("/v1/public/users/x/bookings".utf8))?.pathTemplate == bookings)
        #expect(table.defects.contains { $0.pointer.hasPrefix("/paths/~1v1~1public~1users~1{id}~1bookings") })
    }
}
