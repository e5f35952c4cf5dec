/// The operation that takes back what another has done, as far as the API has one.
package struct WriteCounterpart: Sendable, Hashable {
    /// `POST /v1/public/bookings`.
    package let operation: String
    /// `POST /v1/public/bookings/{id}/cancel`.
    package let undoing: String
    /// Whether the id is that of the thing in the answer; otherwise it is the one in the request's path.
    package let takesIDFromAnswer: Bool
    /// Whether it takes the body of the operation that it undoes.
    package let repeatsBody: Bool

    package static let all = [
        WriteCounterpart(
            operation: "POST /v1/public/bookings",
            undoing: "POST /v1/public/bookings/{id}/cancel",
            takesIDFromAnswer: true,
            repeatsBody: false
        ),
        WriteCounterpart(
            operation: "POST /v1/public/bookings/{id}/check-in",
            undoing: "POST /v1/public/bookings/{id}/check-out",
            takesIDFromAnswer: false,
            repeatsBody: true
        ),
    ]

    /// The one that takes this operation back; nil where the API has none.
    ///
    /// - Parameter operation: with any white space between method and path.
    package static func of(_ operation: String) -> WriteCounterpart? {
        let name = operation.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return all.first { $0.operation == name }
    }

    /// The path that undoes, with this id in it.
    package func path(id: String) -> String {
        let template = undoing.drop { $0 != " " }.dropFirst()
        return template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0 == "{id}" ? id : String($0) }
            .joined(separator: "/")
    }
}
