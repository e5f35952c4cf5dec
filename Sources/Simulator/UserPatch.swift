import ExchangeModel
import JSONTree

/// The body of `PATCH /v1/public/users/{id}`: a merge patch (RFC 7396), checked.
///
/// A member that is absent stays, one that is null is taken away where the document allows that, and names that the
/// document doesn't list change nothing.
struct UserPatch: Sendable {
    private let changed: User

    /// - Throws: 415 for another media type; 400 for a body that is no JSON object and for a member of a wrong type,
    ///   as API Platform has it; 422 with every broken rule.
    init(_ request: APIRequest, for user: User, at now: Timestamp) throws(APIError) {
        let body = try request.jsonBody(types: ["application/merge-patch+json"])?.root
        var user = user
        var reader = Reader(body: body)
        user.firstName = try reader.name("firstName") ?? user.firstName
        user.lastName = try reader.name("lastName") ?? user.lastName
        user.jobTitle = try reader.text("jobTitle", else: user.jobTitle, longest: 255)
        user.biography = try reader.text("biography", else: user.biography, longest: 4_000)
        user.location.cityName = try reader.text("locationCityName", else: user.location.cityName, longest: 255)
        user.location.countryCode = try reader.text(
            "locationCountryCode",
            else: user.location.countryCode,
            UserPatch.isCountry,
            "This value is not a valid country."
        )
        user.location.timeZone = try reader.text(
            "locationTimezone",
            else: user.location.timeZone,
            UserPatch.isTimeZone,
            "This value is not a valid timezone."
        )
        user.location.latitude = try reader.number("locationLatitude", else: user.location.latitude, within: 90)
        user.location.longitude = try reader.number("locationLongitude", else: user.location.longitude, within: 180)
        guard reader.wrong.isEmpty else { throw .violations(reader.wrong) }
        user.modifiedAt = now
        changed = user
    }

    /// The user with the changes.
    var user: User { changed }

    private static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// `UTC`, or an area and a place of the time zone database by their shape. The names themselves are not looked
    /// up: an answer must not depend on the machine's own data.
    private static func isTimeZone(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isWord = { (part: Substring.UTF8View) in
            !part.isEmpty
                && part.allSatisfy {
                    switch $0 {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x5F: true
                    default: false
                    }
                }
        }
        return text == "UTC" || ((2...3).contains(parts.count) && parts.allSatisfy(isWord))
    }

    /// Takes members out of the body and gathers what is wrong with them.
    private struct Reader {
        let body: JSONNode?
        var wrong: [APIError.Violation] = []

        private mutating func refuse(_ name: String, _ message: String) {
            wrong.append(APIError.Violation(path: name, message: message))
        }

        private func mismatch(_ name: String, _ wanted: String, _ node: JSONNode) -> APIError {
            let given =
                switch node.kind {
                case .null: "NULL"
                case .bool: "boolean"
                case .number: node.int == nil ? "double" : "integer"
                case .string: "string"
                case .array, .object: "array"
                }
            return .badRequest("The type of the \"\(name)\" attribute must be \"\(wanted)\", \"\(given)\" given.")
        }

        /// A name that can be changed and not taken away; nil where it isn't in the body.
        mutating func name(_ name: String) throws(APIError) -> String? {
            guard let node = body?[name] else { return nil }
            guard let text = node.string else { throw mismatch(name, "string", node) }
            if text.utf8.allSatisfy({ $0 == 0x20 }) { refuse(name, APIError.Violation.blank) }
            checkLength(name, text, 255)
            return text
        }

        mutating func text(
            _ name: String,
            else old: String?,
            longest: Int = 255,
            _ isValid: (String) -> Bool = { _ in true },
            _ message: String = ""
        ) throws(APIError) -> String? {
            guard let node = body?[name] else { return old }
            if node.isNull { return nil }
            guard let text = node.string else { throw mismatch(name, "string", node) }
            checkLength(name, text, longest)
            if !isValid(text) { refuse(name, message) }
            return text
        }

        mutating func number(_ name: String, else old: Double?, within bound: Double) throws(APIError) -> Double? {
            guard let node = body?[name] else { return old }
            if node.isNull { return nil }
            guard node.kind == .number else { throw mismatch(name, "float", node) }
            guard let number = node.double, abs(number) <= bound else {
                refuse(name, "This value should be between -\(Int(bound)) and \(Int(bound)).")
                return old
            }
            return number
        }

        private mutating func checkLength(_ name: String, _ text: String, _ longest: Int) {
            guard text.unicodeScalars.count > longest else { return }
            refuse(name, "This value is too long. It should have \(longest) characters or less.")
        }
    }
}
