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
