/// The id that Kadence's support asks for: the value of the response header `X-WX-Trace`.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    /// The header's value as it came, bytes that are not UTF-8 shown as U+FFFD. Hostile until shown safely.
    public let text: String

    /// Nil for an empty value.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
    }

    /// The header's name, as Kadence spells it.
    public static let headerName = "X-WX-Trace"

    /// The trace id of a response with these headers.
    public init?(headers: HeaderList) {
        guard let value = headers.text(TraceID.headerName) else { return nil }
        self.init(value)
    }

    /// The id.
    public var description: String { text }
}
