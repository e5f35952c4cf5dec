/// What makes two failures the same one: operation, class, and the error body without what varies.
public struct FailureSignature: Sendable, Hashable {
    /// The kind of failure, coarsely.
    public enum Class: String, Sendable, Hashable, CaseIterable {
        case transport, status, contract, wrongData, slow
    }

    /// Method and path template or path, `GET /v1/public/bookings/{id}`.
    public var operation: String
    /// The kind of failure.
    public var failureClass: Class
    /// The status code, where there was one.
    public var status: Int?
    /// A sentence for people, from the normalised error body: `503 hydra:Error "Upstream unavailable"`. Hostile text.
    public var summary: String

    /// A signature of these parts.
    public init(operation: String, failureClass: Class, status: Int?, summary: String) {
        self.operation = operation
        self.failureClass = failureClass
        self.status = status
        self.summary = summary
    }
}
