import ExchangeModel
import Redaction
import Synchronization

/// Counts what a recording session saw, from whichever thread stored it.
final class Tally: Sendable {
    private struct State {
        var failures = 0
        var stored = 0
        var lastFailure: Int?
    }

    private let state = Mutex(State())

    func count(_ exchange: RedactedExchange, number: Int? = nil) {
        let failed = exchange.failure != nil || (exchange.response?.status ?? 0) >= 400
        state.withLock {
            $0.stored += 1
            if failed {
                $0.failures += 1
                $0.lastFailure = number ?? $0.lastFailure
            }
        }
    }

    var failures: Int { state.withLock { $0.failures } }
    var lastFailure: Int? { state.withLock { $0.lastFailure } }
}
