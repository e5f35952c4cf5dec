import JSONSchema
import JSONTree
import Testing

@Suite struct KeywordTests {
    /// Schema, values that fit, values that don't.
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: String
        let fits: [String]
        let fails: [String]
        var testDescription: String { schema }

        init(_ schema: String, fits: [String], fails: [String]) {
            self.schema = schema
            self.fits = fits
            self.fails = fails
        }
    }

    static let cases = [
        Case(
            #"{"type":"integer"}"#,
            fits: ["1", "1.0", "10e-1", "-0", "1e999999999"],
            fails: ["1.5", "\"1\"", "1e-1", "true"]
        ),
        Case(#"{"type":["string","null"]}"#, fits: ["\"\"", "null"], fails: ["0", "[]", "{}"]),
        Case(
            #"{"minimum":1.5}"#,
            fits: ["1.5", "15e-1", "1.50", "2", "\"x\""],
            fails: ["1.49999999999999999999", "-2"]
        ),
        Case(#"{"exclusiveMaximum":10}"#, fits: ["9.999999999999999999999999"], fails: ["10", "1e1", "10.0", "1e400"]),
        Case(
            #"{"maximum":123456789012345678901234567890}"#,
            fits: ["123456789012345678901234567890", "123456789012345678901234567889"],
            fails: ["123456789012345678901234567891", "1e40"]
        ),
        Case(#"{"multipleOf":0.01}"#, fits: ["19.99", "0", "4.35", "1e308"], fails: ["0.001", "19.999"]),
        Case(#"{"multipleOf":3}"#, fits: ["9", "-3", "0.0", "3e5", "99999999999999999999999"], fails: ["10", "1e20"]),
        Case(
            #"{"multipleOf":1000000000000000000000007}"#,
            fits: ["2000000000000000000000014", "1000000000000000000000007e3"],
            fails: ["2000000000000000000000015", "1"]
        ),
        Case(
            #"{"minLength":2,"maxLength":3}"#,
            fits: [#""äö""#, #""😀😀😀""#, #""\ud83d\ude00é""#],
            fails: ["\"a\"", "\"abcd\"", #""\u0061""#]
        ),
        Case(#"{"pattern":"^a+$"}"#, fits: ["\"aaa\"", #""\u0061""#, "1"], fails: ["\"ab\"", "\"\""]),
        Case(#"{"minItems":1,"maxItems":2}"#, fits: ["[1]", "[1,2]", "{}"], fails: ["[]", "[1,2,3]"]),
        Case(
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}"#,
            fits: ["[]", "[\"a\"]", "[\"a\",1,2]"],
            fails: ["[1]", "[\"a\",\"b\"]"]
        ),
        Case(#"{"items":false}"#, fits: ["[]", "1"], fails: ["[1]"]),
        Case(
            #"{"contains":{"type":"string"},"minContains":2,"maxContains":3}"#,
            fits: ["[\"a\",1,\"b\"]"],
            fails: ["[\"a\"]", "[\"a\",\"b\",\"c\",\"d\"]"]
        ),
        Case(
            #"{"uniqueItems":true}"#,
            fits: ["[1,2]", "[1,true]", "[0,false]", #"[{"a":1},{"a":2}]"#, "[[1],[2]]", #"["1",1]"#],
            fails: ["[1,1.0]", #"[{"a":1,"b":2},{"b":2.0,"a":10e-1}]"#, #"["a","\u0061"]"#, "[[[]],[[]]]"]
        ),
        Case(
            #"{"required":["a","b"]}"#,
            fits: [#"{"a":1,"b":2}"#, #"{"\u0061":1,"b":1}"#, "1"],
            fails: [#"{"a":1}"#, "{}"]
        ),
        Case(#"{"minProperties":1,"maxProperties":1}"#, fits: [#"{"a":1}"#], fails: ["{}", #"{"a":1,"b":1}"#]),
        Case(
            #"{"properties":{"a":{"type":"number"}},"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false}"#,
            fits: [#"{"a":1,"x1":"s"}"#, "{}"],
            fails: [#"{"a":"s"}"#, #"{"x1":1}"#, #"{"b":1}"#]
        ),
        Case(#"{"propertyNames":{"maxLength":2}}"#, fits: [#"{"ab":1}"#], fails: [#"{"abc":1}"#]),
        Case(#"{"dependentRequired":{"a":["b"]}}"#, fits: [#"{"b":1}"#, #"{"a":1,"b":1}"#], fails: [#"{"a":1}"#]),
        Case(
            #"{"dependentSchemas":{"a":{"minProperties":2}}}"#,
            fits: [#"{"b":1}"#, #"{"a":1,"b":1}"#],
            fails: [#"{"a":1}"#]
        ),
        Case(
            #"{"dependencies":{"a":["b"],"c":{"minProperties":2}}}"#,
            fits: ["{}", #"{"a":1,"b":1}"#],
            fails: [#"{"a":1}"#, #"{"c":1}"#]
        ),
        Case(
            #"{"enum":[1,"a",null,{"x":[1,2]}]}"#,
            fits: ["1.0", "\"a\"", #""\u0061""#, "null", #"{"x":[1,2.0]}"#],
            fails: ["2", "\"b\"", "false", #"{"x":[2,1]}"#, "{}"]
        ),
        Case(#"{"const":{"a":1,"b":[true]}}"#, fits: [#"{"b":[true],"a":1e0}"#], fails: [#"{"a":1}"#, "null"]),
        Case(#"{"allOf":[{"type":"number"},{"minimum":2}]}"#, fits: ["2"], fails: ["1", "\"a\""]),
        Case(#"{"anyOf":[{"type":"string"},{"minimum":2}]}"#, fits: ["2", "\"a\"", "null"], fails: ["1"]),
        Case(#"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, fits: ["1", "2.5"], fails: ["3", "1.5"]),
        Case(#"{"not":{"type":"string"}}"#, fits: ["1"], fails: ["\"a\""]),
        Case(
            #"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#,
            fits: [#"{"a":1,"b":1}"#, #"{"c":1}"#],
            fails: [#"{"a":1}"#, "{}"]
        ),
        Case(
            #"{"anyOf":[{"properties":{"a":true},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"#,
            fits: [#"{"a":1}"#, #"{"a":1,"b":1}"#],
            fails: [#"{"a":1,"c":1}"#, "{}"]
        ),
        Case(
            #"{"prefixItems":[true],"contains":{"const":"x"},"unevaluatedItems":false}"#,
            fits: [#"[1,"x"]"#],
            fails: [#"[1,"x",2]"#, "[1]"]
        ),
        Case(
            ##"{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"number"}}}}}"##,
            fits: [#"{"v":1,"next":{"v":2,"next":{}}}"#],
            fails: [#"{"v":1,"next":{"next":{"v":"x"}}}"#]
        ),
        Case("true", fits: ["1", "null"], fails: []),
        Case("false", fits: [], fails: ["1", "null", "{}"]),
        Case("{}", fits: ["[]"], fails: []),
        Case(#"{"minLength":2.0}"#, fits: ["\"ab\""], fails: ["\"a\""]),
        Case(
            #"{"unknown":{"type":"string"},"contentEncoding":"base64","format":"date","title":7}"#,
            fits: ["\"x\"", "1"],
            fails: []
        ),
        Case(#"{"$schema":"https://json-schema.org/draft/2020-12/schema#","const":1}"#, fits: ["1"], fails: ["2"]),
    ]

    @Test(arguments: cases) func judgesByTheKeyword(_ entry: Case) throws {
        let program = try program(entry.schema)
        #expect(program.defects.isEmpty)
        for instance in entry.fits { #expect(try verdict(program, instance) == .valid, "\(instance)") }
        for instance in entry.fails { #expect(try verdict(program, instance) == .invalid, "\(instance)") }
    }

    @Test func moreRequiredKeysThanAWordHasBits() throws {
        let names = (0..<150).map { "\"k\($0)\"" }
        let program = try program(#"{"required":["# + names.joined(separator: ",") + "]}")
        let all = "{" + names.map { $0 + ":1" }.joined(separator: ",") + "}"
        let less = "{" + names.dropLast().map { $0 + ":1" }.joined(separator: ",") + ",\"k0\":2}"
        #expect(try verdict(program, all) == .valid)
        #expect(try verdict(program, less) == .invalid)
    }

    @Test func formatAssertsWhereAsked() throws {
        let schema = #"{"format":"date"}"#
        var options = SchemaOptions()
        #expect(try verdict(schema, "\"2026-13-01\"") == .valid)
        options.assertsFormat = true
        #expect(try verdict(schema, "\"2026-13-01\"", options: options) == .invalid)
        #expect(try verdict(schema, "\"2026-12-01\"", options: options) == .valid)
        #expect(try verdict(#"{"format":"nobody-knows-it"}"#, "\"x\"", options: options) == .valid)
    }

    @Test func theMetaschemaJudgesSchemas() throws {
        let schema = #"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#
        #expect(try verdict(schema, #"{"type":"object","properties":{"a":{"minLength":1}}}"#) == .valid)
        #expect(try verdict(schema, #"{"properties":{"a":{"allOf":[{"minLength":-1}]}}}"#) == .invalid)
        #expect(try verdict(schema, #"{"type":"float"}"#) == .invalid)
        #expect(try verdict(schema, #"{"$defs":{"x":3}}"#) == .invalid)
        #expect(try verdict(schema, "true") == .valid)
    }
}
