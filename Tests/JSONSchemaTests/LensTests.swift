import JSONSchema
import JSONTree
import Testing

/// Values that were replaced, by the stand-in's text.
private struct StandIns: InstanceLens {
    let kept: [String: InstanceKnowledge]

    func knowledge(of node: JSONNode) -> InstanceKnowledge {
        guard let text = node.string else { return .actual }
        return kept[text] ?? .actual
    }
}

@Suite struct LensTests {
    private let lens = StandIns(kept: [
        "mail": .shape(InstanceShape(kind: .string, codePoints: 20, formats: ["email"])),
        "badmail": .shape(InstanceShape(kind: .string, codePoints: 9, formats: [])),
        "number": .shape(InstanceShape(kind: .number, codePoints: 0, formats: [])),
        "null": .shape(InstanceShape(kind: .null, codePoints: 0, formats: [])),
        "object": .shape(InstanceShape(kind: .object, codePoints: 0, formats: [])),
        "lost": .unknown,
    ])

    private func judge(_ schema: String, _ instance: String) throws -> SchemaResult {
        var options = SchemaOptions()
        options.assertsFormat = true
        return try program(schema, options: options).evaluate(try json(instance).root, through: lens)
    }

    @Test(arguments: [
        // The shape decides.
        (#"{"type":"string"}"#, "\"mail\"", SchemaResult.Verdict.valid),
        (#"{"type":"string"}"#, "\"number\"", .invalid),
        (#"{"type":"number"}"#, "\"number\"", .valid),
        (#"{"type":"integer"}"#, "\"number\"", .notEvaluable),
        (#"{"type":"string"}"#, "\"null\"", .invalid),
        (#"{"type":["string","null"]}"#, "\"null\"", .valid),
        (#"{"maxLength":20,"minLength":20}"#, "\"mail\"", .valid),
        (#"{"maxLength":19}"#, "\"mail\"", .invalid),
        (#"{"minLength":21}"#, "\"mail\"", .invalid),
        // The stand-in itself has four characters.
        (#"{"maxLength":5}"#, "\"mail\"", .invalid),
        (#"{"format":"email"}"#, "\"mail\"", .valid),
        (#"{"format":"email"}"#, "\"badmail\"", .invalid),
        // The value would be needed.
        (#"{"pattern":"^mail$"}"#, "\"mail\"", .notEvaluable),
        (#"{"pattern":"^x"}"#, "\"number\"", .valid),
        (#"{"const":"mail"}"#, "\"mail\"", .notEvaluable),
        (#"{"enum":["mail","b"]}"#, "\"mail\"", .notEvaluable),
        (#"{"enum":[1,2]}"#, "\"mail\"", .invalid),
        (#"{"const":null}"#, "\"mail\"", .invalid),
        (#"{"minimum":1}"#, "\"number\"", .notEvaluable),
        (#"{"minimum":1}"#, "\"mail\"", .valid),
        (#"{"multipleOf":1}"#, "\"number\"", .notEvaluable),
        (#"{"uniqueItems":true}"#, #"["mail","mail"]"#, .notEvaluable),
        (#"{"uniqueItems":true}"#, #"["a","a"]"#, .invalid),
        (#"{"const":["mail"]}"#, #"["mail"]"#, .notEvaluable),
        (#"{"required":["a"]}"#, "\"object\"", .notEvaluable),
        (#"{"required":["a"]}"#, "\"mail\"", .valid),
        // Three values through combinators.
        (#"{"not":{"pattern":"a"}}"#, "\"mail\"", .notEvaluable),
        (#"{"not":{"type":"number"}}"#, "\"mail\"", .valid),
        (#"{"anyOf":[{"pattern":"a"},{"type":"string"}]}"#, "\"mail\"", .valid),
        (#"{"anyOf":[{"pattern":"a"},{"type":"number"}]}"#, "\"mail\"", .notEvaluable),
        (#"{"anyOf":[{"maxLength":3},{"type":"number"}]}"#, "\"mail\"", .invalid),
        (#"{"allOf":[{"pattern":"a"},{"maxLength":3}]}"#, "\"mail\"", .invalid),
        (#"{"oneOf":[{"pattern":"a"},{"type":"string"}]}"#, "\"mail\"", .notEvaluable),
        (#"{"oneOf":[{"maxLength":30},{"type":"string"},{"pattern":"a"}]}"#, "\"mail\"", .invalid),
        (#"{"if":{"pattern":"a"},"then":{"maxLength":3},"else":{"minLength":50}}"#, "\"mail\"", .invalid),
        (#"{"if":{"pattern":"a"},"then":{"maxLength":3}}"#, "\"mail\"", .notEvaluable),
        (#"{"if":{"pattern":"a"},"then":{"maxLength":30}}"#, "\"mail\"", .valid),
        (#"{"contains":{"pattern":"a"}}"#, #"["mail"]"#, .notEvaluable),
        (#"{"contains":{"type":"string"}}"#, #"["mail"]"#, .valid),
        (#"{"properties":{"e":{"format":"email"}}}"#, #"{"e":"badmail"}"#, .invalid),
        // Nothing is known.
        (#"{"type":"string"}"#, "\"lost\"", .notEvaluable),
        (#"{"minLength":1}"#, "\"lost\"", .notEvaluable),
        ("true", "\"lost\"", .valid),
        ("false", "\"lost\"", .invalid),
        (#"{"title":"x"}"#, "\"lost\"", .valid),
        (#"{"properties":{"a":true}}"#, #"{"a":"lost"}"#, .valid),
    ]) func judgesByShape(_ schema: String, _ instance: String, _ expected: SchemaResult.Verdict) throws {
        let result = try judge(schema, instance)
        #expect(result.verdict == expected)
        #expect((expected == .notEvaluable) == (result.failures.isEmpty && !result.unjudged.isEmpty))
    }

    @Test func aMessageNeverQuotesAStandIn() throws {
        let result = try judge(#"{"properties":{"e":{"format":"email","maxLength":2}}}"#, #"{"e":"badmail"}"#)
        #expect(result.failures.map(\.keyword) == ["maxLength", "format"])
        #expect(result.failures.allSatisfy { !$0.message.contains("badmail") })
        #expect(result.failures.first?.message == "has 9 characters, more than 2")
    }
}
