import JSONSchema
import JSONTree
import Testing

@Suite struct ReferenceTests {
    @Test func aReferenceLeadsIntoAnotherDocument() throws {
        let program = try program(
            #"{"properties":{"a":{"$ref":"other/part.json#/$defs/short"}}}"#,
            with: ["file:///other/part.json": #"{"$defs":{"short":{"maxLength":2}}}"#]
        )
        #expect(try verdict(program, #"{"a":"ab"}"#) == .valid)
        let document = try json(#"{"a":"abc"}"#)
        let failure = try #require(program.evaluate(document.root).failures.first)
        #expect(failure.place == SchemaPlace(document: "file:///other/part.json", pointer: "/$defs/short"))
        #expect(failure.instancePointer == "/a")
        #expect(failure.keyword == "maxLength")
    }

    @Test func namesWithDotsHyphensSlashesAndEscapes() throws {
        let schema = ##"""
            {"$defs":{"Booking.jsonld-read":{"type":"integer"},"a/b~c":{"type":"integer"},"sp ace":{"type":"integer"}},
             "properties":{"x":{"$ref":"#/$defs/Booking.jsonld-read"},"y":{"$ref":"#/$defs/a~1b~0c"},
             "z":{"$ref":"#/$defs/sp%20ace"}}}
            """##
        let program = try program(schema)
        #expect(program.defects.isEmpty)
        for name in ["x", "y", "z"] {
            #expect(try verdict(program, "{\"\(name)\":1}") == .valid)
            #expect(try verdict(program, "{\"\(name)\":\"s\"}") == .invalid)
        }
    }

    @Test func identifiersAnchorsAndURNs() throws {
        let schema = ##"""
            {"$id":"urn:example:root","$defs":{"a":{"$id":"http://localhost/x/","$defs":{"b":{"$id":"item",
             "$anchor":"here","type":"string"}}}},
             "anyOf":[{"$ref":"http://localhost/x/item#here"},{"$ref":"#/$defs/a/$defs/b"}]}
            """##
        #expect(try verdict(schema, "\"s\"") == .valid)
        #expect(try verdict(schema, "1") == .invalid)
    }

    @Test func aDanglingReferenceIsADefectAndTheRestStillJudges() throws {
        let schema = ##"{"properties":{"user":{"$ref":"#/components/schemas/User"},"n":{"type":"integer"}}}"##
        let program = try program(schema)
        let defect = try #require(program.defects.first)
        #expect(program.defects.count == 1)
        #expect(defect.keyword == "$ref")
        #expect(defect.place.pointer == "/properties/user")
        #expect(try verdict(program, #"{"n":1}"#) == .valid)
        #expect(try verdict(program, #"{"n":1,"user":{}}"#) == .notEvaluable)
        #expect(try verdict(program, #"{"n":"x","user":{}}"#) == .invalid)
    }

    @Test func cyclesThroughMembersAreFine() throws {
        let schema = ##"{"properties":{"child":{"$ref":"#"}},"additionalProperties":false}"##
        let program = try program(schema)
        #expect(program.defects.isEmpty)
        #expect(try verdict(program, #"{"child":{"child":{}}}"#) == .valid)
        #expect(try verdict(program, #"{"child":{"child":{"x":1}}}"#) == .invalid)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##,
        ##"{"allOf":[{"$ref":"#"}]}"##,
        ##"{"anyOf":[{"type":"array"},{"not":{"$ref":"#"}}]}"##,
        ##"{"if":true,"then":{"$ref":"#"}}"##,
    ]) func endlessReferencesAreADefect(_ schema: String) throws {
        let program = try program(schema)
        #expect(program.defects.contains { $0.keyword == "$ref" })
        #expect(try verdict(program, "1") == .notEvaluable)
    }

    @Test func anEndlessBranchLeavesTheOthers() throws {
        let schema = ##"{"anyOf":[{"type":"string"},{"$ref":"#"}]}"##
        let program = try program(schema)
        #expect(try verdict(program, "\"s\"") == .valid)
        #expect(try verdict(program, "1") == .notEvaluable)
    }

    @Test func dynamicReferencesFollowTheOutermostScope() throws {
        let list = ##"""
            {"$id":"http://x/list","type":"array","items":{"$dynamicRef":"#item"},
             "$defs":{"any":{"$dynamicAnchor":"item"}}}
            """##
        let strings =
            ##"{"$id":"http://x/strings","$ref":"list","$defs":{"s":{"$dynamicAnchor":"item","type":"string"}}}"##
        let program = try program(strings, with: ["http://x/list": list])
        #expect(try verdict(program, #"["a"]"#) == .valid)
        #expect(try verdict(program, "[1]") == .invalid)
    }

    @Test func aCustomMetaschemaSwitchesVocabulariesOff() throws {
        let metaschema = #"""
            {"$id":"http://x/meta","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,
             "https://json-schema.org/draft/2020-12/vocab/applicator":true,"http://x/vocab":false}}
            """#
        let schema = #"{"$schema":"http://x/meta","properties":{"a":{"minimum":10},"b":false}}"#
        let program = try program(schema, with: ["http://x/meta": metaschema])
        #expect(try verdict(program, #"{"a":1}"#) == .valid)
        #expect(try verdict(program, #"{"b":1}"#) == .invalid)
    }

    @Test func anUnknownDialectOrVocabularyIsRefused() throws {
        #expect(throws: SchemaDefect.self) { try program(#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#) }
        #expect(throws: SchemaDefect.self) {
            try program(
                #"{"$schema":"http://x/meta"}"#,
                with: ["http://x/meta": #"{"$vocabulary":{"http://x/vocab":true}}"#]
            )
        }
        #expect(throws: SchemaDefect.self) { try program("{}", at: "/nothing/here") }
    }

    @Test func aReferenceIntoAnotherDialectIsOpenThere() throws {
        let program = try program(
            #"{"properties":{"a":{"$ref":"http://x/old"}}}"#,
            with: ["http://x/old": #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"string"}"#]
        )
        #expect(program.defects.map(\.keyword) == ["$schema"])
        #expect(try verdict(program, "{}") == .valid)
        #expect(try verdict(program, #"{"a":1}"#) == .notEvaluable)
    }

    @Test func aLibrarySharesWhatItsPlacesReferTo() throws {
        let text = ##"""
            {"openapi":"3.1.0","paths":{"/a":{"schema":{"$ref":"#/components/schemas/A"}},
             "/b":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/A"}}},
             "/c":{"schema":{"$schema":"http://nobody/knows"}}},
             "components":{"schemas":{"A":{"type":"string","$ref":"#/gone"}}}}
            """##
        var resources = SchemaResources()
        resources.add(try json(text), uri: home)
        let places = ["/paths/~1a/schema", "/paths/~1b/schema", "/paths/~1c/schema", "/nothing"].map {
            SchemaPlace(document: home, pointer: $0)
        }
        var options = SchemaOptions()
        options.dialect = .openAPI31
        let library = SchemaLibrary(compiling: places, in: resources, options: options)
        let first = try library.program(at: places[0])
        let second = try library.program(at: places[1])
        #expect(first.defects == second.defects && first.defects.count == 1)
        #expect(try verdict(first, "1") == .invalid)
        #expect(try verdict(second, "[]") == .valid)
        #expect(throws: SchemaDefect.self) { try library.program(at: places[2]) }
        #expect(throws: SchemaDefect.self) { try library.program(at: places[3]) }
    }
}
