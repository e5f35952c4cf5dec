import ExchangeModel
import Redaction
import Synchronization

/// A sink in memory that can be told to fail, to wait at a gate, or to be watched.
final class TestSink: ExchangeSink {
    struct Full: Error, CustomStringConvertible { var description: String { "the disk is full" } }

    private struct State {
        var records: [RecordedExchange] = []
        var batches: [Int] = []
        var failing = false
        var gate: Gate?
    }

    private let state = Mutex(State())

    init(failing: Bool = false, gate: Gate? = nil) {
        state.withLock { state in
            state.failing = failing
            state.gate = gate
        }
    }

    func append(_ batch: [RecordedExchange]) throws -> [Int] {
        state.withLock { $0.gate }?.pass()
        return try state.withLock { state in
            if state.failing { throw Full() }
            state.batches.append(batch.count)
            let first = state.records.count + 1
            state.records += batch
            return Array(first..<(first + batch.count))
        }
    }

    var records: [RecordedExchange] { state.withLock { $0.records } }
    var exchanges: [RedactedExchange] { records.map(\.exchange) }
    var batches: [Int] { state.withLock { $0.batches } }

    func fail(_ failing: Bool) { state.withLock { $0.failing = failing } }
}

/// Holds threads until it is opened.
final class Gate: Sendable {
    private let lock = NSConditionBox()

    func pass() { lock.wait() }
    func open() { lock.open() }
    /// How many threads have come to the gate.
    var arrivals: Int { lock.arrivals }
}
