import APIDocument
import JSONTree
import Testing

@testable import KadenceAPI

/// Every example of the vendor's document against the contract's schemas, and against the document under the overlay.
@Suite struct VendorExamplesTests {
    private static let document = Result { try SharedFiles.document().map { try Contract(parsing: $0) } }

    private func vendor() throws -> Contract? { try VendorExamplesTests.document.get() }

    private struct Example {
        let operation: OperationDescription
        let way: [String]
        let mediaType: String
        let value: JSONValue
    }

    /// An answer of each operation, once with the first choice and once with the second wherever a schema has several.
    private func answers(_ vendor: Contract) throws -> [Example] {
        var result: [Example] = []
        for operation in vendor.operations.operations {
            for response in operation.responses where response.status.hasPrefix("2") && response.status != "204" {
                let type = "application/ld+json"
                let status = try #require(Int(response.status))
                let schema = try #require(vendor.schema(of: operation, status: status, mediaType: type))
                for branch in 0...1 {
                    let value = ExampleBuilder(contract: vendor, branch: branch).value(of: schema)
                    let way = ["responses", response.status]
                    result.append(Example(operation: operation, way: way, mediaType: type, value: value))
                }
            }
        }
        return result
    }

    /// The examples of request bodies: the body's own, or one put together from its members'.
    private func requests(_ vendor: Contract) throws -> [Example] {
        var result: [Example] = []
        for operation in vendor.operations.operations {
            let place = try #require(JSONPointer(parsing: operation.pointer)).appending("requestBody")
            for (key, body) in vendor.node(at: place)?["content"]?.members.map({ $0 }) ?? [] {
                let type = try #require(key.string)
                let schema = try #require(body["schema"])
                // The photo's schema leads nowhere, so nothing can be built from it.
                guard schema["$ref"] == nil else { continue }
                let values =
                    body["example"].map { [JSONValue($0)] }
                    ?? [0, 1].map { ExampleBuilder(contract: vendor, branch: $0).value(of: schema) }
                for value in values {
                    result.append(Example(operation: operation, way: ["requestBody"], mediaType: type, value: value))
                }
            }
        }
        return result
    }

    @Test func theContractTakesEveryExample() throws {
        guard let vendor = try vendor() else { return }
        let schemas = try ContractSchemas(Kadence.contract)
        let answers = try answers(vendor)
        let requests = try requests(vendor)
        #expect(answers.count == 52)
        #expect(requests.count == 7)
        for example in answers + requests {
            let own = try #require(Kadence.contract.operations.operation(named: example.operation.label))
            let place = try #require(try schemas.schema(of: own, example.way, mediaType: example.mediaType))
            let faults = try schemas.faults(of: example.value, at: place)
            #expect(faults.isEmpty, "\(own.id) \(example.way): \(faults)")
        }
    }

    @Test func theContractTakesEveryParametersExample() throws {
        guard let vendor = try vendor() else { return }
        let schemas = try ContractSchemas(Kadence.contract)
        var count = 0
        for operation in vendor.operations.operations {
            let own = try #require(Kadence.contract.operations.operation(named: operation.label))
            let places = try parameters(own, schemas)
            let list = try #require(JSONPointer(parsing: operation.pointer)).appending("parameters")
            for parameter in vendor.node(at: list).map({ Array($0.elements) }) ?? [] {
                let name = try #require(parameter["name"]?.string)
                guard let example = parameter["example"], let location = parameter["in"]?.string, location != "header"
                else { continue }
                let place = try #require(places[location + " " + name], "\(own.id) \(name)")
                // Numbers stand in a URL as text, and the document's examples give them so.
                let isNumber = schemas.document.node(at: schemas.resolved(place))?["type"]?.string == "integer"
                let value = isNumber ? example.string.flatMap { Int($0) }.map { JSONValue.int($0) } : nil
                let faults = try schemas.faults(of: value ?? JSONValue(example), at: place)
                #expect(faults.isEmpty, "\(own.id) \(name): \(faults)")
                count += 1
            }
        }
        #expect(count > 170)
    }

    private func parameters(_ operation: OperationDescription, _ schemas: ContractSchemas) throws -> [String:
        JSONPointer]
    {
        let list = try #require(JSONPointer(parsing: operation.pointer)).appending("parameters")
        var result: [String: JSONPointer] = [:]
        for index in 0..<(schemas.document.node(at: list)?.count ?? 0) {
            let place = schemas.resolved(list.appending(index))
            guard let node = schemas.document.node(at: place), let name = node["name"]?.string,
                let location = node["in"]?.string
            else { continue }
            result[location + " " + name] = place.appending("schema")
        }
        return result
    }

    /// The same examples with one thing wrong: what takes them must not take anything.
    @Test(arguments: [
        (#""id":"01GTBV1CT3BM8A42SEJ2J5F4EG""#, #""id":7"#, 24),
        (#""id":"01GTBV1CT3BM8A42SEJ2J5F4EG""#, #""id":"01GTBV1CT3""#, 24), ("2017-07-21T17:32:28+00:00", "soon", 17),
        ("2023-07-01T09:00:00+00:00", "2023-07-01", 1), ("\"hydra:member\"", "\"members\"", 11),
        ("\"hydra:totalItems\":1", "\"hydra:totalItems\":-1", 11), (#""status":"booked""#, #""status":"lost""#, 9),
        (#""email":"john.smith@example.com""#, #""email":"john""#, 6),
        (#""building":"/v1/public"#, #""building":7,"was":"/v1/public"#, 7),
        (#""photo":"b74b830a-cf26-47bd-9dbc-237571c79fc3""#, #""photo":"b74b830a""#, 11),
        (#""available":true"#, #""available":"yes""#, 1),
        (#""numPassesAvailable":25"#, #""numPassesAvailable":"25""#, 1),
        (#""type":"external""#, #""type":"guest""#, 2), (#""visitCount":3"#, #""visitCount":3.5"#, 2),
        (#""visitors":[]"#, #""visitors":{}"#, 2), (#""countryCode":"GB""#, #""countryCode":"gb""#, 2),
    ])
    func anExampleWithAFaultIsRefused(right: String, wrong: String, operations: Int) throws {
        guard let vendor = try vendor() else { return }
        let schemas = try ContractSchemas(Kadence.contract)
        var refused: Set<String> = []
        for example in try answers(vendor) {
            let text = example.value.text.replacing(right, with: wrong)
            let own = try #require(Kadence.contract.operations.operation(named: example.operation.label))
            let place = try #require(try schemas.schema(of: own, example.way))
            let value = JSONValue(try JSONDocument.parse(Array(text.utf8)).root)
            if !(try schemas.faults(of: value, at: place)).isEmpty { refused.insert(own.id) }
        }
        #expect(refused.count == operations, "\(refused.sorted())")
    }

    /// Each required member taken out of an example in turn.
    @Test func aMissingMemberIsRefused() throws {
        guard let vendor = try vendor() else { return }
        let schemas = try ContractSchemas(Kadence.contract)
        var tried = 0
        for example in try answers(vendor) + requests(vendor) {
            let own = try #require(Kadence.contract.operations.operation(named: example.operation.label))
            let place = try #require(try schemas.schema(of: own, example.way, mediaType: example.mediaType))
            let required = schemas.document.node(at: schemas.resolved(place))?["required"]
            guard let required, case .object(let members) = example.value else { continue }
            for name in required.elements.compactMap(\.string) {
                let rest = JSONValue.object(members.filter { $0.0 != name })
                #expect(rest != example.value, "\(own.id) \(name) is in the example")
                let faults = try schemas.faults(of: rest, at: place)
                #expect(faults.contains { $0.hasPrefix(" required") }, "\(own.id) \(name)")
                tried += 1
            }
        }
        #expect(tried > 100)
    }
}
