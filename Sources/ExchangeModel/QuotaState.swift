/// What an answer said of the hourly quota, in `X-RateLimit-Limit`, `-Remaining` and `-Retry-After`.
///
/// The last is a Unix time in seconds. It may lie in the past or be absurd; who plans with it must check.
public struct QuotaState: Sendable, Hashable {
    /// Requests in one window.
    public var limit: Int?
    /// Requests left in it.
    public var remaining: Int?
    /// The header's number as it came: a Unix time in seconds, if it can be believed.
    public var resetSeconds: Int64?

    /// A state of these numbers.
    public init(limit: Int? = nil, remaining: Int? = nil, resetSeconds: Int64? = nil) {
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }

    /// Nil if none of the three headers is there with a number.
    public init?(headers: HeaderList) {
        func number(_ name: String) -> Int? { headers.first(name).flatMap { ASCII.decimal(ASCII.trimmed($0)) } }
        self.init(
            limit: number("X-RateLimit-Limit"),
            remaining: number("X-RateLimit-Remaining"),
            resetSeconds: number("X-RateLimit-Retry-After").map(Int64.init)
        )
        if limit == nil, remaining == nil, resetSeconds == nil { return nil }
    }
}
