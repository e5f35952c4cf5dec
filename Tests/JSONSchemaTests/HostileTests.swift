import Foundation
import JSONSchema
import JSONTree
import Testing

/// What a hostile schema or answer may cost. Nothing asserts on time: what is not linear would not end here.
@Suite struct HostileTests {
    @Test func referencesThatFanOutEndInABudget() throws {
        var definitions: [String] = []
        for level in 0..<64 {
            let next = "{\"$ref\":\"#/$defs/n\(level + 1)\"}"
            definitions.append("\"n\(level)\":{\"allOf\":[\(next),\(next)]}")
        }
        definitions.append("\"n64\":{\"type\":[\"number\",\"string\"]}")
        let schema = "{\"$ref\":\"#/$defs/n0\",\"$defs\":{\(definitions.joined(separator: ","))}}"
        let result = try program(schema).evaluate(try json("1").root)
        #expect(result.verdict == .notEvaluable)
        #expect(result.unjudged.first?.message == "the evaluation takes too many steps")
    }

    @Test func deepValuesAndDeepSchemasNeverOverflowASmallStack() throws {
        var limits = JSONLimits()
        limits.depth = 20_000
        let depth = 10_000
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let deep = try JSONDocument.parse(Array(arrays.utf8), limits: limits)
        let nested = String(repeating: #"{"not":"#, count: 5_000) + "{}" + String(repeating: "}", count: 5_000)
        var resources = SchemaResources()
        resources.add(try JSONDocument.parse(Array(nested.utf8), limits: limits), uri: home)
        let place = SchemaPlace(document: home, pointer: "")
        let programs = [
            try program(##"{"items":{"$ref":"#"}}"##),
            try program(##"{"items":{"allOf":[{"$ref":"#"},{"type":"array"}]},"unevaluatedItems":false}"##),
            try program(#"{"const":[[[[]]]]}"#), try program(#"{"enum":[[[[]]],{"a":1}]}"#),
            try program(#"{"uniqueItems":true,"items":{"uniqueItems":true}}"#),
            try SchemaProgram(compiling: place, in: resources),
        ]
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            for program in programs {
                _ = program.isValid(deep.root)
                _ = program.evaluate(deep.root)
            }
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        done.wait()
        // Ordinary depth is judged.
        let ordinary = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        #expect(try verdict(programs[0], ordinary) == .valid)
    }

    @Test func hugeEnumsArraysAndKeysAreLookedUpByHash() throws {
        let values = (0..<20_000).map { "\"value\($0)\",\($0)" }.joined(separator: ",")
        let program = try program("{\"items\":{\"enum\":[\(values)]},\"uniqueItems\":true}")
        #expect(try verdict(program, "[\(values)]") == .valid)
        #expect(try verdict(program, "[\(values),20000]") == .invalid)
        #expect(try verdict(program, "[\(values),7e0]") == .invalid)
        let objects = (0..<20_000).map { "{\"a\":\($0),\"b\":[\($0)]}" }.joined(separator: ",")
        #expect(try verdict(#"{"uniqueItems":true}"#, "[\(objects)]") == .valid)
        #expect(try verdict(#"{"uniqueItems":true}"#, "[\(objects),{\"b\":[1.0],\"a\":1}]") == .invalid)
        let members = (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let keys = (0..<20_000).map { "\"k\($0)\"" }.joined(separator: ",")
        #expect(try verdict("{\"required\":[\(keys)]}", "{\(members)}") == .valid)
        let repeated = Array(repeating: "\"k\":1", count: 20_000).joined(separator: ",")
        #expect(try verdict("{\"const\":{\(repeated)}}", "{\(repeated)}") == .valid)
    }

    @Test func numbersOfAnySizeCostTheirLength() throws {
        let long = String(repeating: "9", count: 300_000)
        #expect(try verdict(#"{"type":"integer","minimum":0,"multipleOf":3}"#, long) == .valid)
        #expect(try verdict(#"{"type":"integer"}"#, "1e999999999999999999999") == .valid)
        #expect(try verdict(#"{"type":"integer"}"#, "1e-999999999999999999999") == .invalid)
        #expect(try verdict(#"{"maximum":1e400}"#, "1e999999999") == .invalid)
        #expect(try verdict(#"{"multipleOf":7}"#, "1e999999999") == .invalid)
        #expect(try verdict(#"{"multipleOf":2.5e-7}"#, "5e999999999") == .valid)
        #expect(try verdict(#"{"const":1e999999999}"#, "10e999999998") == .valid)
        #expect(try verdict(#"{"multipleOf":1e-999999999}"#, "1") == .valid)
        #expect(try verdict(#"{"minLength":1e300}"#, "\"a\"") == .invalid)
        #expect(try verdict(#"{"maxLength":1e300}"#, "\"a\"") == .valid)
    }

    @Test func aLargeBodyThatFailsEverywhere() throws {
        let item = #"{"id":"x","n":"not a number","tags":["a","b"],"u":{"email":1}}"#
        let body = "[" + Array(repeating: item, count: 20_000).joined(separator: ",") + "]"
        let schema = ##"""
            {"items":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/item"}]},"$defs":{"item":{"properties":{
             "n":{"type":"number"},"u":{"properties":{"email":{"type":"string"}}},"tags":{"items":{"enum":["a","c"]}}}}}}
            """##
        let result = try program(schema).evaluate(try json(body).root)
        #expect(body.utf8.count > 1_000_000)
        #expect(result.verdict == .invalid)
        #expect(result.failures.count == 100)
    }

    @Test func manyPatternsAndManyNames() throws {
        let patterns = (0..<200).map { "\"^(a|b)*c\($0)$\":{\"type\":\"number\"}" }.joined(separator: ",")
        let members = (0..<2_000).map { "\"\(String(repeating: "ab", count: 20))c\($0)\":1" }.joined(separator: ",")
        let schema = "{\"patternProperties\":{\(patterns)},\"additionalProperties\":{\"type\":\"number\"}}"
        #expect(try verdict(schema, "{\(members)}") == .valid)
    }
}
