/// Names what stays the same between two things that count as one: a failure, a finding.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    /// Lower-case hexadecimal digits, stable over runs and machines.
    public let text: String

    /// A fingerprint from its hexadecimal digits.
    public init(_ text: String) {
        self.text = text
    }

    /// The first eight digits, for people.
    public var short: String { String(text.prefix(8)) }
    /// All digits.
    public var description: String { text }
}

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

/// How one attempt at a replay ended.
///
/// An inconclusive attempt never counts in a frequency.
public enum Outcome: Sendable, Hashable {
    case passed
    case failed(FailureSignature)
    case inconclusive(InconclusiveReason)
}

/// Why an attempt says nothing about the failure.
public enum InconclusiveReason: Sendable, Hashable {
    /// The token endpoint refused.
    case signInRefused(String)
    /// Nothing left this machine: no connection, or the run was stopped.
    case notSent(String)
    /// 429, or the reserve kept for production was reached.
    case quota
    /// An earlier exchange of the flow failed, so this one could not be asked.
    case earlierStepFailed(String)
}
