import Foundation
import JSONTree
import Testing
import YAMLTree

@testable import Simulator

/// The simulator against the vendor's own document, where it is at hand: agreeing with ourselves proves nothing.
@Suite struct VendorDocumentTests {
    private func document() throws -> JSONDocument? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "../shared/kadence/public-api-openapi.yml")
        guard let data = try? Data(contentsOf: file) else {
            print("skipped: the vendor's document is not at \(file.standardized.path())")
            return nil
        }
        return try YAMLDocument.parse(Array(data)).json
    }

    private func properties(_ schema: String, of document: JSONDocument) -> [String] {
        document.node(at: JSONPointer(["components", "schemas", schema, "properties"]))?.members
            .compactMap { $0.key.string } ?? []
    }

    @Test func everyOperationIsInTheDocument() throws {
        guard let document = try document() else { return }
        for operation in Operation.allCases where operation != .token {
            let pointer = JSONPointer(["paths", operation.template, operation.method.lowercased()])
            #expect(document.node(at: pointer) != nil, "\(operation.rawValue)")
        }
    }

    @Test func membersHaveTheDocumentsNamesInItsOrder() throws {
        guard let document = try document() else { return }
        let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)
        let writer = ResourceWriter(company: company)
        let shown: [(String, [JSONValue])] = [
            ("Building.jsonld-public_building", company.buildings.map(writer.write)),
            ("Floor.jsonld-public_floor", company.floors.map(writer.write)),
            ("Space.jsonld-public_space", company.spaces.map(writer.write)),
            ("Bookable.Space.jsonld-public_bookable_space.list", company.spaces.map(writer.writeBookable)),
            ("User.jsonld-public_user", company.users.map(writer.write)),
            ("Booking.jsonld-public_booking", company.bookings.map(writer.write)),
        ]
        for (schema, values) in shown {
            let documented = properties(schema, of: document)
            #expect(!documented.isEmpty)
            for value in values {
                let names = (value.memberList ?? []).map(\.0)
                #expect(names == documented.filter(names.contains), "\(schema)")
            }
        }
    }

    @Test func statusesAndTypesAreTheDocuments() throws {
        guard let document = try document() else { return }
        func list(_ name: String) -> Set<String> {
            let parameters = document.node(at: JSONPointer(["paths", "/v1/public/bookings", "get", "parameters"]))
            let parameter = parameters?.elements.first { $0["name"]?.string == name }
            return Set(parameter?["schema"]?["enum"]?.elements.compactMap(\.string) ?? [])
        }
        #expect(list("status") == Set(BookingStatus.allCases.map(\.rawValue)))
        #expect(list("type") == Set(BookingType.allCases.map(\.rawValue)))
    }

    /// Each documented filter must change something: an impossible value must leave nothing, or be refused.
    @Test func everyDocumentedFilterOfBookingsActs() throws {
        guard let document = try document() else { return }
        let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)
        for path in ["/v1/public/bookings", "/v1/public/users/{id}/bookings"] {
            let parameters = document.node(at: JSONPointer(["paths", path, "get", "parameters"]))
            let names = (parameters?.elements ?? document.root.elements)
                .filter { $0["in"]?.string == "query" }.compactMap { $0["name"]?.string }
                .filter { !["page", "itemsPerPage"].contains($0) }
            #expect(names.count > 20)
            for name in names {
                let value =
                    name.hasSuffix("before]")
                    ? "1999-01-01T00:00:00"
                    : name.hasSuffix("after]") ? "2999-01-01T00:00:00" : "impossible"
                let query = QueryItems(Array("\(name)=\(value)".utf8))
                let left = try? BookingFilter(query).apply(to: company.bookings, of: company)
                #expect(left?.isEmpty ?? true, "\(path) \(name)")
            }
        }
    }
}
