import ExchangeModel
import JSONTree

/// Visits, visitors, and what can be booked, as the API shows them.
extension ResourceWriter {
    func write(_ visit: Visit) -> JSONValue {
        .object(
            head("visits", "Visit", visit.id) + [
                ("host", user(iri: visit.hostID)), ("building", building(visit.buildingID)),
                ("startDate", date(visit.start)), ("endDate", date(visit.end)),
                ("status", .string(visit.status.rawValue)),
                ("visitors", .array(visit.attendees.map { .object(person($0)) })),
            ]
        )
    }

    func write(_ visitor: VisitorDirectory.Visitor) -> JSONValue {
        let visit = visitor.latest.visit
        let person = person(visitor.latest.attendee)
        return .object(
            person.prefix(2) + [("visitCount", .int(visitor.visits.count))] + person.dropFirst(2) + [
                ("visitId", .string(visit.id)), ("host", user(iri: visit.hostID)),
                ("building", building(visit.buildingID)), ("startDate", date(visit.start)),
                ("endDate", date(visit.end)), ("visitStatus", .string(visit.status.rawValue)),
            ]
        )
    }

    /// The members that a visitor has in the directory and inside a visit. The document says that the visit count
    /// and what belongs to the latest visit are left out there.
    private func person(_ attendee: Visit.Attendee) -> [(String, JSONValue)] {
        head("visitors", "Visitor", attendee.id) + [
            ("displayName", optional(attendee.displayName)), ("firstName", optional(attendee.firstName)),
            ("lastName", optional(attendee.lastName)), ("email", .string(attendee.email)),
            ("type", attendee.userID == nil ? "external" : "user"), ("userId", user(iri: attendee.userID)),
            ("status", .string(attendee.answer.rawValue)),
            ("checkedInDate", attendee.checkedIn.map(date) ?? .null),
            ("checkedOutDate", attendee.checkedOut.map(date) ?? .null),
        ]
    }

    /// The document shows no example of a visit's building; this is the shape it gives floors inside spaces.
    private func building(_ id: String) -> JSONValue {
        guard let building = company.building(id) else { return .null }
        return .object(head("buildings", "Building", building.id) + [("name", .string(building.name))])
    }

    func write(_ day: OpeningHours.Day) -> JSONValue {
        ["start": date(day.start), "end": date(day.end)]
    }

    /// A pass for the time asked for. Without a refusal and without a limit the number is null.
    func writePass(
        id: String,
        left: Int?,
        from start: Timestamp,
        to end: Timestamp,
        refusal: OpeningHours.Refusal?
    ) -> JSONValue {
        [
            "@id": .string(id), "@type": "BookableOnsitePass",
            "numPassesAvailable": refusal == nil ? left.map { .int($0) } ?? .null : 0,
            "available": .bool(refusal == nil), "startDateTime": date(start), "endDateTime": date(end),
            "unavailabilityReason": optional(refusal?.rawValue),
        ]
    }
}
