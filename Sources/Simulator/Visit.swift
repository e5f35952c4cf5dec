import ExchangeModel

/// Guests' time in a building: who receives them, and everybody who was asked to come, the host included.
struct Visit: Sendable, Hashable {
    var id: String
    /// Nil where the host has left the company.
    var hostID: String?
    var buildingID: String
    var start: Timestamp
    var end: Timestamp
    var status: BookingStatus
    var attendees: [Attendee]

    /// One person at one visit. The same person at another visit is another attendee, with an id of its own.
    struct Attendee: Sendable, Hashable {
        var id: String
        /// What the guest is called at the desk; nil where only an address is known.
        var displayName: String?
        var firstName: String?
        var lastName: String?
        var email: String
        /// Set for the company's own people.
        var userID: String?
        var answer: Answer
        var checkedIn: Timestamp?
        var checkedOut: Timestamp?
    }

    /// What somebody said to the invitation. The raw values are the document's.
    enum Answer: String, Sendable, CaseIterable {
        case none, organizer
        case tentativelyAccepted = "tentatively_accepted"
        case accepted, declined
        case notResponded = "not_responded"
    }
}

/// Everybody who has visited, one entry for each e-mail address in lower case.
struct VisitorDirectory: Sendable {
    /// In the order in which the people first came.
    private(set) var visitors: [Visitor] = []
    private var placeByAttendee: [String: Int] = [:]

    struct Visitor: Sendable, Hashable {
        /// All that is known of the person's visits, never empty; the latest is the one that answers show.
        private(set) var visits: [Entry]
        private(set) var latest: Entry

        fileprivate init(_ entry: Entry) {
            visits = [entry]
            latest = entry
        }

        fileprivate mutating func add(_ entry: Entry) {
            visits.append(entry)
            if (entry.visit.start, entry.visit.id) > (latest.visit.start, latest.visit.id) { latest = entry }
        }
    }

    struct Entry: Sendable, Hashable {
        var visit: Visit
        var attendee: Visit.Attendee
    }

    init(_ visits: [Visit]) {
        var places: [String: Int] = [:]
        for visit in visits {
            for attendee in visit.attendees {
                let entry = Entry(visit: visit, attendee: attendee)
                let place = places[attendee.email.lowercased()]
                if let place { visitors[place].add(entry) } else { visitors.append(Visitor(entry)) }
                places[attendee.email.lowercased()] = place ?? visitors.count - 1
                placeByAttendee[attendee.id] = place ?? visitors.count - 1
            }
        }
    }

    /// The person behind the id of any of their visits' attendees.
    func visitor(_ attendee: String) -> Visitor? { placeByAttendee[attendee].map { visitors[$0] } }
}
