import ExchangeModel
import JSONTree

/// What can still be booked: days, spaces and onsite passes.
struct Availability: Sendable {
    let company: Company

    /// The days for a user in a building. Every user of the company may book in every building.
    ///
    /// - Throws: 400 for a name that is missing, 404 for a building or user that isn't there.
    func days(_ query: QueryItems, at now: Timestamp) throws(APIError) -> [OpeningHours.Day] {
        let names = try required(["buildingId", "userId"], in: query)
        guard let building = company.building(names[0]), company.user(names[1]) != nil else { throw .notFound }
        return building.hours.bookableDays(at: now)
    }

    /// Whether any building can be booked on a day.
    func isBookable(_ day: String, at now: Timestamp) -> Bool {
        company.buildings.contains { $0.hours.bookableDays(at: now).contains { $0.id == day } }
    }

    /// The spaces of one kind on a floor that are free for all of a time.
    ///
    /// - Throws: 400 for a name that is missing or a value that can't be read, 404 for an unknown floor or user.
    func spaces(_ query: QueryItems) throws(APIError) -> [Space] {
        let names = try required(["floorId", "userId", "startDateTime", "endDateTime"], in: query)
        let (start, end) = try period(query)
        guard let kind = BookingType(rawValue: query["spaceType"] ?? "desk") else {
            throw .badRequest("Invalid value for \"spaceType\".")
        }
        guard company.floor(names[0]) != nil, company.user(names[1]) != nil else { throw .notFound }
        return company.spaces.filter {
            $0.floorID == names[0] && $0.type == kind && company.isFree($0.id, from: start, to: end)
        }
    }

    /// The onsite pass for a building and a time; its `@id` is the request's own target.
    ///
    /// - Throws: as ``days(_:at:)``, and 400 for a time that is none.
    func pass(_ request: APIRequest) throws(APIError) -> JSONValue {
        let query = request.filters
        let names = try required(["buildingId", "startDateTime", "endDateTime"], in: query)
        let (start, end) = try period(query)
        guard let building = company.building(names[0]) else { throw .notFound }
        let left = company.onsitePassesLeft(in: building, from: start, to: end)
        let refusal = building.hours.refusal(from: start, to: end) ?? (left == 0 ? .noCapacity : nil)
        return ResourceWriter(company: company).writePass(
            id: request.path + "?" + query.encoded(replacing: "buildingId", with: building.id),
            left: left,
            from: start,
            to: end,
            refusal: refusal
        )
    }

    private func required(_ names: [String], in query: QueryItems) throws(APIError) -> [String] {
        var values: [String] = []
        for name in names {
            guard let value = query[name] else { throw .badRequest("Query parameter \"\(name)\" is required") }
            values.append(value)
        }
        return values
    }

    private func period(_ query: QueryItems) throws(APIError) -> (start: Timestamp, end: Timestamp) {
        guard let start = query["startDateTime"].flatMap({ Timestamp(rfc3339: $0, assumingUTC: true) }),
            let end = query["endDateTime"].flatMap({ Timestamp(rfc3339: $0, assumingUTC: true) }), start < end
        else { throw .badRequest("startDateTime and endDateTime must be date-times, and the first the earlier one.") }
        return (start, end)
    }
}
