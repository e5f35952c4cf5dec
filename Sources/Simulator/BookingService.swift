import ExchangeModel
import JSONTree

/// The operations on the simulated company, behind sign-in, quota and faults.
struct BookingService: Sendable {
    private(set) var company: Company
    private var random: SeededGenerator

    init(company: Company, random: SeededGenerator) {
        self.company = company
        self.random = random
    }

    /// Carries an operation out.
    ///
    /// - Parameter id: what stands for `{id}` in the path.
    mutating func perform(
        _ operation: Operation,
        id: String,
        _ request: APIRequest,
        as type: MediaType,
        at now: Timestamp
    ) throws(APIError) -> APIReply {
        let writer = ResourceWriter(company: company)
        switch operation {
        case .token: throw .notFound
        case .getBuilding: return try single(company.building(id).map(writer.write), "Building", type)
        case .getFloor: return try single(company.floor(id).map(writer.write), "Floor", type)
        case .getSpace: return try single(company.space(id).map(writer.write), "Space", type)
        case .getUser: return try single(company.user(id).map(writer.write), "User", type)
        case .getBooking: return try single(company.booking(id).map(writer.write), "Booking", type)
        case .listBuildings: return try list(buildings(request.query), "Building", request, type, writer.write)
        case .listFloors: return try list(floors(request.query), "Floor", request, type, writer.write)
        case .listSpaces: return try list(spaces(request.query), "Space", request, type, writer.write)
        case .listUsers: return try list(users(request.query), "User", request, type, writer.write)
        case .listBookings:
            let found = try BookingFilter(request.query).apply(to: company.bookings, of: company)
            return try list(found, "Booking", request, type, defaultSize: 50, writer.write)
        case .listUserBookings:
            guard company.user(id) != nil else { throw .notFound }
            let own = company.bookings.filter { $0.userID == id }
            let found = try BookingFilter(request.query).apply(to: own, of: company)
            return try list(found, "Booking", request, type, writer.write)
        case .listBookableSpaces: return try bookableSpaces(request, type, writer)
        case .createBooking:
            return try created(BookingForm(request, company: company).booking(random: &random, at: now), type)
        case .cancelBooking, .checkIn, .checkOut:
            guard let booking = company.booking(id) else { throw .notFound }
            return try created(change(booking, operation, request, at: now), type)
        }
    }

    // MARK: Answers

    private func single(
        _ resource: JSONValue?,
        _ context: String,
        _ type: MediaType,
        status: Int = 200
    ) throws(APIError) -> APIReply {
        guard let resource else { throw .notFound }
        switch type {
        case .csv: return APIReply(status: status, body: .text(CSVTable.write([resource]), contentType: csvType))
        case .linkedData:
            return .linkedData(
                ResourceWriter(company: company).single(resource, context: context),
                status: status
            )
        }
    }

    private mutating func created(_ booking: Booking, _ type: MediaType) throws(APIError) -> APIReply {
        company.store(booking)
        return try single(ResourceWriter(company: company).write(booking), "Booking", type, status: 201)
    }

    private func list<Item>(
        _ items: [Item],
        _ context: String,
        _ request: APIRequest,
        _ type: MediaType,
        defaultSize: Int = 30,
        _ write: (Item) -> JSONValue
    ) throws(APIError) -> APIReply {
        let paging = try Paging(request.query, defaultSize: defaultSize)
        let members = paging.slice(items).map(write)
        let view = paging.view(path: request.path, query: request.query, total: items.count)
        return collection(members, total: items.count, view, context, request, type)
    }

    private func collection(
        _ members: [JSONValue],
        total: Int,
        _ view: JSONValue?,
        _ context: String,
        _ request: APIRequest,
        _ type: MediaType
    ) -> APIReply {
        switch type {
        case .csv: APIReply(status: 200, body: .text(CSVTable.write(members), contentType: csvType))
        case .linkedData:
            .linkedData(
                .object(
                    [
                        ("@context", .string("/contexts/" + context)), ("@id", .string(request.path)),
                        ("@type", "hydra:Collection"), ("hydra:member", .array(members)),
                        ("hydra:totalItems", .int(total)),
                    ] + (view.map { [("hydra:view", $0)] } ?? [])
                )
            )
        }
    }

    private var csvType: String { "text/csv; charset=utf-8" }

    // MARK: Filters

    private func same(_ wanted: String?, _ value: String?) -> Bool {
        wanted.map { $0.lowercased() == value?.lowercased() } ?? true
    }

    private func contains(_ wanted: String?, _ value: String) -> Bool {
        wanted.map { value.lowercased().contains($0.lowercased()) } ?? true
    }

    private func buildings(_ query: QueryItems) -> [Building] {
        company.buildings.filter {
            same(query["id"], $0.id) && same(query["countryCode"], $0.countryCode) && same(query["city"], $0.city)
                && contains(query["name"], $0.name)
        }
    }

    private func floors(_ query: QueryItems) -> [Floor] {
        company.floors.filter { same(query["buildingId"], $0.buildingID) }
    }

    private func spaces(_ query: QueryItems) -> [Space] {
        company.spaces.filter {
            same(query["floorId"], $0.floorID) && same(query["buildingId"], $0.buildingID)
                && same(query["neighborhoodId"], $0.neighborhoodID)
        }
    }

    private func users(_ query: QueryItems) -> [User] {
        company.users.filter {
            same(query["id"], $0.id) && same(query["emailExact"], $0.email) && contains(query["email"], $0.email)
                && contains(query["firstName"], $0.firstName) && contains(query["lastName"], $0.lastName)
        }
    }

    private func bookableSpaces(
        _ request: APIRequest,
        _ type: MediaType,
        _ writer: ResourceWriter
    ) throws(APIError) -> APIReply {
        let query = request.query
        for name in ["floorId", "userId", "startDateTime", "endDateTime"] where query[name] == nil {
            throw .badRequest("Query parameter \"\(name)\" is required")
        }
        guard let start = query["startDateTime"].flatMap({ Timestamp(rfc3339: $0, assumingUTC: true) }),
            let end = query["endDateTime"].flatMap({ Timestamp(rfc3339: $0, assumingUTC: true) }), start < end
        else { throw .badRequest("startDateTime and endDateTime must be date-times, and the first the earlier one.") }
        guard let kind = BookingType(rawValue: query["spaceType"] ?? "desk") else {
            throw .badRequest("Invalid value for \"spaceType\".")
        }
        guard query["floorId"].flatMap({ company.floor($0) }) != nil,
            query["userId"].flatMap({ company.user($0) }) != nil
        else { throw .notFound }
        let free = company.spaces.filter {
            $0.floorID == query["floorId"] && $0.type == kind && company.isFree($0.id, from: start, to: end)
        }
        let members = free.map(writer.writeBookable)
        return collection(members, total: members.count, nil, "BookableSpace", request, type)
    }

    // MARK: Changes

    private func change(
        _ booking: Booking,
        _ operation: Operation,
        _ request: APIRequest,
        at now: Timestamp
    ) throws(APIError) -> Booking {
        let body = try request.jsonBody()?.root
        let user = body?["userId"]?.string
        let method = body?["method"].flatMap { $0.isNull ? nil : $0 }
        var wrong: [APIError.Violation] = []
        if let user, company.user(user) == nil {
            wrong.append(APIError.Violation(path: "userId", message: "User not found."))
        } else if user == nil, operation != .cancelBooking {
            wrong.append(APIError.Violation(path: "userId", message: APIError.Violation.blank))
        }
        if let method, operation != .cancelBooking,
            !["doorAccess", "wifi", "geofence", "sensor"].contains(method.string ?? "")
        {
            wrong.append(APIError.Violation(path: "method", message: APIError.Violation.notAChoice))
        }
        guard wrong.isEmpty else { throw .violations(wrong) }
        var changed = booking
        do throws(LifeCycleError) {
            switch operation {
            case .checkIn: try changed.checkIn(by: user ?? "", method: method?.string, at: now)
            case .checkOut: try changed.checkOut(by: user ?? "", method: method?.string, at: now)
            default: try changed.cancel(onBehalfOf: user, at: now)
            }
        } catch {
            switch error {
            case .notAllowed: throw .forbidden
            case .wrongStatus(let message): throw .violations([APIError.Violation(path: "status", message: message)])
            }
        }
        return changed
    }
}
