import ExchangeModel

/// Everything the simulated tenant has: buildings, floors, neighborhoods, spaces, users, bookings and visits.
///
/// Lists keep the order in which the API answers them; the indexes find a member by its ULID.
struct Company: Sendable, Hashable {
    private(set) var buildings: [Building] = []
    private(set) var floors: [Floor] = []
    private(set) var neighborhoods: [Neighborhood] = []
    private(set) var spaces: [Space] = []
    private(set) var users: [User] = []
    private(set) var bookings: [Booking] = []
    private(set) var visits: [Visit] = []

    private var index: [String: Int] = [:]

    mutating func add(_ building: Building) {
        index["building " + building.id] = buildings.count
        buildings.append(building)
    }

    mutating func add(_ floor: Floor) {
        index["floor " + floor.id] = floors.count
        floors.append(floor)
    }

    mutating func add(_ neighborhood: Neighborhood) {
        index["neighborhood " + neighborhood.id] = neighborhoods.count
        neighborhoods.append(neighborhood)
    }

    mutating func add(_ space: Space) {
        index["space " + space.id] = spaces.count
        spaces.append(space)
    }

    /// Adds a user, or puts it in the place of the one with its id.
    mutating func store(_ user: User) {
        if let place = index["user " + user.id] {
            users[place] = user
        } else {
            index["user " + user.id] = users.count
            users.append(user)
        }
    }

    mutating func add(_ visit: Visit) {
        index["visit " + visit.id] = visits.count
        visits.append(visit)
    }

    /// Adds a booking, or puts it in the place of the one with its id.
    mutating func store(_ booking: Booking) {
        if let place = index["booking " + booking.id] {
            bookings[place] = booking
        } else {
            index["booking " + booking.id] = bookings.count
            bookings.append(booking)
        }
    }

    func building(_ id: String) -> Building? { index["building " + id].map { buildings[$0] } }
    func floor(_ id: String) -> Floor? { index["floor " + id].map { floors[$0] } }
    func neighborhood(_ id: String) -> Neighborhood? { index["neighborhood " + id].map { neighborhoods[$0] } }
    func space(_ id: String) -> Space? { index["space " + id].map { spaces[$0] } }
    func user(_ id: String) -> User? { index["user " + id].map { users[$0] } }
    func booking(_ id: String) -> Booking? { index["booking " + id].map { bookings[$0] } }
    func visit(_ id: String) -> Visit? { index["visit " + id].map { visits[$0] } }

    /// The address of the first user with an open booking that starts at this moment or later.
    func sampleEmail(from moment: Timestamp) -> String {
        let holders = Set(bookings.filter { $0.status == .booked && $0.start >= moment }.map(\.userID))
        return users.first { holders.contains($0.id) }?.email ?? users.first?.email ?? ""
    }

    /// Whether nobody holds the space at any moment from `start` to `end`.
    func isFree(_ space: String, from start: Timestamp, to end: Timestamp) -> Bool {
        !bookings.contains { $0.spaceID == space && $0.holdsItsSpace && $0.start < end && start < $0.end }
    }

    /// How many onsite passes the building has left for the time; nil where it doesn't limit them.
    func onsitePassesLeft(in building: Building, from start: Timestamp, to end: Timestamp) -> Int? {
        building.hours.onsiteLimit.map { limit in
            let taken = bookings.count {
                $0.type == .onsite && $0.buildingID == building.id && $0.holdsItsSpace && $0.start < end
                    && start < $0.end
            }
            return max(0, limit - taken)
        }
    }
}

struct Building: Sendable, Hashable {
    var id: String
    var name: String
    var zone: BuildingZone
    var hours: OpeningHours
    var latitude: Double
    var longitude: Double
    var addressLine1: String
    var city: String
    var county: String?
    var countryCode: String
    var photo: String?
    var createdAt: Timestamp
    var modifiedAt: Timestamp
}

struct Floor: Sendable, Hashable {
    var id: String
    var name: String
    var buildingID: String
    var floorPlanURL: String
}

struct Neighborhood: Sendable, Hashable {
    var id: String
    var name: String
    var floorID: String
}

struct Space: Sendable, Hashable {
    var id: String
    var name: String
    var type: BookingType
    var floorID: String
    var buildingID: String
    var neighborhoodID: String?
    var photo: String?
}

struct User: Sendable, Hashable {
    var id: String
    var email: String
    var firstName: String
    var lastName: String
    var jobTitle: String?
    var invitationPending: Bool
    var preferredFloorID: String
    var createdAt: Timestamp
    var modifiedAt: Timestamp
    var locale: String
    var timePreference: String
    var buildingID: String
    var location: Location
    var biography: String?
    /// The bytes of the profile picture, if one was uploaded. No answer shows it.
    var photo: [UInt8]?

    /// Where the user usually is: at first the building, then what was changed.
    struct Location: Sendable, Hashable {
        var cityName: String?
        var countryCode: String?
        var latitude: Double?
        var longitude: Double?
        var timeZone: String?
    }

    var monogram: String { String(firstName.prefix(1) + lastName.prefix(1)) }
}
