import ExchangeModel

/// Makes the simulated company. The same seed and anchor day give the same company, byte for byte.
struct CompanyBuilder {
    private var random: SeededGenerator
    private let anchor: Timestamp
    private var company = Company()

    static func build(seed: UInt64, anchor: Timestamp) -> Company {
        var builder = CompanyBuilder(random: SeededGenerator(seed: seed, stream: "company"), anchor: anchor)
        builder.addBuildings()
        builder.addUsers()
        builder.addBookings()
        var visits = VisitBuilder(seed: seed, anchor: anchor)
        visits.addVisits(to: &builder.company)
        return builder.company
    }

    private init(random: SeededGenerator, anchor: Timestamp) {
        self.random = random
        self.anchor = anchor
    }

    /// A moment so many days from the anchor, at a time of day.
    private func moment(days: Int, hour: Int = 0, minute: Int = 0) -> Timestamp {
        anchor.advanced(by: .seconds(days * 86_400 + hour * 3_600 + minute * 60))
    }

    // MARK: Places

    private mutating func addBuildings() {
        let opened = moment(days: -900, hour: 9)
        let london = Building(
            id: random.ulid(at: opened),
            name: "London Office",
            zone: .london,
            hours: OpeningHours(zone: .london, closures: ["2026-12-25", "2027-01-01"], onsiteLimit: 25),
            latitude: 51.5113,
            longitude: -0.0836,
            addressLine1: "4 Lantern Court",
            city: "London",
            county: nil,
            countryCode: "GB",
            photo: random.uuid(),
            createdAt: opened,
            modifiedAt: moment(days: -40, hour: 11)
        )
        addFloors(of: london, names: ["Ground Floor", "Floor 01", "Floor 02"], openedAt: opened)

        let moved = moment(days: -410, hour: 8)
        let berlin = Building(
            id: random.ulid(at: moved),
            name: "Berlin Studio",
            zone: .berlin,
            hours: OpeningHours(zone: .berlin, opens: 8, closes: 20, closures: ["2026-12-25", "2027-01-01"]),
            latitude: 52.4987,
            longitude: 13.4184,
            addressLine1: "Lindenhof 12",
            city: "Berlin",
            county: "Berlin",
            countryCode: "DE",
            photo: nil,
            createdAt: moved,
            modifiedAt: moment(days: -12, hour: 15)
        )
        addFloors(of: berlin, names: ["Erdgeschoss", "1. Etage"], openedAt: moved)
    }

    private mutating func addFloors(of building: Building, names: [String], openedAt: Timestamp) {
        company.add(building)
        for (level, name) in names.enumerated() {
            let floor = Floor(
                id: random.ulid(at: openedAt),
                name: name,
                buildingID: building.id,
                floorPlanURL: "https://static.example.com/lightning/\(random.uuid())/floor-plan/\(random.uuid()).svg"
            )
            company.add(floor)
            let neighborhoods = (0..<2).map { offset in
                Neighborhood(
                    id: random.ulid(at: openedAt),
                    name: People.neighborhoods[(level * 2 + offset) % People.neighborhoods.count],
                    floorID: floor.id
                )
            }
            for neighborhood in neighborhoods { company.add(neighborhood) }
            addSpaces(on: floor, level: level, neighborhoods: neighborhoods, openedAt: openedAt)
        }
    }

    private mutating func addSpaces(on floor: Floor, level: Int, neighborhoods: [Neighborhood], openedAt: Timestamp) {
        func add(_ count: Int, _ type: BookingType, _ label: String, inNeighborhoods: Bool) {
            for number in 1...count {
                let neighborhood = inNeighborhoods ? neighborhoods[number % neighborhoods.count].id : nil
                company.add(
                    Space(
                        id: random.ulid(at: openedAt),
                        name: "\(label) \(level)\(number < 10 ? "0" : "")\(number)",
                        type: type,
                        floorID: floor.id,
                        buildingID: floor.buildingID,
                        neighborhoodID: neighborhood,
                        photo: random.below(4) == 0 ? random.uuid() : nil
                    )
                )
            }
        }
        add(12, .desk, "Desk", inNeighborhoods: true)
        add(2, .room, "Room", inNeighborhoods: false)
        add(1, .pod, "Pod", inNeighborhoods: false)
        if level == 0 {
            add(3, .parking, "Parking", inNeighborhoods: false)
            add(2, .locker, "Locker", inNeighborhoods: false)
        } else {
            add(1, .privateOffice, "Office", inNeighborhoods: false)
        }
    }

    // MARK: People

    private mutating func addUsers() {
        // Each pair of names once: the second lap shifts the last names.
        for number in 0..<60 {
            let first = People.firstNames[number % 30]
            let last = People.lastNames[(number + number / 30 * 7) % 30]
            let joined = moment(days: -700 + number * 11, hour: 9, minute: number)
            let building = company.buildings[number % 3 == 2 ? 1 : 0]
            let floors = company.floors.filter { $0.buildingID == building.id }
            company.store(
                User(
                    id: random.ulid(at: joined),
                    email: People.email(first, last),
                    firstName: first,
                    lastName: last,
                    jobTitle: random.below(6) == 0 ? nil : random.pick(People.jobTitles),
                    invitationPending: random.below(12) == 0,
                    preferredFloorID: random.pick(floors).id,
                    createdAt: joined,
                    modifiedAt: moment(days: -1 - random.below(30), hour: 10, minute: number),
                    locale: building.zone == .london ? "en-GB" : "de-DE",
                    timePreference: random.pick(["default", "default", "24H", "12H"]),
                    buildingID: building.id,
                    location: User.Location(
                        cityName: building.city,
                        countryCode: building.countryCode,
                        latitude: building.latitude,
                        longitude: building.longitude,
                        timeZone: building.zone.rawValue
                    ),
                    biography: random.below(5) == 0 ? random.pick(People.biographies) : nil
                )
            )
        }
    }

    // MARK: Bookings

    private mutating func addBookings() {
        let workdays = (-14...14).filter { BuildingZone.isWorkday(moment(days: $0)) }
        var drawn: [Booking] = []
        // Draws that collide are drawn again; the bound keeps a full house from looping.
        for _ in 0..<2_000 where drawn.count < 120 {
            let type = random.pick([.desk, .desk, .desk, .desk, .desk, .room, .parking, .onsite] as [BookingType])
            if let booking = draw(type, on: random.pick(workdays), besides: drawn) { drawn.append(booking) }
        }
        // In the order of their creation, as the API lists them: later ones come after.
        for booking in drawn.sorted(by: { $0.id < $1.id }) { company.store(booking) }
    }

    private mutating func draw(_ type: BookingType, on day: Int, besides others: [Booking]) -> Booking? {
        let user = random.pick(company.users)
        let hours = type == .room ? (9 + random.below(8), 1) : random.pick([(9, 8), (9, 4), (13, 4), (8, 9)])
        let start = moment(days: day, hour: hours.0)
        let end = moment(days: day, hour: hours.0 + hours.1)
        let space = random.pick(
            company.spaces.filter { $0.type == (type == .onsite ? .desk : type) && $0.buildingID == user.buildingID }
                + company.spaces.filter { $0.type == type }
        )
        let created = moment(days: day - 1 - random.below(12), hour: 8 + random.below(9), minute: random.below(60))
        let isDouble = others.contains {
            $0.userID == user.id && $0.type == type && $0.start < end && start < $0.end
        }
        let isTaken = others.contains { $0.spaceID == space.id && $0.start < end && start < $0.end }
        guard !isDouble, type == .onsite || !isTaken else { return nil }
        var booking = Booking(
            id: random.ulid(at: created),
            createdBy: random.below(8) == 0 ? random.pick(company.users).id : user.id,
            userID: user.id,
            spaceID: type == .onsite ? nil : space.id,
            buildingID: space.buildingID,
            type: type,
            start: start,
            end: end,
            createdAt: created,
            updatedAt: created,
            source: random.pick(["web", "ios", "android", "calendar", "slack", "msTeams", "publicApi"])
        )
        booking.recurring = random.below(6) == 0
        if type == .room {
            booking.title = random.pick(People.meetingTitles)
            booking.icalUID = random.hex(32) + "@example.com"
            if random.below(2) == 0 { booking.onlineMeetingURL = "https://meet.example.com/" + random.hex(12) }
        }
        age(&booking, day: day)
        return booking
    }

    /// Gives a booking the history that its day calls for.
    private mutating func age(_ booking: inout Booking, day: Int) {
        let fate = random.below(10)
        if fate == 0 {
            booking.status = .cancelled
            let at = booking.createdAt.advanced(by: .seconds(1_800 + random.below(36_000)))
            booking.cancellation = Booking.Cancellation(userID: booking.userID, at: at, reason: "byUser")
            booking.updatedAt = at
            return
        }
        guard day < 0 else { return }
        switch fate {
        case 1, 2:
            booking.status = .noCheckIn
            booking.autoReleasedAt = booking.start.advanced(by: .seconds(3_600))
            booking.updatedAt = booking.start.advanced(by: .seconds(3_600))
        case 3, 4, 5:
            booking.status = .completed
            mark(&booking, leaves: false)
        default:
            booking.status = .checkedOut
            mark(&booking, leaves: true)
        }
    }

    private mutating func mark(_ booking: inout Booking, leaves: Bool) {
        let arrival = booking.start.advanced(by: .seconds(60 * random.below(45)))
        let source = random.pick(["web", "ios", "android", "publicApi"])
        let method = source == "publicApi" ? random.pick(["doorAccess", "wifi", "geofence", "sensor"]) : nil
        booking.checkIn = Booking.Mark(userID: booking.userID, at: arrival, source: source, method: method)
        booking.updatedAt = arrival
        guard leaves else { return }
        let departure = booking.end.advanced(by: .seconds(-60 * random.below(30)))
        booking.checkOut = Booking.Mark(userID: booking.userID, at: departure, source: source, method: method)
        booking.updatedAt = departure
    }
}
