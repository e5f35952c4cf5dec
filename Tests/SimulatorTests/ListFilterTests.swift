import ExchangeModel
import JSONTree
import Testing

@testable import Simulator

/// A filtered list holds everything that satisfies its filters, and nothing else.
///
/// What satisfies them is worked out here a second time, from the unfiltered answers, so that the simulator's own
/// filters are not their own judge.
@Suite struct ListFilterTests {
    private let api = StandInAPI(
        plan: .none,
        seed: 1,
        options: SimulatorOptions(now: { Timestamp(seconds: 1_795_455_062) })
    )

    private func members(_ target: String, _ token: String) throws -> [JSONNode] {
        let answer = api.get(target, token)
        #expect(answer.status == 200, "\(target)")
        let root = try JSONDocument.parse(answer.body).root
        let members = root["hydra:member"]?.elements.map { $0 } ?? []
        #expect(root["hydra:totalItems"]?.int == members.count, "\(target)")
        return members
    }

    private func ids(_ nodes: [JSONNode]) -> [String] { nodes.compactMap { $0["id"]?.string } }

    /// `2026-11-24T09:00:00` on the clock of a zone: winter time all through these weeks.
    private func local(_ text: String, _ zone: String?) -> String {
        guard zone == "Europe/Berlin", let moment = Timestamp(rfc3339: text) else { return String(text.prefix(19)) }
        return String(moment.advanced(by: .seconds(3_600)).text(fractionDigits: 0).prefix(19))
    }

    private func admits(_ filter: String, _ bound: String, _ date: String?, _ zone: String?) -> Bool {
        guard let date else { return false }
        let shown = filter.contains("local_") ? local(date, zone) : String(date.prefix(19))
        if filter.contains("strictly_before") { return shown < bound }
        if filter.contains("strictly_after") { return shown > bound }
        return filter.contains("before") ? shown <= bound : shown >= bound
    }

    private static let words = ["", "local_"].flatMap { place in
        ["", "strictly_"].flatMap { strict in ["before", "after"].map { place + strict + $0 } }
    }

    @Test func dateFiltersOfBookingsAndVisits() throws {
        let token = api.signIn()
        let zones = Dictionary(
            try members("/v1/public/buildings", token).map { ($0["@id"]?.string ?? "", $0["timeZone"]?.string ?? "") },
            uniquingKeysWith: { first, _ in first }
        )
        let dates = [
            "startDateTime": "startDate", "endDateTime": "endDate", "cancelledDateTime": "cancelledDate",
            "checkedInDateTime": "checkedInDate", "checkedOutDateTime": "checkedOutDate",
        ]
        var random = SeededGenerator(seed: 11)
        var matched = 0
        for list in ["bookings", "visits"] {
            let all = try members("/v1/public/\(list)?itemsPerPage=500", token)
            #expect(all.count > 40)
            for (name, member) in dates where list == "bookings" || ["startDate", "endDate"].contains(member) {
                let known = all.compactMap { $0[member]?.string }
                for word in Self.words {
                    for _ in 0..<4 {
                        // A moment that is there, so that the strict forms are put to the test.
                        let zone = random.pick(zones.values.sorted())
                        let text = random.pick(known)
                        let bound = word.hasPrefix("local_") ? local(text, zone) : String(text.prefix(19))
                        let filtered = try members(
                            "/v1/public/\(list)?itemsPerPage=500&\(name)[\(word)]=\(bound)",
                            token
                        )
                        let expected = all.filter {
                            let place = $0["building"]?.string ?? $0["building"]?["@id"]?.string ?? ""
                            return admits(word, bound, $0[member]?.string, zones[place])
                        }
                        #expect(ids(filtered) == ids(expected), "\(list) \(name)[\(word)]=\(bound)")
                        matched += filtered.count
                    }
                }
            }
        }
        #expect(matched > 1_000)
    }

    @Test func plainFiltersOfVisits() throws {
        let token = api.signIn()
        let all = try members("/v1/public/visits?itemsPerPage=500", token)
        for building in Set(all.compactMap { $0["building"]?["id"]?.string }) {
            for status in BookingStatus.allCases.map(\.rawValue) {
                let found = try members(
                    "/v1/public/visits?itemsPerPage=500&buildingId=\(building)&status=\(status)",
                    token
                )
                let expected = all.filter {
                    $0["building"]?["id"]?.string == building && $0["status"]?.string == status
                }
                #expect(ids(found) == ids(expected))
            }
        }
        // Every status is somewhere, so that none of the above was empty talk.
        #expect(Set(all.compactMap { $0["status"]?.string }) == Set(BookingStatus.allCases.map(\.rawValue)))
    }

    @Test func visitorsAreThoseOfTheVisitsThatMatch() throws {
        let token = api.signIn()
        let visits = try members("/v1/public/visits?itemsPerPage=500", token)
        let all = try members("/v1/public/visitors?itemsPerPage=500", token)
        func emails(_ visits: [JSONNode], _ keep: (JSONNode) -> Bool = { _ in true }) -> Set<String> {
            Set(
                visits.flatMap { $0["visitors"]?.elements.filter(keep) ?? [] }.compactMap {
                    $0["email"]?.string?.lowercased()
                }
            )
        }
        func found(_ query: String) throws -> Set<String> {
            Set(
                try members("/v1/public/visitors?itemsPerPage=500&" + query, token).compactMap {
                    $0["email"]?.string?.lowercased()
                }
            )
        }
        for status in BookingStatus.allCases.map(\.rawValue) {
            #expect(try found("visitStatus=\(status)") == emails(visits.filter { $0["status"]?.string == status }))
        }
        for answer in Visit.Answer.allCases.map(\.rawValue) {
            let expected = emails(visits) { $0["status"]?.string == answer }
            #expect(try found("status=\(answer)") == expected)
            #expect(!expected.isEmpty)
        }
        for building in Set(visits.compactMap { $0["building"]?["id"]?.string }) {
            let there = visits.filter { $0["building"]?["id"]?.string == building }
            #expect(try found("buildingId=\(building)") == emails(there))
            let later = there.filter { ($0["startDate"]?.string ?? "") > "2026-11-24T00:00:00" }
            #expect(
                try found("buildingId=\(building)&startDateTime[strictly_after]=2026-11-24T00:00:00") == emails(later)
            )
        }
        for visitor in all {
            let email = try #require(visitor["email"]?.string)
            let escaped = email.uppercased().replacing("+", with: "%2B")
            #expect(try found("emailExact=" + escaped) == [email.lowercased()])
        }
        for part in ["northwind", "@example.com", "a", "zzz"] {
            let expected = all.compactMap { $0["email"]?.string?.lowercased() }.filter { $0.contains(part) }
            #expect(try found("email=" + part) == Set(expected))
        }
        for part in ["ingrid", "MORI", "Georg", "o"] {
            let expected = all.filter { ($0["displayName"]?.string ?? "").lowercased().contains(part.lowercased()) }
            for name in ["firstName", "lastName"] {
                #expect(try found("\(name)=\(part)") == Set(expected.compactMap { $0["email"]?.string?.lowercased() }))
            }
        }
        // Some have no name at all; a name filter leaves them out.
        #expect(all.contains { $0["displayName"]?.isNull == true && $0["firstName"]?.isNull == true })
    }

    @Test func neighborhoodsSpacesAndBookingsOfAPlace() throws {
        let token = api.signIn()
        let spaces = try members("/v1/public/spaces?itemsPerPage=500", token)
        let bookings = try members("/v1/public/bookings?itemsPerPage=500", token)
        let neighborhoods = try members("/v1/public/neighborhoods", token)
        var seen: [String] = []
        for building in ids(try members("/v1/public/buildings", token)) {
            var ofBuilding: [String] = []
            for floor in ids(try members("/v1/public/floors?buildingId=" + building, token)) {
                let here = ids(try members("/v1/public/neighborhoods?floorId=" + floor, token))
                let used = spaces.filter { $0["floor"]?["id"]?.string == floor }
                    .compactMap { $0["neighborhood"]?["id"]?.string }
                #expect(Set(here) == Set(used))
                ofBuilding += here
                let booked = bookings.filter { $0["space"]?["floor"]?["id"]?.string == floor }
                #expect(try ids(members("/v1/public/bookings?itemsPerPage=500&floorId=" + floor, token)) == ids(booked))
                for neighborhood in here {
                    let inside = bookings.filter { $0["space"]?["neighborhood"]?["id"]?.string == neighborhood }
                    let query = "itemsPerPage=500&neighbourhoodId=" + neighborhood
                    #expect(try ids(members("/v1/public/bookings?" + query, token)) == ids(inside))
                }
            }
            #expect(try ids(members("/v1/public/neighborhoods?buildingId=" + building, token)) == ofBuilding)
            seen += ofBuilding
        }
        #expect(seen == ids(neighborhoods) && !seen.isEmpty)
    }

    @Test func bookingsOfAUserAreThatUsers() throws {
        let token = api.signIn()
        let bookings = try members("/v1/public/bookings?itemsPerPage=500", token)
        var seen: [String] = []
        for user in try members("/v1/public/users?itemsPerPage=500", token) {
            let iri = try #require(user["@id"]?.string)
            let own = bookings.filter { $0["userId"]?.string == iri }
            #expect(try ids(members("\(iri)/bookings?itemsPerPage=500", token)) == ids(own))
            seen += ids(own)
            for type in ["desk", "room", "onsite"] {
                let query = "itemsPerPage=500&type=\(type)&status=checkedOut"
                let expected = own.filter {
                    $0["type"]?.string == type && $0["status"]?.string == "checkedOut"
                }
                #expect(try ids(members("\(iri)/bookings?\(query)", token)) == ids(expected))
            }
        }
        #expect(seen.count == bookings.count)
    }

    /// Pages of every list, walked by their own links, hold each member once.
    @Test(arguments: ["neighborhoods", "spaces", "users", "bookings", "visits", "visitors"])
    func pagesAreDisjointAndWhole(list: String) throws {
        let token = api.signIn()
        let all = ids(try members("/v1/public/\(list)?itemsPerPage=500", token))
        var seen: [String] = []
        var next: String? = "/v1/public/\(list)?itemsPerPage=10"
        var pages = 0
        while let target = next, pages < 60 {
            let root = try JSONDocument.parse(api.get(target, token).body).root
            seen += root["hydra:member"]?.elements.compactMap { $0["id"]?.string } ?? []
            #expect(root["hydra:totalItems"]?.int == all.count)
            #expect(root["hydra:view"]?["@type"]?.string == "hydra:PartialCollectionView")
            next = root["hydra:view"]?["hydra:next"]?.string
            pages += 1
        }
        #expect(seen == all && Set(seen).count == seen.count)
        #expect(pages == (all.count + 9) / 10)
    }
}
