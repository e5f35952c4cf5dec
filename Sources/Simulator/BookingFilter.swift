import ExchangeModel

/// The bookings that a query asks for, and their order. Names the API doesn't know ask for nothing.
struct BookingFilter: Sendable {
    private var query: QueryItems
    private var bounds: [Bound] = []

    /// One date filter: `endDateTime[local_strictly_before]=2026-11-24T14:00:00`.
    private struct Bound: Sendable {
        var date: Date
        var isAfter: Bool
        var isStrict: Bool
        /// Compare with the wall clock in the booking's building.
        var isLocal: Bool
        var moment: Timestamp

        func admits(_ booking: Booking, in zone: BuildingZone?) -> Bool {
            guard var date = date.of(booking) else { return false }
            if isLocal, let zone { date = zone.local(date) }
            if date == moment { return !isStrict }
            return (date > moment) == isAfter
        }
    }

    private enum Date: String, CaseIterable, Sendable {
        case startDateTime, endDateTime, cancelledDateTime, checkedInDateTime, checkedOutDateTime
        case selfCertifiedDateTime

        /// Nobody here self-certifies.
        func of(_ booking: Booking) -> Timestamp? {
            switch self {
            case .startDateTime: booking.start
            case .endDateTime: booking.end
            case .cancelledDateTime: booking.cancellation?.at
            case .checkedInDateTime: booking.checkIn?.at
            case .checkedOutDateTime: booking.checkOut?.at
            case .selfCertifiedDateTime: nil
            }
        }
    }

    /// - Throws: 400 for a date that is none and for a status, type or direction outside the document's lists.
    init(_ query: QueryItems) throws(APIError) {
        self.query = query
        for pair in query.pairs {
            guard let bracket = pair.name.firstIndex(of: "["), pair.name.last == "]", !pair.value.isEmpty,
                let date = Date(rawValue: String(pair.name[..<bracket]))
            else { continue }
            var word = pair.name[pair.name.index(after: bracket)...].dropLast()
            let isLocal = word.hasPrefix("local_")
            if isLocal { word = word.dropFirst(6) }
            let isStrict = word.hasPrefix("strictly_")
            if isStrict { word = word.dropFirst(9) }
            guard word == "before" || word == "after" else { continue }
            guard let moment = Timestamp(rfc3339: pair.value, assumingUTC: true) ?? BookingFilter.day(pair.value) else {
                throw .badRequest("Invalid date-time for \"\(pair.name)\". Use the format YYYY-MM-DDThh:mm:ss.")
            }
            bounds.append(
                Bound(date: date, isAfter: word == "after", isStrict: isStrict, isLocal: isLocal, moment: moment)
            )
        }
        for name in ["startDate", "endDate"] {
            if let text = query[name], BookingFilter.day(text) == nil {
                throw .badRequest("Invalid date for \"\(name)\". Use the format YYYY-MM-DD.")
            }
        }
        if let status = query["status"], BookingStatus(rawValue: status) == nil {
            throw .badRequest("Invalid value for \"status\".")
        }
        if let type = query["type"], BookingType(rawValue: type) == nil {
            throw .badRequest("Invalid value for \"type\".")
        }
        for name in ["order[startDate]", "order[endDate]"] {
            if let direction = query[name], !["asc", "desc"].contains(direction.lowercased()) {
                throw .badRequest("Invalid value for \"\(name)\". Use asc or desc.")
            }
        }
    }

    /// Midnight UTC of a `YYYY-MM-DD`.
    private static func day(_ text: String) -> Timestamp? {
        text.utf8.count == 10 ? Timestamp(rfc3339: text + "T00:00:00Z") : nil
    }

    func apply(to bookings: [Booking], of company: Company) -> [Booking] {
        let kept = bookings.filter { admits($0, company) }
        // The first of the two names decides first, as in the query's own order.
        let orders = query.pairs.filter { $0.name == "order[startDate]" || $0.name == "order[endDate]" }
        guard !orders.isEmpty else { return kept }
        return kept.enumerated().sorted { left, right in
            for order in orders {
                let ends = order.name == "order[endDate]"
                let (a, b) = ends ? (left.element.end, right.element.end) : (left.element.start, right.element.start)
                if a != b { return (a < b) == (order.value.lowercased() != "desc") }
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    private func admits(_ booking: Booking, _ company: Company) -> Bool {
        /// Whether no name is in the query, or the last one of them says this value.
        func fits(_ names: [String], _ value: String?) -> Bool {
            names.allSatisfy { name in query[name].map { $0 == value } ?? true }
        }
        let space = booking.spaceID.flatMap { company.space($0) }
        guard fits(["id"], booking.id), fits(["type"], booking.type.rawValue),
            fits(["status"], booking.status.rawValue), fits(["buildingId", "building.id"], booking.buildingID),
            fits(["floorId", "floor.id"], space?.floorID), fits(["spaceId", "space.id"], booking.spaceID),
            fits(["neighbourhoodId", "neighborhoodId", "neighborhood.id"], space?.neighborhoodID),
            query["startDate"].map({ BookingFilter.isDay($0, booking.start) }) ?? true,
            query["endDate"].map({ BookingFilter.isDay($0, booking.end) }) ?? true
        else { return false }
        let zone = company.building(booking.buildingID)?.zone
        return bounds.allSatisfy { $0.admits(booking, in: zone) }
    }

    private static func isDay(_ text: String, _ moment: Timestamp) -> Bool {
        moment.text(fractionDigits: 0).hasPrefix(text + "T")
    }
}
