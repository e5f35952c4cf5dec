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
        let paths = document.node(at: JSONPointer(["paths"]))
        let documented = (paths?.members.map { $0 } ?? []).flatMap { path, item in
            item.members.compactMap { $0.key.string }.filter { ["get", "post", "patch", "put", "delete"].contains($0) }
                .map { $0.uppercased() + " " + (path.string ?? "") }
        }
        #expect(documented.count == 27)
        #expect(Set(documented) == Set(Operation.allCases.map(\.rawValue)).subtracting(["POST /oauth2/token"]))
        for operation in Operation.allCases where operation != .requestToken {
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
            ("Neighborhood.jsonld-public_neighborhoods", company.neighborhoods.map(writer.write)),
            ("Visit.jsonld-public_visit", company.visits.map(writer.write)),
            ("Visitor.jsonld-public_visitor", VisitorDirectory(company.visits).visitors.map(writer.write)),
            ("Bookable.Day.jsonld-public_bookable_day", days(of: company).map(writer.write)),
            ("Bookable.Onsite.Pass.jsonld-public_bookable_onsite_pass", try passes(of: company)),
        ]
        for (schema, values) in shown {
            #expect(!values.isEmpty)
            let documented = properties(schema, of: document)
            #expect(!documented.isEmpty)
            for value in values {
                let names = (value.memberList ?? []).map(\.0)
                #expect(names == documented.filter(names.contains), "\(schema)")
            }
        }
    }

    private func days(of company: Company) -> [OpeningHours.Day] {
        company.buildings.flatMap { $0.hours.bookableDays(at: SimulatorOptions().anchor) }
    }

    /// A pass with and one without a limit, and one that is refused.
    private func passes(of company: Company) throws -> [JSONValue] {
        try company.buildings.flatMap { building in
            try ["T09:00:00", "T03:00:00"].map { time in
                try Availability(company: company).pass(
                    APIRequest(
                        method: "GET",
                        target: "/v1/public/bookable-onsite-passes?buildingId=\(building.id)&startDateTime=2026-11-24"
                            + time + "&endDateTime=2026-11-24T10:00:00"
                    )
                )
            }
        }
    }

    /// What answers show of these enumerations is what the document lists, neither more nor less.
    @Test func enumerationsAreTheDocuments() throws {
        guard let document = try document() else { return }
        func list(_ schema: String, _ member: String) -> Set<String> {
            let pointer = JSONPointer(["components", "schemas", schema, "properties", member, "enum"])
            return Set(document.node(at: pointer)?.elements.compactMap(\.string) ?? [])
        }
        #expect(list("Visit-public_visit", "status") == Set(BookingStatus.allCases.map(\.rawValue)))
        #expect(list("Visitor-public_visitor", "status") == Set(Visit.Answer.allCases.map(\.rawValue)))
        #expect(
            list("Bookable.Onsite.Pass-public_bookable_onsite_pass", "unavailabilityReason")
                == Set(OpeningHours.Refusal.allCases.map(\.rawValue))
        )
    }

    /// Inside a visit a visitor has the core members only, as the document's words on it say.
    @Test func visitorsInsideAVisitHaveNoMembersOfTheDirectory() throws {
        guard let document = try document() else { return }
        let documented = properties("Visitor.jsonld-public_visitor", of: document)
        let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)
        let writer = ResourceWriter(company: company)
        for visit in company.visits {
            let members = writer.write(visit).memberList?.first { $0.0 == "visitors" }?.1
            guard case .array(let visitors) = members else {
                Issue.record("a visit without a list of visitors")
                continue
            }
            #expect(visitors.count == visit.attendees.count)
            for visitor in visitors {
                let names = (visitor.memberList ?? []).map(\.0)
                #expect(names == documented.filter(names.contains))
                #expect(Set(names).isDisjoint(with: ["visitCount", "visitId", "host", "building", "visitStatus"]))
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

    /// The members of members too: every name that any answer shows, at any depth, is in the document's schema there.
    @Test func nestedMembersHaveTheDocumentsNames() throws {
        guard let document = try document() else { return }
        let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)
        let writer = ResourceWriter(company: company)
        let shown: [(String, [JSONValue])] = [
            ("Space.jsonld-public_space", company.spaces.map(writer.write)),
            ("Bookable.Space.jsonld-public_bookable_space.list", company.spaces.map(writer.writeBookable)),
            ("User.jsonld-public_user", company.users.map(writer.write)),
            ("Booking.jsonld-public_booking", company.bookings.map(writer.write)),
            ("Visit.jsonld-public_visit", company.visits.map(writer.write)),
            ("Visitor.jsonld-public_visitor", VisitorDirectory(company.visits).visitors.map(writer.write)),
        ]
        var nested: Set<String> = []
        for (name, values) in shown {
            let schema = try #require(document.node(at: JSONPointer(["components", "schemas", name])))
            for value in values { compare(value, schema, name, document, &nested) }
        }
        #expect(nested.count == 9, "\(nested.sorted())")
    }

    private func compare(
        _ value: JSONValue,
        _ schema: JSONNode,
        _ label: String,
        _ document: JSONDocument,
        _ nested: inout Set<String>
    ) {
        for (name, member) in value.memberList ?? [] {
            guard let documented = schema["properties"]?[name] else {
                Issue.record("\(label) has no \(name)")
                continue
            }
            guard member.memberList != nil else { continue }
            let branches =
                [documented] + ["anyOf", "oneOf"].flatMap { documented[$0].map { Array($0.elements) } ?? [] }
            let objects = branches.compactMap { branch in
                branch["$ref"]?.string.flatMap { JSONPointer(parsing: String($0.dropFirst())) }
                    .flatMap { document.node(at: $0) }
            }
            nested.insert(label + "." + name)
            if let object = objects.first { compare(member, object, label + "." + name, document, &nested) }
        }
    }

    /// Every documented filter of every list acts: what can't be there leaves nothing, or is refused.
    @Test(arguments: [
        "buildings", "floors", "neighborhoods", "spaces", "users", "bookings", "visits", "visitors",
    ])
    func everyDocumentedFilterOfTheListsActs(list: String) throws {
        guard let document = try document() else { return }
        let api = StandInAPI(plan: .none, seed: 1, options: SimulatorOptions())
        let token = api.signIn()
        let parameters = document.node(at: JSONPointer(["paths", "/v1/public/" + list, "get", "parameters"]))
        let names = (parameters?.elements.map { $0 } ?? []).filter { $0["in"]?.string == "query" }
            .compactMap { $0["name"]?.string }.filter {
                !["page", "itemsPerPage"].contains($0) && !$0.hasPrefix("order")
            }
        #expect(!names.isEmpty)
        for name in names {
            let value = name.contains("after]") ? "2999-01-01T00:00:00" : "1999-01-01T00:00:00"
            let answer = api.get("/v1/public/\(list)?\(name)=\(value)", token)
            let total = try JSONDocument.parse(answer.body).root["hydra:totalItems"]?.int
            #expect(answer.status == 400 || total == 0, "\(list) \(name)")
        }
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
