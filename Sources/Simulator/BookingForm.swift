import ExchangeModel
import JSONTree

/// The body of `POST /v1/public/bookings`, checked.
struct BookingForm: Sendable {
    private let userID: String
    private let start: Timestamp
    private let end: Timestamp
    private let type: BookingType
    private let buildingID: String
    private let spaceID: String?
    private let title: String?
    private let hasOnlineMeeting: Bool

    /// - Throws: 400 for a body that is no JSON, 415 for another media type, 422 with every broken rule.
    init(_ request: APIRequest, company: Company) throws(APIError) {
        let body = try request.jsonBody()?.root
        func text(_ name: String) -> String? { body?[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        var wrong: [APIError.Violation] = []
        func refuse(_ path: String, _ message: String) {
            wrong.append(APIError.Violation(path: path, message: message))
        }
        func moment(_ name: String) -> Timestamp? {
            guard let value = text(name) else {
                refuse(name, APIError.Violation.blank)
                return nil
            }
            let parsed = Timestamp(rfc3339: value, assumingUTC: true)
            if parsed == nil { refuse(name, "This value is not a valid datetime.") }
            return parsed
        }

        let user = text("userId")
        if user == nil {
            refuse("userId", APIError.Violation.blank)
        } else if user.flatMap({ company.user($0) }) == nil {
            refuse("userId", "User not found.")
        }
        let start = moment("startDateTime")
        let end = moment("endDateTime")
        if let start, let end, end <= start { refuse("endDateTime", "The end must be after the start.") }

        let space = text("spaceId").flatMap { company.space($0) }
        let building = text("buildingId").flatMap { company.building($0) }
        if text("spaceId") != nil, space == nil {
            refuse("spaceId", "Space not found.")
        } else if let space, let start, let end, start < end, !company.isFree(space.id, from: start, to: end) {
            refuse("spaceId", "This space is not available for the selected time.")
        }
        if text("buildingId") != nil, building == nil {
            refuse("buildingId", "Building not found.")
        } else if text("spaceId") == nil, text("buildingId") == nil {
            refuse("spaceId", "Either a space or, for an onsite booking, a building is needed.")
        } else if text("spaceId") == nil, let building, let start, let end, start < end,
            company.onsitePassesLeft(in: building, from: start, to: end) == 0
        {
            refuse("buildingId", "No onsite pass is left in this building for the selected time.")
        }
        let title = text("title")
        if space?.type == .room, title == nil { refuse("title", APIError.Violation.blank) }
        if let title, title.unicodeScalars.count > 255 {
            refuse("title", "This value is too long. It should have 255 characters or less.")
        }
        if let about = text("description"), about.unicodeScalars.count > 4_000 {
            refuse("description", "This value is too long. It should have 4000 characters or less.")
        }

        guard wrong.isEmpty, let user, let start, let end, let place = space?.buildingID ?? building?.id else {
            throw .violations(wrong)
        }
        userID = user
        self.start = start
        self.end = end
        type = space?.type ?? .onsite
        buildingID = place
        spaceID = space?.id
        self.title = space?.type == .room ? title : nil
        hasOnlineMeeting = space?.type == .room && body?["onlineMeeting"]?.bool == true
    }

    /// The new booking, its id drawn from the generator.
    func booking(random: inout SeededGenerator, at now: Timestamp) -> Booking {
        var booking = Booking(
            id: random.ulid(at: now),
            createdBy: userID,
            userID: userID,
            spaceID: spaceID,
            buildingID: buildingID,
            type: type,
            start: start,
            end: end,
            createdAt: now,
            updatedAt: now,
            source: "publicApi"
        )
        booking.title = title
        if type == .room { booking.icalUID = random.hex(32) + "@example.com" }
        if hasOnlineMeeting { booking.onlineMeetingURL = "https://meet.example.com/" + random.hex(12) }
        return booking
    }
}
