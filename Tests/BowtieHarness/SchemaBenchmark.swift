import Foundation
import JSONSchema
import JSONTree

/// Times parsing and checking, for `Tests/Benchmarks/schema.sh`.
///
/// A file holds an array of `{"schema": …, "instances": [text, …]}`, the instances as strings of JSON text.
struct SchemaBenchmark {
    private let cases: [(program: SchemaProgram, instances: [[UInt8]])]
    private let compileSeconds: Double

    init(file: String) throws {
        let document = try JSONDocument.parse(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
        var sources: [(document: JSONDocument, instances: [[UInt8]])] = []
        for element in document.root.elements {
            guard let schema = element["schema"], let instances = element["instances"] else { continue }
            let parsed = try JSONDocument.parse(schema.lexeme)
            sources.append((parsed, instances.elements.compactMap { $0.stringBytes }))
        }
        var cases: [(program: SchemaProgram, instances: [[UInt8]])] = []
        var options = SchemaOptions()
        options.assertsFormat = true
        let clock = ContinuousClock()
        let start = clock.now
        for (schema, instances) in sources {
            var resources = SchemaResources()
            resources.add(schema, uri: "urn:benchmark:schema")
            let place = SchemaPlace(document: "urn:benchmark:schema", pointer: "")
            cases.append((try SchemaProgram(compiling: place, in: resources, options: options), instances))
        }
        compileSeconds = SchemaBenchmark.seconds(clock.now - start)
        self.cases = cases
    }

    /// One line: what a round took at best to parse, to check, and both, in microseconds; the verdicts' count.
    func run(rounds: Int) throws -> String {
        let clock = ContinuousClock()
        var parse = Double.infinity
        var check = Double.infinity
        var both = Double.infinity
        var valid = 0
        for _ in 0..<rounds {
            let start = clock.now
            let documents = try cases.map { try $0.instances.map { try JSONDocument.parse($0) } }
            let parsed = clock.now
            valid = 0
            for (entry, documents) in zip(cases, documents) {
                for document in documents where entry.program.isValid(document.root) == true { valid += 1 }
            }
            let end = clock.now
            parse = min(parse, SchemaBenchmark.seconds(parsed - start))
            check = min(check, SchemaBenchmark.seconds(end - parsed))
            both = min(both, SchemaBenchmark.seconds(end - start))
        }
        let figures = [parse, check, both, compileSeconds].map { String(format: "%.1f", $0 * 1e6) }
        return figures.joined(separator: " ") + " \(valid)"
    }

    /// How long it takes to compile every component schema of an OpenAPI 3.1 document (JSON), at best, as a line.
    static func compile(_ file: String, rounds: Int) throws -> String {
        let document = try JSONDocument.parse(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
        let uri = "urn:benchmark:document"
        let names = document.root["components"]?["schemas"]?.members.compactMap { $0.key.string } ?? []
        let places = names.map {
            SchemaPlace(document: uri, pointer: JSONPointer(["components", "schemas", $0]).description)
        }
        var resources = SchemaResources()
        resources.add(document, uri: uri)
        var options = SchemaOptions()
        options.dialect = .openAPI31
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = clock.now
            _ = SchemaLibrary(compiling: places, in: resources, options: options)
            best = min(best, seconds(clock.now - start))
        }
        return "\(places.count) schemas compiled in \(String(format: "%.2f", best * 1e3)) ms"
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
