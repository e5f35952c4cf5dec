/// The operations that the simulator answers: the 27 of the vendor's document, and the sign-in.
///
/// The raw value is the label that plans, findings and reports use.
enum Operation: String, Sendable, CaseIterable {
    case requestToken = "POST /oauth2/token"
    case listBuildings = "GET /v1/public/buildings"
    case getBuilding = "GET /v1/public/buildings/{id}"
    case listFloors = "GET /v1/public/floors"
    case getFloor = "GET /v1/public/floors/{id}"
    case listNeighborhoods = "GET /v1/public/neighborhoods"
    case getNeighborhood = "GET /v1/public/neighborhoods/{id}"
    case listSpaces = "GET /v1/public/spaces"
    case getSpace = "GET /v1/public/spaces/{id}"
    case listBookableDays = "GET /v1/public/bookable-days"
    case getBookableDay = "GET /v1/public/bookable-days/{id}"
    case getBookableOnsitePass = "GET /v1/public/bookable-onsite-passes"
    case listBookableSpaces = "GET /v1/public/bookable-spaces"
    case listUsers = "GET /v1/public/users"
    case getUser = "GET /v1/public/users/{id}"
    case updateUser = "PATCH /v1/public/users/{id}"
    case uploadUserPhoto = "POST /v1/public/users/{id}/photo"
    case listUserBookings = "GET /v1/public/users/{id}/bookings"
    case listBookings = "GET /v1/public/bookings"
    case createBooking = "POST /v1/public/bookings"
    case getBooking = "GET /v1/public/bookings/{id}"
    case cancelBooking = "POST /v1/public/bookings/{id}/cancel"
    case checkInBooking = "POST /v1/public/bookings/{id}/check-in"
    case checkOutBooking = "POST /v1/public/bookings/{id}/check-out"
    case listVisits = "GET /v1/public/visits"
    case getVisit = "GET /v1/public/visits/{id}"
    case listVisitors = "GET /v1/public/visitors"
    case getVisitor = "GET /v1/public/visitors/{id}"

    var method: String { String(rawValue.prefix { $0 != " " }) }
    var template: String { String(rawValue.drop { $0 != " " }.dropFirst()) }

    /// The contract's `operationId`, which is the case's own name.
    var operationID: String { String(describing: self) }

    /// The operation with this label or this `operationId`.
    static func named(_ name: String) -> Operation? {
        Operation(rawValue: name) ?? allCases.first { $0.operationID == name }
    }

    /// The operation that a request means, with the id in its path.
    ///
    /// HEAD is answered as GET without its body, as API Platform does.
    static func find(method: String, path: String) throws(APIError) -> (operation: Operation, id: String) {
        let wanted = method == "HEAD" ? "GET" : method
        var allowed: [String] = []
        for operation in allCases {
            guard let id = operation.match(path) else { continue }
            if operation.method == wanted { return (operation, id) }
            allowed.append(operation.method)
        }
        throw allowed.isEmpty ? .notFound : .methodNotAllowed(allowed: allowed)
    }

    /// What stands for `{id}` in the path, empty where the template has none; nil if the path is another one.
    private func match(_ path: String) -> String? {
        let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let wanted = template.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        guard parts.count == wanted.count else { return nil }
        var id = ""
        for (part, expected) in zip(parts, wanted) {
            if expected.first == 0x7B {
                guard !part.isEmpty else { return nil }
                id = String(decoding: part, as: UTF8.self)
            } else if !part.elementsEqual(expected) {
                return nil
            }
        }
        return id
    }
}
