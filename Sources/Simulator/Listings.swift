/// What the lists hold after their filters; bookings have a filter of their own.
///
/// Ids and codes are compared whole, names by what they contain; upper and lower case count as the same.
extension CompanyService {
    func buildings(_ query: QueryItems) -> [Building] {
        company.buildings.filter {
            same(query["id"], $0.id) && same(query["countryCode"], $0.countryCode) && same(query["city"], $0.city)
                && contains(query["name"], $0.name)
        }
    }

    func floors(_ query: QueryItems) -> [Floor] {
        company.floors.filter { same(query["buildingId"], $0.buildingID) }
    }

    func neighborhoods(_ query: QueryItems) -> [Neighborhood] {
        company.neighborhoods.filter {
            same(query["floorId"], $0.floorID)
                && same(query["buildingId"], company.floor($0.floorID)?.buildingID)
        }
    }

    func spaces(_ query: QueryItems) -> [Space] {
        company.spaces.filter {
            same(query["floorId"], $0.floorID) && same(query["buildingId"], $0.buildingID)
                && same(query["neighborhoodId"], $0.neighborhoodID)
        }
    }

    func users(_ query: QueryItems) -> [User] {
        company.users.filter {
            same(query["id"], $0.id) && same(query["emailExact"], $0.email) && contains(query["email"], $0.email)
                && contains(query["firstName"], $0.firstName) && contains(query["lastName"], $0.lastName)
        }
    }

    func visits(_ query: QueryItems) throws(APIError) -> [Visit] {
        let filter = try VisitFilter(query, for: .visits)
        return company.visits.filter { filter.admits($0, of: company) }
    }

    /// Both names are looked for in the display name, as the document says.
    func visitors(_ query: QueryItems) throws(APIError) -> [VisitorDirectory.Visitor] {
        let filter = try VisitFilter(query, for: .visitors)
        return VisitorDirectory(company.visits).visitors.filter {
            let person = $0.latest.attendee
            return same(query["emailExact"], person.email) && contains(query["email"], person.email)
                && contains(query["firstName"], person.displayName ?? "")
                && contains(query["lastName"], person.displayName ?? "") && filter.admits($0, of: company)
        }
    }

    private func same(_ wanted: String?, _ value: String?) -> Bool {
        wanted.map { $0.lowercased() == value?.lowercased() } ?? true
    }

    private func contains(_ wanted: String?, _ value: String) -> Bool {
        wanted.map { value.lowercased().contains($0.lowercased()) } ?? true
    }
}
