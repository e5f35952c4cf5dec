import ContractCheck
import JSONTree
import Testing

@testable import KadenceAPI

@Suite struct ContractFileTests {
    private func root() throws -> JSONNode {
        try #require(Kadence.contract.document).root
    }

    @Test func loadsWithoutDefects() throws {
        #expect(Kadence.contract.operations.defects.isEmpty)
        #expect(Kadence.contract.operations.operations.count == 17)
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let document = try #require(Kadence.contract.document)
        var pending = [document.root]
        while let node = pending.popLast() {
            if let reference = node["$ref"]?.string {
                let pointer = try #require(JSONPointer(parsing: String(reference.dropFirst())))
                #expect(document.node(at: pointer) != nil, "\(reference)")
            }
            pending += node.members.map { $0.value }
            pending += Array(node.elements)
        }
    }

    @Test(arguments: SpecPlace.all) func rulesPointIntoIt(place: String) throws {
        let pointer = try #require(JSONPointer(parsing: place))
        #expect(Kadence.contract.document?.node(at: pointer) != nil)
    }

    @Test func everyAssertionHasAProvenance() throws {
        // The document's own holds below it; where another is given, it must be one of the words.
        #expect(try root()["x-provenance"]?.string == "document")
        var pending = [try root()]
        var count = 0
        while let node = pending.popLast() {
            if let provenance = node["x-provenance"] {
                let words = provenance.string.map { [$0] } ?? provenance.members.compactMap { $0.value.string }
                #expect(!words.isEmpty && words.allSatisfy { Provenance(rawValue: $0) != nil }, "\(words)")
                count += 1
            }
            pending += node.members.map { $0.value }
            pending += Array(node.elements)
        }
        #expect(count > 50)
    }

    @Test func nothingRequiredIsPassedOffAsTheVendors() throws {
        let schemas = try #require(try root()["components"]?["schemas"])
        for name in ["Booking", "Building", "Floor", "Space", "BookableSpace", "User"] {
            #expect(schemas[name]?["x-provenance"]?["required"]?.string == "inference", "\(name)")
        }
    }

    @Test func everyAnswerOfTheAPIDocumentsRefusalsAndHeaders() throws {
        for operation in Kadence.contract.operations.operations where operation.pathTemplate != "/oauth2/token" {
            for status in [401, 403, 429, 500, 503] {
                #expect(operation.response(for: status) != nil, "\(operation.label) \(status)")
            }
            let success = try #require(operation.responses.first { $0.status.hasPrefix("2") })
            #expect(success.headers == QuotaFacts.headers + ["X-WX-Trace"])
            #expect(success.status == (operation.method == "POST" ? "201" : "200"))
        }
    }

    @Test func theRulesNamesAreTheContracts() throws {
        let schemas = try #require(try root()["components"]?["schemas"])
        var moments: [String: Bool] = [:]
        var properties: Set<String> = []
        for (_, schema) in schemas.members {
            for (key, value) in schema["properties"]?.members.map({ $0 }) ?? [] {
                guard let key = key.string else { continue }
                properties.insert(key)
                switch value["$ref"]?.string {
                case "#/components/schemas/DateTime": moments[key] = false
                case "#/components/schemas/OptionalDateTime": moments[key] = true
                default: break
                }
            }
        }
        #expect(moments == DateTimeRule.names)
        #expect(RelationRule.names.isSubset(of: properties))
    }
}
