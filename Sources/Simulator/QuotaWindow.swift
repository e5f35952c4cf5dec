import ExchangeModel

/// The quota of the one application that uses the simulator: so many requests in each window.
struct QuotaWindow: Sendable, Hashable {
    private let limit: Int
    /// In seconds.
    private let length: Int64
    private var current: Int64 = .min
    private var used = 0

    /// - Parameter length: of a window, in seconds, at least one. Windows begin at whole multiples of it since 1970, so
    ///   those of an hour begin with the hour.
    init(limit: Int, length: Int = 3_600) {
        self.limit = max(0, limit)
        // Bounded so that the end of a window can always be computed.
        self.length = Int64(min(max(1, length), QuotaWindow.longest))
    }

    /// A year, in seconds.
    static let longest = 31_536_000

    /// Counts a request. False if none was left; then nothing is counted.
    mutating func take(at now: Timestamp) -> Bool {
        roll(to: now)
        guard used < limit else { return false }
        used += 1
        return true
    }

    /// The three headers of every answer. `X-RateLimit-Retry-After` is the Unix time at which the next window
    /// begins.
    mutating func fields(at now: Timestamp, exhausted: Bool = false) -> [APIReply.Field] {
        roll(to: now)
        return [
            APIReply.Field(name: "X-RateLimit-Limit", value: String(limit)),
            APIReply.Field(name: "X-RateLimit-Remaining", value: String(exhausted ? 0 : limit - used)),
            APIReply.Field(name: "X-RateLimit-Retry-After", value: String((current + 1) * length)),
        ]
    }

    private mutating func roll(to now: Timestamp) {
        let seconds = now.seconds
        let window = seconds >= 0 ? seconds / length : (seconds - (length - 1)) / length
        if window != current {
            current = window
            used = 0
        }
    }
}
