import JSONSchema
import JSONTree
import Testing

@Suite struct FailureTests {
    private func failures(_ schema: String, _ instance: String, limit: Int = 100) throws -> [SchemaFailure] {
        try program(schema).evaluate(try json(instance).root, limit: limit).failures
    }

    @Test func bothPointersKeywordAndMessage() throws {
        let schema = ##"""
            {"properties":{"hydra:member":{"type":"array","items":{"$ref":"#/$defs/booking"}}},
             "$defs":{"booking":{"properties":{"a/b":{"type":["integer","null"]}},"required":["id"],
             "additionalProperties":false}}}
            """##
        let found = try failures(schema, #"{"hydra:member":[{"id":1},{"a/b":"x","more":true}]}"#)
        // `id` is required but not among the properties, so it is additional.
        #expect(
            found.map(\.instancePointer) == [
                "/hydra:member/0/id", "/hydra:member/1/a~1b", "/hydra:member/1/more", "/hydra:member/1",
            ]
        )
        #expect(found.map(\.keyword) == ["additionalProperties", "type", "additionalProperties", "required"])
        #expect(
            found.map(\.place.pointer) == [
                "/$defs/booking", "/$defs/booking/properties/a~1b", "/$defs/booking", "/$defs/booking",
            ]
        )
        #expect(
            found.map(\.message) == [
                "the member \"id\" is not allowed", "is a string, where null or integer is expected",
                "the member \"more\" is not allowed", "the member \"id\" is missing",
            ]
        )
    }

    @Test(arguments: [
        (#"{"minimum":5}"#, "3", "3 is below the minimum 5"),
        (#"{"exclusiveMaximum":5}"#, "5.0", "5.0 is not below 5"),
        (#"{"multipleOf":0.1}"#, "0.25", "0.25 is not a multiple of 0.1"),
        (#"{"minLength":2}"#, "\"ä\"", "has 1 character, fewer than 2"),
        (#"{"pattern":"^a$"}"#, "\"b\"", "\"b\" does not match the pattern \"^a$\""),
        (#"{"enum":["a","b"]}"#, "\"c\"", "\"c\" is none of [\"a\",\"b\"]"),
        (#"{"const":1}"#, "null", "null is not 1"),
        (#"{"maxItems":1}"#, "[1,2]", "has 2 elements, more than 1"),
        (#"{"uniqueItems":true}"#, "[1,2,1.0]", "the elements 0 and 2 are equal"),
        (#"{"contains":{"type":"string"}}"#, "[1]", "no element fits contains"),
        (#"{"items":false}"#, "[1]", "the element 0 is not allowed"),
        (#"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#, "has 2 characters, more than 1"),
        (
            #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
            "the member \"b\" is missing beside another that asks for it"
        ),
        (#"{"not":{}}"#, "1", "1 fits a schema that it must not fit"),
        ("false", "1", "no value is allowed here"),
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1", "fits none of the 2: string, null"),
        (
            #"{"oneOf":[{"title":"First"},{"type":"number"},{"type":"string"}]}"#, "1",
            "fits 2 of the 3, and may fit only one: First (0), number (1)"
        ),
    ]) func saysWhatHappened(_ schema: String, _ instance: String, _ message: String) throws {
        let found = try failures(schema, instance)
        #expect(found.map(\.message) == [message])
    }

    @Test func theNearestBranchAloneIsReported() throws {
        let schema = ##"""
            {"oneOf":[{"type":"null"},{"$ref":"#/$defs/user"},{"$ref":"#/$defs/space"}],"$defs":{
             "user":{"type":"object","properties":{"@type":{"const":"User"},"email":{"type":"string"}},"required":["email"]},
             "space":{"type":"object","properties":{"@type":{"const":"Space"},"name":{"type":"string"}},"required":["name"]}}}
            """##
        let user = try failures(schema, #"{"@type":"User","email":7}"#)
        #expect(user.map(\.instancePointer) == ["/email"])
        #expect(user.map(\.place.pointer) == ["/$defs/user/properties/email"])
        let space = try failures(schema, #"{"@type":"Space"}"#)
        #expect(space.map(\.keyword) == ["required"])
        #expect(space.map(\.place.pointer) == ["/$defs/space"])
        let none = try failures(schema, "12")
        #expect(none.map(\.keyword) == ["oneOf"])
        #expect(none.map(\.message) == ["fits none of the 3: null, user, space"])
    }

    @Test func aNestedChoiceThatFitsNothingIsNoNearBranch() throws {
        let schema = #"{"anyOf":[{"type":"null"},{"anyOf":[{"type":"string"},{"type":"boolean"}]}]}"#
        #expect(try failures(schema, "1").map(\.place.pointer) == [""])
        #expect(try failures(schema, "1").count == 1)
    }

    @Test func whatFailedIsNotAlsoUnevaluated() throws {
        let schema =
            #"{"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]}],"unevaluatedProperties":false}"#
        #expect(try failures(schema, #"{"a":1}"#).map(\.keyword) == ["type"])
        #expect(try failures(schema, #"{"a":"x","b":1}"#).map(\.keyword) == ["unevaluatedProperties"])
    }

    @Test func theLimitHolds() throws {
        let many = "[" + Array(repeating: "\"x\"", count: 500).joined(separator: ",") + "]"
        #expect(try failures(#"{"items":{"type":"number"}}"#, many, limit: 7).count == 7)
        #expect(try failures(#"{"items":{"anyOf":[{"type":"number"}]}}"#, many, limit: 7).count == 7)
    }

    @Test func aPartOfADocumentIsJudgedWithItsOwnPointers() throws {
        let document = try json(#"{"skip":[1,2],"body":{"n":"x"}}"#)
        let body = try #require(document.root["body"])
        let program = try program(#"{"properties":{"n":{"type":"number"}}}"#)
        #expect(program.isValid(body) == false)
        let failure = try #require(program.evaluate(body).failures.first)
        #expect(failure.instancePointer == "/body/n")
        #expect(document.value(at: failure.instanceIndex)?.string == "x")
    }

    @Test func longValuesAreQuotedInPart() throws {
        let long = String(repeating: "ü", count: 10_000)
        let message = try #require(try failures(#"{"const":1}"#, "\"\(long)\"").first?.message)
        #expect(message.count < 80)
    }
}
