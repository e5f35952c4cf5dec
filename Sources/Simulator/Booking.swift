import ExchangeModel

/// What can be booked. The raw values are the document's.
enum BookingType: String, Sendable, CaseIterable {
    case desk
    case privateOffice = "private_office"
    case room, onsite, locker, pod, parking
}

/// Where a booking is in its life. `completed` and `noCheckIn` are reached by time alone, the others by calls.
enum BookingStatus: String, Sendable, CaseIterable {
    case booked, checkedIn, checkedOut, completed, cancelled, noCheckIn
}

/// A booking and what has happened to it.
struct Booking: Sendable, Hashable {
    var id: String
    var createdBy: String
    var userID: String
    /// Nil for onsite bookings, which hold a place in the building only.
    var spaceID: String?
    var buildingID: String
    var type: BookingType
    var status: BookingStatus = .booked
    var start: Timestamp
    var end: Timestamp
    var createdAt: Timestamp
    var updatedAt: Timestamp
    /// The platform: `web`, `ios`, … `publicApi`.
    var source: String
    var checkIn: Mark?
    var checkOut: Mark?
    var cancellation: Cancellation?
    var autoReleasedAt: Timestamp?
    var permanent = false
    var recurring = false
    var title: String?
    var onlineMeetingURL: String?
    var icalUID: String?

    /// Who checked in or out, when, from where and how.
    struct Mark: Sendable, Hashable {
        var userID: String
        var at: Timestamp
        var source: String
        /// `doorAccess`, `wifi`, `geofence`, `sensor`; nil where nobody said.
        var method: String?
    }

    struct Cancellation: Sendable, Hashable {
        var userID: String?
        var at: Timestamp
        var reason: String
    }

    /// Whether the space is taken by this booking.
    var holdsItsSpace: Bool { status == .booked || status == .checkedIn }
}

/// Why a call can't change a booking.
enum LifeCycleError: Error, Hashable, Sendable {
    case wrongStatus(message: String)
    case notAllowed
}

/// booked → checkedIn → checkedOut, and cancelled from the first two.
extension Booking {
    mutating func checkIn(by user: String, method: String?, at now: Timestamp) throws(LifeCycleError) {
        guard status == .booked else {
            throw .wrongStatus(
                message: "This booking can not be checked in to because its status is \(status.rawValue)."
            )
        }
        status = .checkedIn
        checkIn = Mark(userID: user, at: now, source: "publicApi", method: method)
        updatedAt = now
    }

    mutating func checkOut(by user: String, method: String?, at now: Timestamp) throws(LifeCycleError) {
        guard status == .checkedIn else {
            throw .wrongStatus(
                message: "This booking can not be checked out of because its status is \(status.rawValue)."
            )
        }
        status = .checkedOut
        checkOut = Mark(userID: user, at: now, source: "publicApi", method: method)
        updatedAt = now
    }

    /// Without a user the key's own rights count, and they suffice; with one, only the booking's own people may.
    mutating func cancel(onBehalfOf user: String?, at now: Timestamp) throws(LifeCycleError) {
        if let user, user != userID, user != createdBy { throw .notAllowed }
        guard status == .booked || status == .checkedIn else {
            throw .wrongStatus(message: "This booking can not be cancelled because its status is \(status.rawValue).")
        }
        status = .cancelled
        cancellation = Cancellation(userID: user, at: now, reason: "byUser")
        updatedAt = now
    }
}
