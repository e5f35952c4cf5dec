/// One value that was replaced: where, by which rule, and by what. Never the value.
package struct Replacement: Sendable, Hashable {
    package let place: RedactionPlace
    /// A JSON Pointer, the name of a query or form field, of a cookie, a column or a part; empty for the whole place.
    package let pointer: String
    /// The rule's id, `field.firstname`.
    package let rule: String
    /// Why, for people.
    package let reason: String
    package let kind: StandInKind
    /// As it reads decoded.
    package let standIn: String
    /// Where it stands in the redacted bytes of the place, encoded for it.
    package let range: Range<Int>
    package let shape: ValueShape
    /// How values are written at this spot.
    package let encoding: ValueEncoding

    func moved(to range: Range<Int>) -> Replacement {
        Replacement(
            place: place,
            pointer: pointer,
            rule: rule,
            reason: reason,
            kind: kind,
            standIn: standIn,
            range: range,
            shape: shape,
            encoding: encoding
        )
    }
}

/// How a value is written where it stands.
package enum ValueEncoding: UInt8, Sendable, Hashable, CaseIterable {
    /// As it is.
    case raw
    /// Inside the quotes of a JSON string, or a JSON value of another type.
    case json
    /// Percent-encoded (RFC 3986 §2.1).
    case percent
    /// `application/x-www-form-urlencoded`: percent-encoded, with `+` for a space.
    case form
    /// Part of what base64 holds.
    case base64
}

/// What stays known of a replaced value, so that a check can judge it. Not for reports.
package struct ValueShape: Sendable, Hashable {
    /// The value's type where it stood in JSON.
    package enum JSONType: String, Sendable, Hashable, CaseIterable {
        case string, number, bool, null
        /// It did not stand in JSON.
        case none
    }

    package let jsonType: JSONType
    /// Unicode code points of the decoded value; bytes where it is not text.
    package let codePoints: Int
    /// The JSON Schema formats it satisfied, of those in `TextFormat`.
    package let formats: Set<String>

    package init(jsonType: JSONType, codePoints: Int, formats: Set<String>) {
        self.jsonType = jsonType
        self.codePoints = codePoints
        self.formats = formats
    }

    /// The shape of this decoded value.
    init(of value: some Collection<UInt8>, jsonType: JSONType) {
        var count = 0
        for byte in value where byte & 0xC0 != 0x80 { count += 1 }
        self.init(jsonType: jsonType, codePoints: count, formats: ValueFormat.satisfied(by: Array(value)))
    }
}
