import Foundation
import JSONSchema
import JSONTree
import Testing

let home = "file:///schema.json"

func json(_ text: String) throws -> JSONDocument { try JSONDocument.parse(Array(text.utf8)) }

/// The program of a schema text.
func program(
    _ schema: String,
    options: SchemaOptions = SchemaOptions(),
    at pointer: String = "",
    with others: [String: String] = [:]
) throws -> SchemaProgram {
    var resources = SchemaResources()
    resources.add(try json(schema), uri: home)
    for (uri, text) in others { resources.add(try json(text), uri: uri) }
    return try SchemaProgram(
        compiling: SchemaPlace(document: home, pointer: pointer),
        in: resources,
        options: options
    )
}

/// The verdict of both ways, which must be the same.
func verdict(
    _ schema: String,
    _ instance: String,
    options: SchemaOptions = SchemaOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> SchemaResult.Verdict {
    let program = try program(schema, options: options)
    return try verdict(program, instance, sourceLocation: sourceLocation)
}

func verdict(
    _ program: SchemaProgram,
    _ instance: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> SchemaResult.Verdict {
    let document = try json(instance)
    let result = program.evaluate(document.root)
    let quick: SchemaResult.Verdict =
        switch program.isValid(document.root) {
        case true?: .valid
        case false?: .invalid
        case nil: .notEvaluable
        }
    #expect(quick == result.verdict, "isValid and evaluate disagree", sourceLocation: sourceLocation)
    #expect((result.verdict == .invalid) == !result.failures.isEmpty, sourceLocation: sourceLocation)
    #expect(result.verdict != .notEvaluable || !result.unjudged.isEmpty, sourceLocation: sourceLocation)
    return result.verdict
}

/// The shared test data's folder for JSON Schema; nil, and a line that says so, where it is not there.
func sharedSchemas() -> URL? {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder = root.deletingLastPathComponent().appending(path: "shared/json-schema")
    guard FileManager.default.fileExists(atPath: folder.path) else {
        print("skipped: ../shared/json-schema is not there")
        return nil
    }
    return folder
}

/// The JSON files below a folder, by their path in it, in order.
func jsonFiles(_ folder: URL) throws -> [(name: String, bytes: [UInt8])] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
    return try names.sorted().map { ($0, Array(try Data(contentsOf: folder.appending(path: $0)))) }
}
