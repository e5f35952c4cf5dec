import ExchangeModel
import Redaction
import Synchronization

/// Counts what a recording session saw, from whichever thread stored it.
final class Tally: Sendable {
    private struct State {
        var failures = 0
        var stored = 0
        var lastFailure: Int?
        /// Of the server's own, which are worth repeating first.
        var lastServerFailure: Int?
        var stopped = 0
    }

    private let state = Mutex(State())

    func count(_ exchange: RedactedExchange, number: Int? = nil) {
        let status = exchange.response?.status ?? 0
        let failed = exchange.failure != nil || status >= 400
        // What Ctrl-C or a client cut off says nothing about the API.
        let isStopped = exchange.failure?.kind == .cancelled
        state.withLock {
            $0.stored += 1
            if isStopped {
                $0.stopped += 1
            } else if failed {
                if exchange.failure != nil || status >= 500 { $0.lastServerFailure = number ?? $0.lastServerFailure }
                $0.failures += 1
                $0.lastFailure = number ?? $0.lastFailure
            }
        }
    }

    var failures: Int { state.withLock { $0.failures } }
    /// Calls that were under way when the recording or their client stopped.
    var stopped: Int { state.withLock { $0.stopped } }
    /// The failure to look at next: the last of the server's, or else the last.
    var lastFailure: Int? { state.withLock { $0.lastServerFailure ?? $0.lastFailure } }
}
