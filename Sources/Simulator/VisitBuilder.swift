import ExchangeModel

/// Adds visits to a company. They have a stream of their own, so that the rest of the company stays as it was.
struct VisitBuilder {
    private var random: SeededGenerator
    private let anchor: Timestamp

    init(seed: UInt64, anchor: Timestamp) {
        random = SeededGenerator(seed: seed, stream: "visits")
        self.anchor = anchor
    }

    mutating func addVisits(to company: inout Company) {
        let workdays = (-14...14).filter { BuildingZone.isWorkday(moment(days: $0)) }
        let visits = (0..<48).map { number in
            // The anchor day has some, so that every status is there.
            draw(on: number < 4 ? 0 : random.pick(workdays), number: number, company)
        }
        for visit in visits.sorted(by: { $0.id < $1.id }) { company.add(visit) }
    }

    private func moment(days: Int, hour: Int = 0, minute: Int = 0) -> Timestamp {
        anchor.advanced(by: .seconds(days * 86_400 + hour * 3_600 + minute * 60))
    }

    private mutating func draw(on day: Int, number: Int, _ company: Company) -> Visit {
        let host = random.pick(company.users)
        let created = moment(days: day - 1 - random.below(10), hour: 8 + random.below(9), minute: random.below(60))
        let start = moment(days: day, hour: 9 + random.below(6), minute: 30 * random.below(2))
        let end = start.advanced(by: .seconds(3_600 * (1 + random.below(3))))
        let hasHost = number % 12 != 11
        var visit = Visit(
            id: random.ulid(at: created),
            hostID: hasHost ? host.id : nil,
            buildingID: host.buildingID,
            start: start,
            end: end,
            status: status(on: day, number: number),
            attendees: []
        )
        if hasHost { visit.attendees.append(attendee(host, .organizer, of: visit, at: created)) }
        if random.below(4) == 0 {
            let colleague = random.pick(company.users)
            if colleague.id != host.id {
                visit.attendees.append(attendee(colleague, random.pick(answers), of: visit, at: created))
            }
        }
        var guests: Set<Int> = []
        for _ in 0...random.below(3) { guests.insert(random.below(People.guests.count)) }
        for guest in guests.sorted() {
            visit.attendees.append(attendee(People.guests[guest], of: visit, at: created))
        }
        return visit
    }

    private var answers: [Visit.Answer] {
        [.accepted, .accepted, .accepted, .tentativelyAccepted, .declined, .notResponded, .none]
    }

    private mutating func status(on day: Int, number: Int) -> BookingStatus {
        if day == 0, number < 2 { return .checkedIn }
        if random.below(8) == 0 { return .cancelled }
        return day < 0 ? random.pick([.checkedOut, .checkedOut, .completed, .noCheckIn]) : .booked
    }

    private mutating func attendee(
        _ user: User,
        _ answer: Visit.Answer,
        of visit: Visit,
        at moment: Timestamp
    ) -> Visit.Attendee {
        // The company's own people are in the building anyway and don't sign in at the desk.
        Visit.Attendee(
            id: random.ulid(at: moment),
            displayName: user.firstName + " " + user.lastName,
            firstName: user.firstName,
            lastName: user.lastName,
            email: user.email,
            userID: user.id,
            answer: answer,
            checkedIn: nil,
            checkedOut: nil
        )
    }

    private mutating func attendee(_ guest: People.Guest, of visit: Visit, at moment: Timestamp) -> Visit.Attendee {
        let came = [.checkedIn, .checkedOut, .completed].contains(visit.status)
        let leaves = visit.status == .checkedOut
        let name = [guest.first, guest.last].compactMap(\.self).joined(separator: " ")
        return Visit.Attendee(
            id: random.ulid(at: moment),
            displayName: name.isEmpty ? nil : name,
            firstName: guest.first,
            lastName: guest.last,
            // Whoever invites writes the address by hand; only its lower case is one person's.
            email: random.below(4) == 0 ? guest.email.prefix(1).uppercased() + guest.email.dropFirst() : guest.email,
            userID: nil,
            answer: random.pick(answers),
            checkedIn: came ? visit.start.advanced(by: .seconds(60 * random.below(15))) : nil,
            checkedOut: leaves ? visit.end.advanced(by: .seconds(-60 * random.below(15))) : nil
        )
    }
}
