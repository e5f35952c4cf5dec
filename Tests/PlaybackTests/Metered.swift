import Synchronization

/// An API with so many calls left of 2,500, which says so in every answer and refuses with 429 where none is.
final class Metered: Sendable {
    private let left: Mutex<Int>

    init(_ left: Int) { self.left = Mutex(left) }

    var remaining: Int { left.withLock { $0 } }

    func set(_ left: Int) { self.left.withLock { $0 = left } }

    /// Counts a call.
    ///
    /// - Parameter reset: what it says of the window's end.
    func answer(_ status: Int = 503, reset: Int64? = nil) -> LoopbackServer.Answer {
        let now = left.withLock { left in
            left -= 1
            return left
        }
        guard now >= 0 else { return .json("{}", status: 429) }
        let headers = EdgeBench.quota(now, reset: reset)
        return status == 503 ? EdgeBench.failing(headers) : EdgeBench.passing(headers)
    }
}
