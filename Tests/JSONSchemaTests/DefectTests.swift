import JSONSchema
import JSONTree
import Testing

@Suite struct DefectTests {
    @Test(arguments: [
        (#"{"type":"float"}"#, "type", "1"),
        (#"{"type":["string","decimal"]}"#, "type", "1"),
        (#"{"type":7}"#, "type", "1"),
        (#"{"minimum":"1"}"#, "minimum", "1"),
        (#"{"multipleOf":0}"#, "multipleOf", "1"),
        (#"{"multipleOf":-2}"#, "multipleOf", "1"),
        (#"{"minLength":-1}"#, "minLength", "\"\""),
        (#"{"maxLength":1.5}"#, "maxLength", "\"\""),
        (#"{"pattern":"(?<=a)b"}"#, "pattern", "\"ab\""),
        (#"{"pattern":"("}"#, "pattern", "\"(\""),
        (#"{"pattern":3}"#, "pattern", "\"3\""),
        (#"{"required":true}"#, "required", "{}"),
        (#"{"required":["a",1]}"#, "required", #"{"a":1}"#),
        (#"{"properties":[]}"#, "properties", "{}"),
        (#"{"patternProperties":{"(":{}}}"#, "patternProperties", #"{"a":1}"#),
        (#"{"items":[{}]}"#, "items", "[1]"),
        (#"{"prefixItems":{}}"#, "prefixItems", "[1]"),
        (#"{"uniqueItems":"yes"}"#, "uniqueItems", "[]"),
        (#"{"enum":"a"}"#, "enum", "1"),
        (#"{"allOf":[]}"#, "allOf", "1"),
        (#"{"anyOf":{}}"#, "anyOf", "1"),
        (#"{"dependentRequired":{"a":"b"}}"#, "dependentRequired", "{}"),
        (#"{"$ref":7}"#, "$ref", "1"),
        (#"{"properties":{"a":null}}"#, "", #"{"a":1}"#),
        ("null", "", "1"),
        ("[]", "", "1"),
    ]) func whatCanNotBeCompiledIsOpenWhereItMatters(_ schema: String, _ keyword: String, _ instance: String) throws {
        let program = try program(schema)
        #expect(program.defects.map(\.keyword) == [keyword])
        #expect(try verdict(program, instance) == .notEvaluable)
        let result = program.evaluate(try json(instance).root)
        #expect(result.unjudged.first?.keyword == keyword)
        #expect(result.unjudged.first?.message.isEmpty == false)
    }

    @Test func aDefectMattersOnlyForValuesItConcerns() throws {
        #expect(try verdict(#"{"pattern":"(?=a)"}"#, "1") == .valid)
        #expect(try verdict(#"{"minimum":"x"}"#, "\"s\"") == .valid)
        #expect(try verdict(#"{"type":["string","decimal"]}"#, "\"s\"") == .valid)
        #expect(try verdict(#"{"anyOf":[{"type":"string"},{"type":"float"}]}"#, "\"s\"") == .valid)
        #expect(try verdict(#"{"anyOf":[{"type":"string"},{"type":"float"}]}"#, "1") == .notEvaluable)
        #expect(try verdict(#"{"not":{"type":"float"}}"#, "1") == .notEvaluable)
        #expect(try verdict(#"{"allOf":[{"type":"float"},{"minimum":5}]}"#, "1") == .invalid)
        #expect(try verdict(#"{"oneOf":[{"type":"float"},{"minimum":1},{"maximum":9}]}"#, "3") == .invalid)
        #expect(try verdict(#"{"if":{"type":"float"},"then":{"minimum":5},"else":{"minimum":9}}"#, "1") == .invalid)
        #expect(try verdict(#"{"if":{"type":"float"},"then":{"minimum":5},"else":{"minimum":9}}"#, "10") == .valid)
        #expect(try verdict(#"{"if":{"type":"float"},"then":{"minimum":5}}"#, "1") == .notEvaluable)
        let contains = #"{"contains":{"type":"float"},"minContains":0,"maxContains":1}"#
        #expect(try verdict(contains, "[1]") == .valid)
        #expect(try verdict(contains, "[1,2]") == .notEvaluable)
    }

    @Test func unevaluatedMembersBesideADefect() throws {
        let schema = #"{"anyOf":[{"properties":{"a":{"type":"float"}}}],"unevaluatedProperties":false}"#
        #expect(try verdict(schema, #"{"a":1}"#) == .notEvaluable)
        #expect(try verdict(schema, #"{"b":1}"#) == .invalid)
    }

    @Test func openAPI30ReadsItsOwnWay() throws {
        var options = SchemaOptions()
        options.dialect = .openAPI30
        func check(_ schema: String, _ instance: String) throws -> SchemaResult.Verdict {
            try verdict(schema, instance, options: options)
        }
        #expect(try check(#"{"type":"string","nullable":true}"#, "null") == .valid)
        #expect(try check(#"{"type":"string"}"#, "null") == .invalid)
        #expect(try check(#"{"minimum":3,"exclusiveMinimum":true}"#, "3") == .invalid)
        #expect(try check(#"{"minimum":3,"exclusiveMinimum":false}"#, "3") == .valid)
        #expect(
            try check(##"{"properties":{"a":{"$ref":"#/x","minLength":9}},"x":{"type":"string"}}"##, #"{"a":"s"}"#)
                == .valid
        )
        #expect(try check(#"{"const":1,"if":true,"then":false}"#, "2") == .valid)
        #expect(try check(#"{"type":["string","null"]}"#, "null") == .notEvaluable)
        #expect(try check(#"{"enum":["a"],"type":"string","nullable":true}"#, "null") == .invalid)
        options.honoursNullable = true
        #expect(try check(#"{"enum":["a"],"type":"string","nullable":true}"#, "null") == .valid)
    }

    @Test(arguments: [
        #"{"type":"string","nullable":true}"#,
        #"{"enum":["a"],"nullable":true}"#,
        ##"{"$ref":"#/$defs/s","nullable":true,"$defs":{"s":{"type":"string"}}}"##,
        #"{"allOf":[{"type":"object"}],"nullable":true}"#,
        #"{"oneOf":[{"type":"string"}],"nullable":true}"#,
    ]) func nullableAdmitsNullWhereItIsHonoured(_ schema: String) throws {
        var options = SchemaOptions()
        options.dialect = .openAPI31
        #expect(try verdict(schema, "null", options: options) == .invalid)
        options.honoursNullable = true
        #expect(try verdict(schema, "null", options: options) == .valid)
        #expect(try verdict(schema, "1", options: options) == .invalid)
    }

    @Test func directionExcusesRequiredMembers() throws {
        let schema = ##"""
            {"required":["id","name","secret"],"properties":{"id":{"$ref":"#/$defs/id"},"name":{"type":"string"},
             "secret":{"writeOnly":true}},"$defs":{"id":{"$ref":"#/$defs/ulid","readOnly":true},"ulid":{"type":"string"}}}
            """##
        var options = SchemaOptions()
        #expect(try verdict(schema, #"{"name":"x","secret":1}"#, options: options) == .invalid)
        options.direction = .request
        #expect(try verdict(schema, #"{"name":"x","secret":1}"#, options: options) == .valid)
        #expect(try verdict(schema, #"{"name":"x"}"#, options: options) == .invalid)
        options.direction = .response
        #expect(try verdict(schema, #"{"id":"x","name":"x"}"#, options: options) == .valid)
        #expect(try verdict(schema, #"{"name":"x"}"#, options: options) == .invalid)
    }
}
