import ExchangeModel

/// The date filters of a query: `endDateTime[local_strictly_before]=2026-11-24T14:00:00`. All of them must hold.
struct DateTimeBounds: Sendable {
    private var bounds: [Bound] = []

    private struct Bound: Sendable {
        var name: String
        var isAfter: Bool
        var isStrict: Bool
        /// Compare with the wall clock in the building.
        var isLocal: Bool
        var moment: Timestamp
    }

    /// Reads the filters on these names. A bracket that holds another word asks for nothing.
    ///
    /// - Throws: 400 for a date that is none.
    init(_ query: QueryItems, names: [String]) throws(APIError) {
        for pair in query.pairs {
            guard let bracket = pair.name.firstIndex(of: "["), pair.name.last == "]", !pair.value.isEmpty,
                names.contains(String(pair.name[..<bracket]))
            else { continue }
            var word = pair.name[pair.name.index(after: bracket)...].dropLast()
            let isLocal = word.hasPrefix("local_")
            if isLocal { word = word.dropFirst(6) }
            let isStrict = word.hasPrefix("strictly_")
            if isStrict { word = word.dropFirst(9) }
            guard word == "before" || word == "after" else { continue }
            guard let moment = Timestamp(rfc3339: pair.value, assumingUTC: true) ?? DateTimeBounds.day(pair.value)
            else {
                throw .badRequest("Invalid date-time for \"\(pair.name)\". Use the format YYYY-MM-DDThh:mm:ss.")
            }
            bounds.append(
                Bound(
                    name: String(pair.name[..<bracket]),
                    isAfter: word == "after",
                    isStrict: isStrict,
                    isLocal: isLocal,
                    moment: moment
                )
            )
        }
    }

    /// Midnight UTC of a `YYYY-MM-DD`.
    static func day(_ text: String) -> Timestamp? {
        text.utf8.count == 10 ? Timestamp(rfc3339: text + "T00:00:00Z") : nil
    }

    /// Whether every filter admits the date of its name. What has no such date is admitted by none.
    func admit(in zone: BuildingZone?, _ date: (_ name: String) -> Timestamp?) -> Bool {
        bounds.allSatisfy { bound in
            guard var moment = date(bound.name) else { return false }
            if bound.isLocal, let zone { moment = zone.local(moment) }
            if moment == bound.moment { return !bound.isStrict }
            return (moment > bound.moment) == bound.isAfter
        }
    }
}
