import ExchangeModel

/// When a building lets people in, in its own time zone, and how many at once without a space of their own.
struct OpeningHours: Sendable, Hashable {
    var zone: BuildingZone
    /// Hours of the local day, from Monday to Friday.
    var opens = 7
    var closes = 20
    /// Local days, `YYYY-MM-DD`, on which the building is closed besides.
    var closures: Set<String> = []
    /// Nil where onsite bookings are not limited.
    var onsiteLimit: Int?

    /// Why nobody can be let in. The raw values are the document's.
    enum Refusal: String, Sendable, CaseIterable {
        case buildingClosure, openingHours, buildingClosed, noCapacity, unknown
    }

    /// Why the building is not open for all of the time; nil where it is.
    func refusal(from start: Timestamp, to end: Timestamp) -> Refusal? {
        let (localStart, localEnd) = (zone.local(start), zone.local(end))
        guard BuildingZone.isWorkday(localStart) else { return .buildingClosed }
        let day = OpeningHours.midnight(of: localStart)
        if closures.contains(OpeningHours.day(localStart)) { return .buildingClosure }
        let isOpen =
            day.advanced(by: .seconds(opens * 3_600)) <= localStart
            && localEnd <= day.advanced(by: .seconds(closes * 3_600))
        return isOpen ? nil : .openingHours
    }

    /// The open days that can be booked at this moment: the next thirty, what is left of today included.
    func bookableDays(at now: Timestamp) -> [Day] {
        let today = OpeningHours.midnight(of: zone.local(now))
        return (0..<30).compactMap { offset in
            let midnight = today.advanced(by: .seconds(offset * 86_400))
            let end = zone.moment(ofLocal: midnight.advanced(by: .seconds(closes * 3_600)))
            let opening = zone.moment(ofLocal: midnight.advanced(by: .seconds(opens * 3_600)))
            let start = max(opening, OpeningHours.nextQuarter(from: now))
            guard refusal(from: opening, to: end) == nil, start < end else { return nil }
            return Day(id: OpeningHours.day(midnight), start: start, end: end)
        }
    }

    /// A day that can be booked.
    struct Day: Sendable, Hashable {
        /// The local date. The document says nowhere what identifies a day, and no answer shows it.
        var id: String
        var start: Timestamp
        var end: Timestamp
    }

    /// Bookings begin on quarters of an hour.
    private static func nextQuarter(from moment: Timestamp) -> Timestamp {
        let past = (moment.microseconds % 900_000_000 + 900_000_000) % 900_000_000
        return past == 0 ? moment : moment.advanced(by: .microseconds(900_000_000 - past))
    }

    private static func midnight(of local: Timestamp) -> Timestamp {
        let (hour, minute, second, fraction) = (
            local.civil.hour, local.civil.minute, local.civil.second, local.civil.microsecond
        )
        return local.advanced(
            by: .microseconds(-(Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + Int64(fraction)))
        )
    }

    private static func day(_ local: Timestamp) -> String { String(local.text(fractionDigits: 0).prefix(10)) }
}
