import Testing

/// The API's operations, written out: what the contract must know, whether the vendor's document is there or not.
struct DocumentedOperation: Sendable, CustomTestStringConvertible {
    let id: String
    /// Method and path template.
    let label: String
    /// The status of success, then each refusal, in order.
    let statuses: [String]

    var testDescription: String { label }

    private init(_ id: String, _ label: String, _ statuses: String) {
        self.id = id
        self.label = label
        self.statuses = (statuses + " 429 5XX").split(separator: " ").map(String.init)
    }

    static let all: [DocumentedOperation] = [
        DocumentedOperation("listBuildings", "GET /v1/public/buildings", "200 400 401 403"),
        DocumentedOperation("getBuilding", "GET /v1/public/buildings/{id}", "200 401 403 404"),
        DocumentedOperation("listBookings", "GET /v1/public/bookings", "200 400 401 403"),
        DocumentedOperation("createBooking", "POST /v1/public/bookings", "201 400 401 403 404 415 422"),
        DocumentedOperation("getBooking", "GET /v1/public/bookings/{id}", "200 401 403 404"),
        DocumentedOperation("cancelBooking", "POST /v1/public/bookings/{id}/cancel", "201 400 401 403 404 415 422"),
        DocumentedOperation("checkInBooking", "POST /v1/public/bookings/{id}/check-in", "201 400 401 403 404 415 422"),
        DocumentedOperation(
            "checkOutBooking",
            "POST /v1/public/bookings/{id}/check-out",
            "201 400 401 403 404 415 422"
        ),
        DocumentedOperation("listUsers", "GET /v1/public/users", "200 400 401 403"),
        DocumentedOperation("getUser", "GET /v1/public/users/{id}", "200 401 403 404"),
        DocumentedOperation("updateUser", "PATCH /v1/public/users/{id}", "200 400 401 403 404 415 422"),
        DocumentedOperation(
            "uploadUserPhoto",
            "POST /v1/public/users/{id}/photo",
            "201 400 401 403 404 413 415 422"
        ),
        DocumentedOperation("listUserBookings", "GET /v1/public/users/{id}/bookings", "200 400 401 403 404"),
        DocumentedOperation("listFloors", "GET /v1/public/floors", "200 400 401 403"),
        DocumentedOperation("getFloor", "GET /v1/public/floors/{id}", "200 401 403 404"),
        DocumentedOperation("listNeighborhoods", "GET /v1/public/neighborhoods", "200 400 401 403"),
        DocumentedOperation("getNeighborhood", "GET /v1/public/neighborhoods/{id}", "200 401 403 404"),
        DocumentedOperation("listSpaces", "GET /v1/public/spaces", "200 400 401 403"),
        DocumentedOperation("getSpace", "GET /v1/public/spaces/{id}", "200 401 403 404"),
        DocumentedOperation("listBookableSpaces", "GET /v1/public/bookable-spaces", "200 400 401 403 404 422"),
        DocumentedOperation("listBookableDays", "GET /v1/public/bookable-days", "200 400 401 403 404 422"),
        DocumentedOperation("getBookableDay", "GET /v1/public/bookable-days/{id}", "204 401 403 404"),
        DocumentedOperation(
            "getBookableOnsitePass",
            "GET /v1/public/bookable-onsite-passes",
            "200 400 401 403 404 422"
        ),
        DocumentedOperation("listVisits", "GET /v1/public/visits", "200 400 401 403"),
        DocumentedOperation("getVisit", "GET /v1/public/visits/{id}", "200 401 403 404"),
        DocumentedOperation("listVisitors", "GET /v1/public/visitors", "200 400 401 403"),
        DocumentedOperation("getVisitor", "GET /v1/public/visitors/{id}", "200 401 403 404"),
    ]

    /// The members that each schema requires, so that none is lost unseen.
    static let required: [String: [String]] = [
        "TokenRequest": ["grant_type", "client_id", "client_secret", "scope"],
        "Token": ["token_type", "expires_in", "access_token"],
        "TokenRefusal": ["error", "error_description", "message"], "TokenError": ["error"],
        "Collection": ["hydra:member"], "Error": ["hydra:title", "hydra:description"],
        "ConstraintViolationList": ["violations"], "Violation": ["propertyPath", "message"],
        "Building": ["@id", "@type", "id", "name"], "Floor": ["@id", "@type", "id", "name"],
        "EmbeddedFloor": ["id"], "Neighborhood": ["@id", "@type", "id", "name"], "EmbeddedNeighborhood": ["id"],
        "Space": ["id", "name", "type"], "BookableSpace": ["id", "name", "type"],
        "User": ["@id", "@type", "id", "email"],
        "Booking": ["@id", "@type", "id", "startDate", "endDate", "status", "type"], "BookableDay": ["start", "end"],
        "OnsitePass": ["available", "startDateTime", "endDateTime"],
        "Visit": ["id", "startDate", "endDate", "status"],
        "Visitor": ["id", "email", "type", "status"],
        "NewBooking": ["userId", "startDateTime", "endDateTime"], "CheckIn": ["userId"],
    ]
}
