import Foundation
import Testing

@testable import APIDocument

/// Documents for tests.
enum Documents {
    static let things = """
        openapi: 3.1.0
        paths:
          /things:
            get:
              operationId: listThings
              responses:
                '200':
                  description: fine
                  content:
                    application/json: {}
                    text/csv: {}
                '404':
                  description: gone
                5XX:
                  description: failed
          /things/{id}:
            parameters:
              - { name: id, in: path, required: true, schema: {} }
            get:
              operationId: getThing
              parameters:
                - { name: 'order[startDate]', in: query, schema: {} }
                - { name: Accept, in: header, schema: {} }
              responses:
                '200':
                  $ref: '#/components/responses/Thing'
                default:
                  description: else
            delete:
              responses:
                '204': { description: gone }
          /things/special:
            get:
              operationId: getSpecial
              responses:
                '200': { description: fine }
          /{kind}/latest:
            parameters:
              - { name: kind, in: path, required: true, schema: {} }
            get:
              operationId: getLatest
              responses:
                '200': { description: fine }
        components:
          responses:
            Thing:
              description: one
              content:
                application/ld+json: {}
        """

    static func table(_ text: String = things) throws -> OperationTable {
        try contract(text).operations
    }

    static func contract(_ text: String, _ others: [String: String] = [:]) throws -> Contract {
        try Contract(parsing: Array(text.utf8), source: MemoryDocumentSource(texts: others))
    }

    /// The vendor's document; nil, and a line that says so, where it is not there.
    static func vendor() throws -> Contract? {
        guard let bytes = SharedFiles.read("kadence/public-api-openapi.yml") else { return nil }
        return try Contract(parsing: bytes, name: "public-api-openapi.yml")
    }
}

/// Files beside the repository, which need not be there.
enum SharedFiles {
    static func read(_ name: String, from file: String = #filePath) -> [UInt8]? {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = root.deletingLastPathComponent().appending(path: "shared").appending(path: name)
        guard let data = try? Data(contentsOf: url) else {
            print("skipped: \(url.path) is not there")
            return nil
        }
        return Array(data)
    }
}
