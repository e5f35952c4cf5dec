internal import APIDocument
internal import ContractCheck
internal import ExchangeModel

/// What a query parameter promises of each member of the list it filters.
struct FilterCondition: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// The same text.
        case equal
        /// The same text, whatever the case.
        case equalIgnoringCase
        /// The text is somewhere in it, whatever the case: the least that any kind of match by text keeps.
        case contains
        /// The same id: a ULID by itself, in an IRI, or in an embedded object.
        case reference
        case moment(Moment)
    }

    /// A bound of a date-time filter, as the document's words have it: `before` is "on or before", `strictly_before`
    /// is "before", and so for after.
    struct Moment: Sendable, Hashable {
        let isAfter: Bool
        let isStrict: Bool
        /// Compared with the clock on the wall of the booking's building.
        let isLocal: Bool
    }

    let parameter: String
    /// The way from the member of the list to the value.
    let member: [String]
    let kind: Kind
    let severity: Severity
    let provenance: Provenance

    init(
        _ parameter: String,
        _ member: String,
        _ kind: Kind,
        _ severity: Severity = .error,
        _ provenance: Provenance = .document
    ) {
        self.parameter = parameter
        self.member = member.split(separator: "/").map(String.init)
        self.kind = kind
        self.severity = severity
        self.provenance = provenance
    }

    /// The eight parameters that bound a date: `startDateTime[local_strictly_before]` and its like.
    static func family(_ parameter: String, _ member: String) -> [FilterCondition] {
        bounds.map { bound in
            FilterCondition("\(parameter)[\(bound.word)]", member, .moment(bound.moment))
        }
    }

    /// The words in the brackets.
    static let bounds: [(word: String, moment: Moment)] = [false, true].flatMap { isLocal in
        [false, true].flatMap { isStrict in
            [false, true].map { isAfter in
                let word = (isLocal ? "local_" : "") + (isStrict ? "strictly_" : "") + (isAfter ? "after" : "before")
                return (word, Moment(isAfter: isAfter, isStrict: isStrict, isLocal: isLocal))
            }
        }
    }
}

extension FilterCondition {
    /// What is known to filter, by the list's path after `/v1/public/`.
    ///
    /// Left out is what an answer does not show or does not show surely: `startDate` and `endDate` (deprecated, and
    /// nobody says what is compared), floors by building, neighborhoods by floor, and a visitor's names, status and
    /// dates, which by the document's own words are looked for in other places than those shown.
    static let byPath: [String: [FilterCondition]] = {
        let bookings = [
            FilterCondition("id", "id", .reference), FilterCondition("type", "type", .equal),
            // A status can change by the mere passing of time, between the query and the answer's writing.
            FilterCondition("status", "status", .equal, .warning),
            FilterCondition("buildingId", "building", .reference),
            FilterCondition("building.id", "building", .reference),
            FilterCondition("floorId", "space/floor", .reference),
            FilterCondition("floor.id", "space/floor", .reference),
            FilterCondition("neighbourhoodId", "space/neighborhood", .reference),
            FilterCondition("neighborhood.id", "space/neighborhood", .reference),
            FilterCondition("spaceId", "space", .reference), FilterCondition("space.id", "space", .reference),
        ]
        let period = family("startDateTime", "startDate") + family("endDateTime", "endDate")
        let happenings =
            family("cancelledDateTime", "cancelledDate") + family("checkedInDateTime", "checkedInDate")
            + family("checkedOutDateTime", "checkedOutDate") + family("selfCertifiedDateTime", "selfCertifiedDate")
        let places = [
            FilterCondition("buildingId", "building", .reference), FilterCondition("floorId", "floor", .reference),
            FilterCondition("neighborhoodId", "neighborhood", .reference),
        ]
        let emails = [
            FilterCondition("emailExact", "email", .equalIgnoringCase), FilterCondition("email", "email", .contains),
        ]
        return [
            "bookings": bookings + period, "users/{id}/bookings": bookings + period + happenings,
            "visits": period + [
                FilterCondition("buildingId", "building", .reference),
                FilterCondition("status", "status", .equal, .warning),
            ],
            "spaces": places, "floors": places, "neighborhoods": places,
            "bookable-spaces": [FilterCondition("spaceType", "type", .equal)],
            "buildings": [
                FilterCondition("id", "id", .reference),
                FilterCondition("countryCode", "countryCode", .equalIgnoringCase),
                FilterCondition("city", "city", .contains, .warning),
                FilterCondition("name", "name", .contains, .warning),
            ],
            "users": emails + [
                FilterCondition("id", "id", .reference),
                // How names are looked for is not said, and for visitors it is another name than the one shown.
                FilterCondition("firstName", "firstName", .contains, .info, .inference),
                FilterCondition("lastName", "lastName", .contains, .info, .inference),
            ],
            "visitors": emails,
        ]
    }()
}
