import ExchangeModel
import TestSupport
import Testing

@testable import APIDocument

/// Documents that somebody broke: whatever comes out, it is an error or a contract, never a crash.
@Suite struct MutatedDocumentTests {
    private static let small = """
        openapi: 3.1.0
        servers: [{ url: 'https://{r}.example.test/{v}', variables: { r: { enum: [a, b] } } }]
        security: [{ key: [] }]
        paths:
          /things/{id}.{kind}:
            parameters: [{ name: id, in: path, required: true, style: matrix, explode: true, schema: { type: array } }]
            get:
              operationId: x
              parameters:
                - { name: 'f', in: query, style: deepObject, schema: { $ref: '#/components/schemas/A' } }
                - { name: 'g[h]', in: query, schema: { type: [integer, 'null'] } }
              responses:
                '200': { $ref: '#/components/responses/R' }
                4XX: { description: no, content: { application/json: { schema: { $ref: 'other.yaml#/B' } } } }
        components:
          responses:
            R: { description: y, headers: { X: { schema: { type: integer } } }, content: { a/b: { schema: { $ref: '#/components/schemas/A' } } } }
          schemas:
            A: { type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' }, b: { enum: [1, null], nullable: true } } }
            C: { allOf: [{ $ref: '#/components/schemas/A' }, { oneOf: [{ const: 1 }, { pattern: '^a+$' }] }], example: { a: 1 } }
        """
    private static let overlay = """
        overlay: 1.0.0
        actions:
          - { target: "$.paths.*.get.parameters[?@.name == 'f' || !@.in]", remove: true }
          - { target: '$..schemas.*', update: { type: object, required: [z], properties: { z: {} } } }
          - { target: '$.servers[::-1]', update: { url: /x } }
        """

    private func exercise(_ bytes: [UInt8], _ original: Contract) -> Bool {
        let others = MemoryDocumentSource(texts: ["other.yaml": "B: { $ref: 'openapi.yml#/components/schemas/C' }"])
        guard let contract = try? Contract(parsing: bytes, source: others) else { return false }
        let url = Array("https://a.example.test/v/things/;id=1;id=2.x?f[a]=1&g[h]=&f[b][c]=3&%zz=+".utf8)
        for reading in ContractReading.allCases {
            let compiled = contract.compiled(reading)
            if let match = contract.operations.find(method: "GET", url: url) {
                _ = ParameterReader(contract: compiled).read(match, url: url, headers: ["X": "1, 2"])
            }
        }
        for operation in contract.operations.operations {
            for response in operation.responses {
                for content in response.content {
                    _ = contract.examples(at: content.place)
                    if let schema = content.schema {
                        _ = contract.assembledExample(at: schema)
                        _ = contract.nearestExample(to: schema)
                    }
                }
            }
        }
        _ = ContractDiff(from: original, to: contract).summary
        _ = ContractDiff(from: contract, to: original).summary
        if let overlay = try? Overlay(parsing: Array(MutatedDocumentTests.overlay.utf8)) {
            _ = try? contract.applying(overlay)
        }
        return true
    }

    private func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard bytes.count > 8 else { break }
            let position = Int.random(in: 0..<(bytes.count - 8), using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(position..<(position + Int.random(in: 1...8, using: &random)))
            case 2: bytes.insert(contentsOf: "null".utf8, at: position)
            case 3: bytes.insert(contentsOf: "$ref".utf8, at: position)
            case 4:
                let length = Int.random(in: 1...min(60, bytes.count - position), using: &random)
                bytes.insert(contentsOf: bytes[position..<(position + length)], at: position)
            default:
                // A word becomes another one of the document's.
                let other = Int.random(in: 0..<(bytes.count - 8), using: &random)
                bytes.replaceSubrange(position..<(position + 4), with: bytes[other..<(other + 4)])
            }
        }
        return bytes
    }

    @Test func aSmallDocument() throws {
        let bytes = Array(MutatedDocumentTests.small.utf8)
        let original = try Documents.contract(MutatedDocumentTests.small)
        #expect(exercise(bytes, original))
        var random = SeededGenerator(seed: 7)
        var loaded = 0
        for _ in 0..<200 where exercise(mutated(bytes, &random), original) { loaded += 1 }
        // The mutations have to get beyond the parser to show anything.
        #expect(loaded > 20)
    }

    @Test func theVendorsDocument() throws {
        guard let bytes = SharedFiles.read("kadence/public-api-openapi.yml"), let original = try Documents.vendor()
        else {
            return
        }
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2 { _ = exercise(mutated(bytes, &random), original) }
    }
}
