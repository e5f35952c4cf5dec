import ExchangeModel

/// The bookings that a query asks for, and their order. Names the API doesn't know ask for nothing.
struct BookingFilter: Sendable {
    private let query: QueryItems
    private let bounds: DateTimeBounds

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
        bounds = try DateTimeBounds(query, names: Date.allCases.map(\.rawValue))
        for name in ["startDate", "endDate"] {
            if let text = query[name], DateTimeBounds.day(text) == nil {
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
        return bounds.admit(in: zone) { Date(rawValue: $0)?.of(booking) }
    }

    private static func isDay(_ text: String, _ moment: Timestamp) -> Bool {
        moment.text(fractionDigits: 0).hasPrefix(text + "T")
    }
}
