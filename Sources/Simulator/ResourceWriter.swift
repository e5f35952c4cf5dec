import ExchangeModel
import JSONTree

/// The company's things as the API shows them: members in the document's order, relations as its examples have them.
///
/// Dates of things that haven't happened are left out where the document doesn't call them nullable.
struct ResourceWriter {
    let company: Company

    /// A single resource: `@context` first, then its members.
    func single(_ resource: JSONValue, context: String) -> JSONValue {
        .object([("@context", .string("/contexts/" + context))] + (resource.memberList ?? []))
    }

    /// `2017-07-21T17:32:28+00:00`, as PHP's `DATE_ATOM` writes UTC.
    static func date(_ moment: Timestamp) -> String {
        String(moment.text(fractionDigits: 0).dropLast()) + "+00:00"
    }

    func date(_ moment: Timestamp) -> JSONValue { .string(ResourceWriter.date(moment)) }

    func head(_ path: String, _ type: String, _ id: String) -> [(String, JSONValue)] {
        [("@id", .string("/v1/public/\(path)/\(id)")), ("@type", .string(type)), ("id", .string(id))]
    }

    func user(iri id: String?) -> JSONValue { id.map { .string("/v1/public/users/" + $0) } ?? .null }

    func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    // MARK: Places

    func write(_ building: Building) -> JSONValue {
        .object(
            head("buildings", "Building", building.id) + [
                ("name", .string(building.name)), ("timeZone", .string(building.zone.rawValue)),
                ("latitude", .double(building.latitude)), ("longitude", .double(building.longitude)),
                ("addressLine1", .string(building.addressLine1)), ("addressLine2", .null),
                ("city", .string(building.city)), ("county", optional(building.county)),
                ("countryCode", .string(building.countryCode)), ("photo", optional(building.photo)),
                ("createdAt", date(building.createdAt)), ("modifiedAt", date(building.modifiedAt)),
            ]
        )
    }

    func write(_ floor: Floor) -> JSONValue {
        .object(
            head("floors", "Floor", floor.id) + [
                ("name", .string(floor.name)), ("floorPlanUrl", .string(floor.floorPlanURL)),
            ]
        )
    }

    func write(_ space: Space) -> JSONValue {
        .object(
            head("spaces", "Space", space.id) + [
                ("name", .string(space.name)), ("type", .string(space.type.rawValue)),
                ("floor", floor(of: space)), ("neighborhood", neighborhood(of: space)),
                ("photo", optional(space.photo)),
            ]
        )
    }

    func write(_ neighborhood: Neighborhood) -> JSONValue {
        .object(head("neighborhoods", "Neighborhood", neighborhood.id) + [("name", .string(neighborhood.name))])
    }

    /// The document's examples give these an `@id` under `bookable-space`, in the singular.
    func writeBookable(_ space: Space) -> JSONValue {
        .object(
            head("bookable-space", "BookableSpace", space.id) + [
                ("name", .string(space.name)), ("type", .string(space.type.rawValue)),
                ("neighborhood", neighborhood(of: space)),
            ]
        )
    }

    private func floor(of space: Space) -> JSONValue {
        guard let floor = company.floor(space.floorID) else { return .null }
        return .object(head("floors", "Floor", floor.id) + [("name", .string(floor.name))])
    }

    private func neighborhood(of space: Space) -> JSONValue {
        space.neighborhoodID.flatMap { company.neighborhood($0) }.map(write) ?? .null
    }

    // MARK: People

    func write(_ user: User) -> JSONValue {
        let floor = company.floor(user.preferredFloorID)
        return .object(
            head("users", "User", user.id) + [
                ("email", .string(user.email)), ("firstName", .string(user.firstName)),
                ("lastName", .string(user.lastName)), ("jobTitle", optional(user.jobTitle)),
                ("invitationPending", .bool(user.invitationPending)),
                ("preferredFloor", floor.map { ["id": .string($0.id), "name": .string($0.name)] } ?? .null),
                ("createdAt", date(user.createdAt)), ("modifiedAt", date(user.modifiedAt)),
                ("locale", .string(user.locale)), ("timePreference", .string(user.timePreference)),
                ("locationCityName", optional(user.location.cityName)),
                ("locationCountryCode", optional(user.location.countryCode)),
                ("locationLatitude", user.location.latitude.map { .double($0) } ?? .null),
                ("locationLongitude", user.location.longitude.map { .double($0) } ?? .null),
                ("locationTimezone", optional(user.location.timeZone)), ("biography", optional(user.biography)),
                ("monogram", .string(user.monogram)),
            ]
        )
    }

    // MARK: Bookings

    func write(_ booking: Booking) -> JSONValue {
        var members = head("bookings", "Booking", booking.id)
        members += [
            ("createdUserId", user(iri: booking.createdBy)), ("userId", user(iri: booking.userID)),
            ("space", booking.spaceID.flatMap { company.space($0) }.map(write) ?? .null),
            ("startDate", date(booking.start)), ("endDate", date(booking.end)),
            ("createdAt", date(booking.createdAt)), ("updatedAt", date(booking.updatedAt)),
            ("checkedInUserId", user(iri: booking.checkIn?.userID)),
        ]
        if let mark = booking.checkIn {
            members += [("checkedInDate", date(mark.at)), ("checkedInSource", .string(mark.source))]
        }
        members += [
            ("checkInMethod", optional(booking.checkIn?.method)),
            ("checkOutMethod", optional(booking.checkOut?.method)),
            ("checkedOutUser", user(iri: booking.checkOut?.userID)),
        ]
        if let mark = booking.checkOut {
            members += [("checkedOutDate", date(mark.at)), ("checkOutSource", .string(mark.source))]
        }
        members += [
            ("permanent", .bool(booking.permanent)), ("hasGuests", false), ("guestBooking", false),
            ("recurringBooking", .bool(booking.recurring)), ("source", .string(booking.source)),
            ("autoReleasedDate", booking.autoReleasedAt.map(date) ?? .null),
            ("cancelledUserId", user(iri: booking.cancellation?.userID)),
            ("bookingUserEmail", optional(company.user(booking.userID)?.email)),
            ("bookingCreatedByUserEmail", optional(company.user(booking.createdBy)?.email)),
            ("cancelledDate", booking.cancellation.map { date($0.at) } ?? .null),
            ("cancellationReason", optional(booking.cancellation?.reason)), ("title", optional(booking.title)),
            ("status", .string(booking.status.rawValue)), ("type", .string(booking.type.rawValue)),
            ("onlineMeeting", booking.type == .room ? .bool(booking.onlineMeetingURL != nil) : .null),
            ("onlineMeetingUrl", optional(booking.onlineMeetingURL)), ("icalUid", optional(booking.icalUID)),
            ("building", .string("/v1/public/buildings/" + booking.buildingID)),
        ]
        return .object(members)
    }
}

extension JSONValue {
    /// An object's members in order; nil for other values.
    var memberList: [(String, JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }
}
