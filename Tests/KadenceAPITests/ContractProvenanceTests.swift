import APIDocument
import ContractCheck
import JSONTree
import Testing

@testable import KadenceAPI

/// Every assertion of the contract says where it comes from, and says it truly where that can be told.
@Suite struct ContractProvenanceTests {
    private let assertions = [
        "type", "enum", "const", "anyOf", "allOf", "required", "format", "pattern", "minimum", "maximum", "minLength",
        "maxLength", "items",
    ]

    private func root() throws -> JSONNode { try #require(Kadence.contract.document).root }

    private func objects() throws -> [(node: JSONNode, place: JSONPointer)] {
        var pending = [(node: try root(), place: JSONPointer())]
        var result: [(node: JSONNode, place: JSONPointer)] = []
        while let (node, place) = pending.popLast() {
            if node.kind == .object { result.append((node, place)) }
            for (key, value) in node.members where key.string != "x-provenance" {
                pending.append((value, place.appending(key.string ?? "")))
            }
            for (index, value) in node.elements.enumerated() { pending.append((value, place.appending(index))) }
        }
        return result
    }

    @Test func everyOperationAndComponentSaysWhereItComesFrom() throws {
        #expect(try root()["x-provenance"]?.string == "document")
        for operation in Kadence.contract.operations.operations {
            let place = try #require(JSONPointer(parsing: operation.pointer))
            let said = try #require(Kadence.contract.document?.node(at: place)?["x-provenance"]?.string)
            #expect(said == (operation.id == "requestToken" ? "guide" : "document"), "\(operation.label)")
        }
        var count = 0
        for (_, section) in try #require(try root()["components"]).members {
            for (name, component) in section.members {
                #expect(component["x-provenance"] != nil, "\(name.string ?? "")")
                count += 1
            }
        }
        #expect(count > 80)
    }

    @Test func theWordsAreProvenancesAndTheKeywordsAreThere() throws {
        var count = 0
        for (node, place) in try objects() {
            guard let provenance = node["x-provenance"] else { continue }
            count += 1
            if let word = provenance.string {
                #expect(Provenance(rawValue: word) != nil, "\(place)")
                continue
            }
            #expect(provenance["default"]?.string != nil, "\(place): what is not named needs one too")
            for (key, value) in provenance.members {
                #expect(value.string.flatMap { Provenance(rawValue: $0) } != nil, "\(place)")
                let keyword = try #require(key.string)
                // A response stands for the `responses` that lists it.
                let isThere = keyword == "default" || node[keyword] != nil || place.tokens.dropLast().last == keyword
                #expect(isThere, "\(place): \(keyword)")
            }
        }
        #expect(count > 140)
    }

    @Test func everyAssertionFindsItsProvenance() throws {
        var count = 0
        for (node, place) in try objects() where place.tokens.last != "properties" && place.tokens.last != "examples" {
            for keyword in assertions where node[keyword] != nil {
                #expect(Kadence.contract.provenance(at: place, keyword: keyword) != nil, "\(place) \(keyword)")
                count += 1
            }
        }
        #expect(count > 330)
    }

    /// The document requires members in four places; everywhere else it is the guide's word, or ours.
    @Test func nothingRequiredIsPassedOffAsTheVendors() throws {
        let guide = ["TokenRequest", "Token", "TokenRefusal"]
        let document = ["Collection", "NewBooking", "CheckIn"]
        for name in DocumentedOperation.required.keys {
            let place = JSONPointer(["components", "schemas", name])
            let said = Kadence.contract.provenance(at: place, keyword: "required")
            let wanted: Provenance = guide.contains(name) ? .guide : document.contains(name) ? .document : .inference
            #expect(said == wanted, "\(name)")
        }
        let attendees = JSONPointer([
            "components", "schemas", "NewBooking", "properties", "attendees", "items", "anyOf",
        ])
        for index in 0...1 {
            #expect(Kadence.contract.provenance(at: attendees.appending(index), keyword: "required") == .document)
        }
    }

    /// What the document never says is marked as ours, or as what its examples show; what is only wider than the
    /// document's stays the document's.
    @Test(arguments: [
        ("/components/schemas/OptionalDateTime", "type", Provenance.document),
        ("/components/schemas/OptionalDateTime", "format", .document),
        ("/components/schemas/OptionalPlatform", "enum", .document),
        ("/components/schemas/CheckMethod", "enum", .document), ("/components/schemas/Ulid", "type", .example),
        ("/components/schemas/Ulid", "format", .document), ("/components/schemas/FilterDateTime", "pattern", .example),
        ("/components/schemas/Reference", "anyOf", .example),
        ("/components/schemas/Booking/properties/onlineMeetingUrl", "type", .inference),
        ("/components/schemas/Booking/properties/bookingUserEmail", "format", .example),
        ("/components/schemas/Booking/properties/space", "anyOf", .example),
        ("/components/schemas/User/properties/preferredFloor", "anyOf", .document),
        ("/components/schemas/User/properties/email", "format", .document),
        ("/components/schemas/Error", "required", .inference), ("/components/schemas/Violation", "type", .inference),
        ("/components/parameters/ItemsPerPage/schema", "minimum", .inference),
        ("/components/parameters/ItemsPerPage/schema", "maximum", .document),
        ("/components/headers/QuotaLimit", "required", .guide),
        ("/components/headers/QuotaLimit/schema", "type", .guide),
        ("/components/responses/TooManyRequests", "responses", .guide),
        ("/components/responses/TooManyRequests", "content", .inference),
        ("/paths/~1v1~1public~1bookings/post/requestBody", "required", .inference),
    ])
    func aKeywordsOwnSource(place: String, keyword: String, provenance: Provenance) throws {
        let pointer = try #require(JSONPointer(parsing: place))
        #expect(Kadence.contract.provenance(at: pointer, keyword: keyword) == provenance)
    }
}
