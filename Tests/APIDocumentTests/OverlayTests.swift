import JSONTree
import Testing
import YAMLTree

@testable import APIDocument

@Suite struct OverlayTests {
    private static let document = """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        servers: [{ url: https://a }]
        paths:
          /a:
            get:
              operationId: getA
              tags: [x]
              parameters:
                - { name: p, in: query, schema: { type: string, enum: [a] } }
                - { name: q, in: query, schema: { type: string } }
              responses: { '200': { description: fine } }
          /b:
            get:
              operationId: getB
              responses: { '200': { description: fine } }
        """

    private func loaded(_ text: String = document) throws -> LoadedDocument {
        let yaml = try YAMLDocument.parse(Array(text.utf8))
        return LoadedDocument(uri: "file:///openapi.yml", name: "openapi.yml", yaml: yaml)
    }

    private func apply(_ actions: String) throws -> OverlayResult {
        let text = "overlay: 1.0.0\ninfo: { title: O, version: '2' }\nactions:\n" + actions
        return try Overlay(parsing: Array(text.utf8)).apply(to: try loaded())
    }

    private func value(_ pointer: String, _ result: OverlayResult) throws -> String? {
        let pointer = try #require(JSONPointer(parsing: pointer))
        return result.document.json.node(at: pointer).map { String(decoding: $0.lexeme, as: UTF8.self) }
    }

    @Test func objectsMergeListsGrowScalarsAreReplaced() throws {
        let result = try apply(
            """
              - target: $.info
                update: { title: New, contact: { name: me } }
              - target: $.servers
                update: { url: https://b }
              - target: $.paths['/a'].get
                update: { tags: [y, z], responses: { '200': { description: better }, '404': { description: gone } } }
              - target: $.info.version
                update: '3'
            """
        )
        #expect(try value("/info", result) == #"{"title":"New","version":"3","contact":{"name":"me"}}"#)
        #expect(try value("/servers", result) == #"[{"url":"https://a"},{"url":"https://b"}]"#)
        #expect(try value("/paths/~1a/get/tags", result) == #"["x","y","z"]"#)
        #expect(
            try value("/paths/~1a/get/responses", result)
                == #"{"200":{"description":"better"},"404":{"description":"gone"}}"#
        )
        #expect(result.warnings.isEmpty)
        #expect(result.applications.map(\.matches) == [1, 1, 1, 1])
        #expect(Set(result.applications[0].changed) == ["/info/title", "/info/contact"])
        #expect(result.applications[1].changed == ["/servers/1"])
        #expect(result.actions(touching: "/paths/~1a/get/responses/404/description").map(\.action) == [2])
        #expect(result.actions(touching: "/paths/~1b").isEmpty)
    }

    @Test func removing() throws {
        let result = try apply(
            """
              - target: $.paths.*.get.parameters[?@.name == 'p']
                remove: true
                update: { ignored: true }
                x-reason: it is not there
              - target: $.paths['/b']
                remove: true
              - target: $
                remove: true
            """
        )
        #expect(try value("/paths/~1a/get/parameters", result)?.contains(#""name":"q""#) == true)
        #expect(try value("/paths/~1a/get/parameters/1", result) == nil)
        #expect(try value("/paths/~1b", result) == nil)
        #expect(result.applications[0].removed == ["/paths/~1a/get/parameters/0"])
        #expect(result.applications[0].reason == "it is not there")
        #expect(result.warnings.map(\.action) == [2])
    }

    @Test func whatMatchesNothingIsSaid() throws {
        let result = try apply("  - target: $.paths['/c'].get\n    update: { summary: x }\n")
        #expect(
            result.warnings.map(\.description).first?.hasPrefix("overlay.yml:4: the target matches nothing") == true
        )
        #expect(result.applications.map(\.matches) == [0])
    }

    @Test func anUpdateThatDoesNotFitIsSaid() throws {
        let result = try apply("  - target: $.info\n    update: [1]\n")
        #expect(result.warnings.count == 1)
        #expect(try value("/info/title", result) == #""T""#)
    }

    @Test func whatIsNotTouchedKeepsItsLine() throws {
        let result = try apply(
            """
              - target: $.paths['/a'].get.parameters[0]
                remove: true
              - target: $.paths['/b'].get
                update: { summary: new }
            """
        )
        func line(_ pointer: String) throws -> Int? {
            let pointer = try #require(JSONPointer(parsing: pointer))
            return result.document.json.node(at: pointer).flatMap { result.document.line(of: $0) }
        }
        #expect(try line("/paths/~1a/get/parameters/0/name") == 11)
        #expect(try line("/paths/~1b/get/operationId") == 15)
        #expect(try line("/paths/~1b/get/summary") == nil)
    }

    @Test func aContractIsReadAnewAndItsDefectsKeepTheirLines() throws {
        let contract = try Documents.contract(
            OverlayTests.document.replacing("description: fine } }\n  /b", with: "$ref: '#/nowhere' } }\n  /b")
        )
        #expect(contract.defects.map(\.line) == [12])
        let text = "overlay: 1.0.0\nactions:\n  - { target: '$.paths.*.get', update: { summary: x } }"
        let (changed, result) = try contract.applying(try Overlay(parsing: Array(text.utf8)))
        #expect(changed.defects.map(\.line) == [12])
        #expect(changed.defects.map(\.kind) == [.danglingReference])
        #expect(result.applications[0].changed == ["/paths/~1a/get/summary", "/paths/~1b/get/summary"])
    }

    @Test(arguments: [
        ("a: 1", 1, "no `overlay`"), ("overlay: 2.0.0", 1, "2.0.0"), ("overlay: 1.0.0", 1, "no `actions`"),
        ("overlay: 1.0.0\nactions: []", 2, "no `actions`"),
        ("overlay: 1.0.0\nactions:\n- update: {}", 3, "no `target`"),
        ("overlay: 1.0.0\nactions:\n- target: $.a", 3, "neither"),
        ("overlay: 1.0.0\nactions:\n- target: $.a\n  remove: 1", 4, "neither true nor false"),
        ("overlay: 1.0.0\nactions:\n- target: a.b\n  remove: true", 3, "not a JSONPath"),
        ("overlay: [", 2, "can't be read"),
    ])
    func refusesWhatIsNoOverlay(text: String, line: Int, reason: String) throws {
        let error = #expect(throws: OverlayError.self) { try Overlay(parsing: Array(text.utf8)) }
        #expect(error?.reason.contains(reason) == true)
        #expect(error?.line == line)
    }

    @Test func aTargetThatLooksAtTooMuchIsRefused() throws {
        let many = "openapi: 3.1.0\na: [" + Array(repeating: "[[1]]", count: 3_000).joined(separator: ",") + "]"
        let text = "overlay: 1.0.0\nactions:\n- target: $..[?count($..*) > 1]\n  remove: true"
        let overlay = try Overlay(parsing: Array(text.utf8))
        let document = try loaded(many)
        #expect(throws: OverlayError.self) { try overlay.apply(to: document) }
    }
}
