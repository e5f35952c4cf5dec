import Foundation
import JSONTree
import TestSupport
import Testing

@testable import JSONSchema

/// The fast way and the traced way judge alike, on whatever they are given, and neither traps.
@Suite struct TwoWaysTests {
    private static let place = SchemaPlace(document: home, pointer: "")

    /// Judges both ways.
    ///
    /// - Returns: whether there was a verdict to compare.
    private func compare(_ schema: [UInt8], _ instance: [UInt8], _ options: SchemaOptions = SchemaOptions()) -> Bool {
        guard let document = try? JSONDocument.parse(schema), let value = try? JSONDocument.parse(instance) else {
            return false
        }
        var resources = SchemaResources()
        resources.add(document, uri: home)
        guard let program = try? SchemaProgram(compiling: TwoWaysTests.place, in: resources, options: options) else {
            return false
        }
        let quick = program.check(value.root)
        let traced = program.trace(value.root, lens: nil, limit: 20)
        let texts = { "\(String(decoding: schema, as: UTF8.self)) on \(String(decoding: instance, as: UTF8.self))" }
        if let quick {
            let expected: SchemaResult.Verdict = quick ? .valid : .invalid
            #expect(traced.verdict == expected, "\(texts())")
        }
        #expect((traced.verdict == .invalid) == !traced.failures.isEmpty, "\(texts())")
        #expect(traced.verdict != .notEvaluable || !traced.unjudged.isEmpty, "\(texts())")
        for failure in traced.failures + traced.unjudged {
            #expect(JSONPointer(parsing: failure.instancePointer) != nil && !failure.message.isEmpty, "\(texts())")
        }
        return true
    }

    /// Schemas and instances of the suite, or of the project's own tests where it is not there.
    private func material() throws -> (schemas: [[UInt8]], instances: [[UInt8]]) {
        var schemas = KeywordTests.cases.map { Array($0.schema.utf8) }
        var instances = KeywordTests.cases.flatMap { ($0.fits + $0.fails).map { Array($0.utf8) } }
        guard let folder = sharedSchemas() else { return (schemas, instances) }
        for (_, bytes) in try jsonFiles(folder.appending(path: "draft2020-12")) {
            for group in try JSONDocument.parse(bytes).root.elements {
                if let schema = group["schema"] { schemas.append(schema.lexeme) }
                guard let tests = group["tests"] else { continue }
                for test in tests.elements { if let data = test["data"] { instances.append(data.lexeme) } }
            }
        }
        return (schemas, instances)
    }

    @Test func anySchemaOnAnyInstance() throws {
        let (schemas, instances) = try material()
        var random = SeededGenerator(seed: 2026)
        var compared = 0
        for _ in 0..<4_000 {
            guard let schema = schemas.randomElement(using: &random),
                let instance = instances.randomElement(using: &random)
            else { continue }
            var options = SchemaOptions()
            options.assertsFormat = Bool.random(using: &random)
            if compare(schema, instance, options) { compared += 1 }
        }
        #expect(compared > 2_000)
        print("two ways: \(compared) pairs compared")
    }

    @Test func mutatedSchemasAndInstances() throws {
        let (schemas, instances) = try material()
        var random = SeededGenerator(seed: 31)
        var compared = 0
        for _ in 0..<6_000 {
            guard let schema = schemas.randomElement(using: &random),
                let instance = instances.randomElement(using: &random)
            else { continue }
            let mutated = mutate(schema, with: schemas, &random)
            let value = Bool.random(using: &random) ? mutate(instance, with: instances, &random) : instance
            var options = SchemaOptions()
            options.dialect = [.draft202012, .openAPI31, .openAPI30].randomElement(using: &random) ?? .draft202012
            options.honoursNullable = Bool.random(using: &random)
            options.direction = [.neither, .request, .response].randomElement(using: &random) ?? .neither
            if compare(mutated, value, options) { compared += 1 }
        }
        #expect(compared > 1_000)
        print("two ways: \(compared) mutated pairs compared")
    }

    /// Puts a value from elsewhere, or another word, in the place of one of the text's values or keys; or breaks a byte.
    private func mutate(_ text: [UInt8], with others: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        guard let document = try? JSONDocument.parse(text) else { return text }
        var splicer = JSONSplicer(document)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            guard let node = document.value(at: Int.random(in: 0..<document.valueCount, using: &random)) else {
                continue
            }
            let words = [
                "\"$ref\"", "\"#\"", "\"type\"", "\"items\"", "\"not\"", "null", "true", "false", "-1", "1e999", "[]",
                "{}",
                "\"\"", "\"unevaluatedProperties\"", "\"anyOf\"", "[{},{}]", "\"if\"", "\"then\"", "\"$dynamicRef\"",
                "\"#meta\"",
            ]
            let other = others.randomElement(using: &random) ?? []
            let word = Array((words.randomElement(using: &random) ?? "1").utf8)
            splicer.replace(node.range, with: Bool.random(using: &random) ? word : other)
        }
        var result = splicer.result()
        if Int.random(in: 0..<4, using: &random) == 0, !result.isEmpty {
            result[Int.random(in: 0..<result.count, using: &random)] = UInt8.random(in: 0x20..<0x7F, using: &random)
        }
        return result
    }

    @Test func generatedSchemasOnGeneratedInstances() {
        var random = SeededGenerator(seed: 77)
        for _ in 0..<3_000 {
            let schema = generatedSchema(3, &random)
            for _ in 0..<3 {
                #expect(compare(Array(schema.utf8), Array(generatedValue(3, &random).utf8)), "\(schema)")
            }
        }
    }

    private func pick(_ choices: [String], _ random: inout SeededGenerator) -> String {
        choices.randomElement(using: &random) ?? "true"
    }

    private func generatedSchema(_ depth: Int, _ random: inout SeededGenerator) -> String {
        guard depth > 0 else {
            return pick(
                [
                    "true", "false", "{}", #"{"type":"string"}"#, #"{"type":"integer"}"#, #"{"const":1}"#,
                    #"{"minLength":2}"#,
                    #"{"maximum":2}"#, #"{"enum":["a",null]}"#, #"{"type":"float"}"#, #"{"required":["a"]}"#,
                    ##"{"$ref":"#/$defs/d"}"##,
                    ##"{"$dynamicRef":"#dyn"}"##, ##"{"$ref":"#"}"##,
                ],
                &random
            )
        }
        var members: [String] = []
        let keywords = [
            "allOf", "anyOf", "oneOf", "not", "if", "properties", "patternProperties", "additionalProperties", "items",
            "prefixItems", "contains", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas", "propertyNames",
            "uniqueItems", "minProperties", "maxItems", "nullable", "type",
        ].shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        for keyword in keywords {
            let one = generatedSchema(depth - 1, &random)
            let two = generatedSchema(depth - 1, &random)
            switch keyword {
            case "allOf", "anyOf", "oneOf", "prefixItems": members.append("\"\(keyword)\":[\(one),\(two)]")
            case "if": members.append("\"if\":\(one),\"then\":\(two),\"else\":\(generatedSchema(depth - 1, &random))")
            case "properties", "patternProperties", "dependentSchemas":
                members.append("\"\(keyword)\":{\"a\":\(one),\"b\":\(two)}")
            case "uniqueItems", "nullable": members.append("\"\(keyword)\":true")
            case "minProperties", "maxItems": members.append("\"\(keyword)\":1")
            case "type": members.append("\"type\":[\"object\",\"array\"]")
            case "contains":
                members.append("\"contains\":\(one),\"minContains\":\(Int.random(in: 0...2, using: &random))")
            default: members.append("\"\(keyword)\":\(one)")
            }
        }
        if depth == 3 {
            members.append(
                "\"$defs\":{\"d\":\(generatedSchema(1, &random)),\"e\":{\"$dynamicAnchor\":\"dyn\",\"type\":\"array\"}}"
            )
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func generatedValue(_ depth: Int, _ random: inout SeededGenerator) -> String {
        let scalars = ["null", "true", "1", "1.0", "2.5", "-3", "\"a\"", "\"abc\"", "\"\"", "1e3"]
        guard depth > 0, Int.random(in: 0..<4, using: &random) > 0 else { return pick(scalars, &random) }
        let count = Int.random(in: 0...3, using: &random)
        if Bool.random(using: &random) {
            return "[" + (0..<count).map { _ in generatedValue(depth - 1, &random) }.joined(separator: ",") + "]"
        }
        let names = ["a", "b", "ab", "c"].shuffled(using: &random)
        return "{" + (0..<count).map { "\"\(names[$0])\":\(generatedValue(depth - 1, &random))" }.joined(separator: ",")
            + "}"
    }
}
