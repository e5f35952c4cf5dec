import APIDocument
import ContractCheck
import JSONTree
import Testing
import TextPatterns

@testable import KadenceAPI

@Suite struct ContractFileTests {
    private func root() throws -> JSONNode {
        try #require(Kadence.contract.document).root
    }

    /// All of a kind in `components`, by name.
    private func components(_ kind: String) throws -> [(name: String, node: JSONNode)] {
        let list = try #require(try root()["components"]?[kind])
        return list.members.compactMap { key, value in key.string.map { ($0, value) } }
    }

    /// Every object of the document with its place, the examples' insides too.
    private func objects() throws -> [(node: JSONNode, place: JSONPointer)] {
        var pending = [(node: try root(), place: JSONPointer())]
        var result: [(node: JSONNode, place: JSONPointer)] = []
        while let (node, place) = pending.popLast() {
            if node.kind == .object { result.append((node, place)) }
            for (key, value) in node.members { pending.append((value, place.appending(key.string ?? ""))) }
            for (index, value) in node.elements.enumerated() { pending.append((value, place.appending(index))) }
        }
        return result
    }

    // MARK: Operations

    @Test func knowsTheOperationsAndNoOther() {
        let operations = Kadence.contract.operations
        #expect(operations.defects.isEmpty)
        #expect(DocumentedOperation.all.count == 27)
        #expect(Set(DocumentedOperation.all.map { $0.label.split(separator: " ")[1] }).count == 25)
        let wanted = DocumentedOperation.all.map { "\($0.id) \($0.label)" } + ["requestToken POST /oauth2/token"]
        #expect(Set(operations.operations.map { "\($0.id) \($0.label)" }) == Set(wanted))
        #expect(operations.operations.count == 28)
    }

    @Test(arguments: DocumentedOperation.all)
    func answersWithTheStatuses(documented: DocumentedOperation) throws {
        let operation = try #require(Kadence.contract.operations.operation(named: documented.id))
        #expect(operation.statuses == documented.statuses)
        for response in operation.responses {
            #expect(Set(response.headers) == Set(QuotaFacts.headers + ["X-WX-Trace"]), "\(response.status)")
            let types =
                switch response.status.first {
                case _ where response.status == "204": [String]()
                case "2": ["application/ld+json", "text/csv"]
                default: ["application/ld+json", "application/problem+json", "application/json"]
                }
            #expect(response.mediaTypes == types, "\(response.status)")
        }
        for status in [401, 403, 429, 500, 502, 503, 504] { #expect(operation.response(for: status) != nil) }
    }

    @Test func takesTheBodiesThatTheVendorTakes() throws {
        let bodies = Dictionary(
            uniqueKeysWithValues: Kadence.contract.operations.operations.map { ($0.id, $0.requestMediaTypes) }
        ).filter { !$0.value.isEmpty }
        let json = ["application/json", "application/ld+json"]
        #expect(
            bodies == [
                "requestToken": ["application/x-www-form-urlencoded", "application/json"], "createBooking": json,
                "cancelBooking": json, "checkInBooking": json, "checkOutBooking": json,
                "updateUser": ["application/merge-patch+json"], "uploadUserPhoto": ["multipart/form-data"],
            ]
        )
    }

    @Test func theSignInIsTheGuides() throws {
        let operation = try #require(Kadence.contract.operations.operation(named: "requestToken"))
        #expect(operation.statuses == ["200", "400", "401", "415", "429", "5XX"])
        for place in [operation.pointer, "/components/schemas/Token", "/components/schemas/TokenRefusal"] {
            #expect(Kadence.contract.provenance(at: try #require(JSONPointer(parsing: place))) == .guide)
        }
    }

    @Test func theQuotaHeadersAreRequiredByTheGuide() throws {
        let headers = try components("headers")
        #expect(headers.count == 7)
        for (name, node) in headers {
            #expect(node["x-provenance"]?.string == "guide", "\(name)")
            // A gateway may not know the quota, and the guide allows for a missing trace id.
            #expect(node["required"]?.bool == !(name == "Trace" || name.hasSuffix("IfKnown")), "\(name)")
        }
    }

    // MARK: References and places

    @Test func everyReferenceLeadsSomewhereAndNothingIsLeftOver() throws {
        let document = try #require(Kadence.contract.document)
        var targets: Set<String> = []
        for (node, _) in try objects() {
            guard let reference = node["$ref"]?.string else { continue }
            let pointer = try #require(JSONPointer(parsing: String(reference.dropFirst())))
            #expect(reference.hasPrefix("#/components/") && document.node(at: pointer) != nil, "\(reference)")
            targets.insert(pointer.description)
        }
        for kind in ["schemas", "headers", "parameters", "responses"] {
            for (name, _) in try components(kind) {
                #expect(targets.contains("/components/\(kind)/\(name)"), "\(kind) \(name) is used nowhere")
            }
        }
    }

    @Test(arguments: SpecPlace.all) func rulesPointIntoIt(place: String) throws {
        let pointer = try #require(JSONPointer(parsing: place))
        #expect(Kadence.contract.document?.node(at: pointer) != nil)
    }

    // MARK: Schemas

    @Test func theRequiredMembersAreThese() throws {
        var found: [String: [String]] = [:]
        for (name, schema) in try components("schemas") {
            found[name] = schema["required"]?.elements.compactMap(\.string)
            for member in found[name] ?? [] { #expect(schema["properties"]?[member] != nil, "\(name) \(member)") }
        }
        #expect(found == DocumentedOperation.required)
    }

    @Test func noSchemaIsClosedAndNoneIsEmpty() throws {
        for (node, place) in try objects() {
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                #expect(node[keyword] == nil, "\(place)")
            }
        }
        for (name, schema) in try components("schemas") {
            let asserts = ["type", "enum", "const", "anyOf", "allOf"].contains { schema[$0] != nil }
            #expect(asserts, "\(name)")
        }
    }

    @Test(arguments: [ContractReading.pragmatic, .strict]) func everySchemaCompiles(reading: ContractReading) {
        let compiled = Kadence.contract.compiled(reading)
        #expect(compiled.notEvaluable.isEmpty, "\(compiled.notEvaluable)")
        #expect(compiled.defects.isEmpty, "\(compiled.defects)")
        for operation in Kadence.contract.operations.operations {
            for response in operation.responses where response.status != "204" {
                let status = Int(response.status) ?? 500
                for type in response.mediaTypes {
                    let schema = compiled.responseSchema(operation, status: status, mediaType: MediaType(type))
                    #expect(schema?.isPartial == false, "\(operation.label) \(response.status) \(type)")
                }
            }
            for type in operation.requestMediaTypes {
                #expect(compiled.requestSchema(operation, mediaType: MediaType(type)) != nil, "\(operation.label)")
            }
        }
    }

    @Test func theFormatsAreOnesThatCanBeJudged() throws {
        var formats: Set<String> = []
        for (node, place) in try objects() where node["format"]?.kind == .string && place.tokens.last != "x-provenance"
        {
            let format = try #require(node["format"]?.string)
            // A member of this name, and not the keyword, would be an object.
            #expect(TextFormat(rawValue: format) != nil, "\(place): \(format)")
            formats.insert(format)
        }
        #expect(formats == ["date", "date-time", "email", "iri-reference", "ulid", "uri", "uri-reference", "uuid"])
    }

    @Test func theRulesNamesAreTheContracts() throws {
        var moments: Set<String> = []
        var relations: Set<String> = []
        for (_, schema) in try components("schemas") {
            for (key, value) in schema["properties"]?.members.map({ $0 }) ?? [] {
                guard let key = key.string else { continue }
                let references = [value] + (value["anyOf"].map { Array($0.elements) } ?? [])
                for reference in references.compactMap({ $0["$ref"]?.string?.split(separator: "/").last }) {
                    if ["DateTime", "OptionalDateTime"].contains(reference) { moments.insert(key) }
                    if reference == "Reference" || (reference == "Iri" && key != "@id") { relations.insert(key) }
                }
            }
        }
        #expect(moments.count == 14 && relations.count == 11)
        for name in moments { #expect(UTCRule.isMoment(name), "\(name)") }
        #expect(relations == Set(ResourceIRI.collectionByRelation.keys))
    }
}
