import ExchangeModel
import JSONTree

/// The operations on the simulated company, behind sign-in, quota and faults.
struct CompanyService: Sendable {
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
        let query = request.filters
        switch operation {
        case .requestToken: throw .notFound
        case .getBuilding: return try single(company.building(id).map(writer.write), "Building", type)
        case .getFloor: return try single(company.floor(id).map(writer.write), "Floor", type)
        case .getNeighborhood: return try single(company.neighborhood(id).map(writer.write), "Neighborhood", type)
        case .getSpace: return try single(company.space(id).map(writer.write), "Space", type)
        case .getUser: return try single(company.user(id).map(writer.write), "User", type)
        case .getBooking: return try single(company.booking(id).map(writer.write), "Booking", type)
        case .getVisit: return try single(company.visit(id).map(writer.write), "Visit", type)
        case .getVisitor:
            return try single(VisitorDirectory(company.visits).visitor(id).map(writer.write), "Visitor", type)
        case .listBuildings: return try list(buildings(query), "Building", request, type, writer.write)
        case .listFloors: return try list(floors(query), "Floor", request, type, writer.write)
        case .listNeighborhoods: return try list(neighborhoods(query), "Neighborhood", request, type, writer.write)
        case .listSpaces: return try list(spaces(query), "Space", request, type, writer.write)
        case .listUsers: return try list(users(query), "User", request, type, writer.write)
        case .listBookings:
            let found = try BookingFilter(query).apply(to: company.bookings, of: company)
            return try list(found, "Booking", request, type, defaultSize: 50, writer.write)
        case .listUserBookings:
            guard company.user(id) != nil else { throw .notFound }
            let own = company.bookings.filter { $0.userID == id }
            return try list(BookingFilter(query).apply(to: own, of: company), "Booking", request, type, writer.write)
        case .listVisits: return try list(visits(query), "Visit", request, type, writer.write)
        case .listVisitors: return try list(visitors(query), "Visitor", request, type, writer.write)
        case .listBookableDays:
            let days = try Availability(company: company).days(query, at: now).map(writer.write)
            return collection(days, total: days.count, nil, "BookableDay", request, type)
        case .getBookableDay:
            guard Availability(company: company).isBookable(id, at: now) else { throw .notFound }
            return APIReply(status: 204, body: .empty)
        case .listBookableSpaces:
            let spaces = try Availability(company: company).spaces(query).map(writer.writeBookable)
            return collection(spaces, total: spaces.count, nil, "BookableSpace", request, type)
        case .getBookableOnsitePass:
            return try single(Availability(company: company).pass(request), "BookableOnsitePass", type)
        case .createBooking:
            return try created(BookingForm(request, company: company).booking(random: &random, at: now), type)
        case .cancelBooking, .checkInBooking, .checkOutBooking:
            guard let booking = company.booking(id) else { throw .notFound }
            return try created(BookingChange(operation, request, company).apply(to: booking, at: now), type)
        case .updateUser:
            guard let user = company.user(id) else { throw .notFound }
            return try stored(UserPatch(request, for: user, at: now).user, type, status: 200)
        case .uploadUserPhoto:
            guard var user = company.user(id) else { throw .notFound }
            user.photo = try PhotoForm(request).image
            user.modifiedAt = now
            return try stored(user, type, status: 201)
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

    private mutating func stored(_ user: User, _ type: MediaType, status: Int) throws(APIError) -> APIReply {
        company.store(user)
        return try single(ResourceWriter(company: company).write(user), "User", type, status: status)
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
        let members = request.listing.page(of: items, paging).map(write)
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
                        ("hydra:totalItems", .int(request.listing.total(total))),
                    ] + (view.map { [("hydra:view", $0)] } ?? [])
                )
            )
        }
    }

    private var csvType: String { "text/csv; charset=utf-8" }
}
