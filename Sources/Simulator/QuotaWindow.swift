import ExchangeModel

/// The hourly quota of the one application that uses the simulator.
struct QuotaWindow: Sendable, Hashable {
    private let limit: Int
    private var hour: Int64 = .min
    private var used = 0

    init(limit: Int) {
        self.limit = max(0, limit)
    }

    /// Counts a request. False if none was left; then nothing is counted.
    mutating func take(at now: Timestamp) -> Bool {
        roll(to: now)
        guard used < limit else { return false }
        used += 1
        return true
    }

    /// The three headers of every answer. `X-RateLimit-Retry-After` is the Unix time of the next full hour.
    mutating func fields(at now: Timestamp, exhausted: Bool = false) -> [APIReply.Field] {
        roll(to: now)
        return [
            APIReply.Field(name: "X-RateLimit-Limit", value: String(limit)),
            APIReply.Field(name: "X-RateLimit-Remaining", value: String(exhausted ? 0 : limit - used)),
            APIReply.Field(name: "X-RateLimit-Retry-After", value: String((hour + 1) * 3_600)),
        ]
    }

    private mutating func roll(to now: Timestamp) {
        let seconds = now.seconds
        let current = seconds >= 0 ? seconds / 3_600 : (seconds - 3_599) / 3_600
        if current != hour {
            hour = current
            used = 0
        }
    }
}
