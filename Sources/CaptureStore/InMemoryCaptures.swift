package import ExchangeModel
package import Redaction
import Synchronization

/// Captures that live as long as the process: for tests, and for programs that keep nothing.
package final class InMemoryCaptures: CaptureRepository {
    private struct Entry {
        var capture: Capture
        var summary: CaptureSummary
        var storedAt: Timestamp
    }

    private struct State {
        var last = 0
        var entries: [Int: Entry] = [:]
        var fingerprints: Set<[UInt8]> = []
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    /// An empty store.
    package init(now: @escaping @Sendable () -> Timestamp = SystemTime.now) {
        self.now = now
    }

    package func append(_ batch: [RecordedExchange]) throws -> [Int] {
        let storedAt = now()
        return state.withLock { state in
            batch.map { recorded in
                state.last += 1
                let capture = Capture(
                    number: state.last,
                    exchange: recorded.exchange,
                    run: recorded.run,
                    repeats: recorded.repeats,
                    label: recorded.label
                )
                let summary = CaptureSummary(number: state.last, recorded)
                state.entries[state.last] = Entry(capture: capture, summary: summary, storedAt: storedAt)
                return state.last
            }
        }
    }

    package func capture(_ number: Int) throws -> Capture? {
        state.withLock { $0.entries[number]?.capture }
    }

    package func list(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing {
        let all = state.withLock { $0.entries.values.map(\.summary) }
        let wanted = all.filter { filter.matches($0) }.sorted { $0.number < $1.number }
        return CaptureListing(captures: Array(wanted.suffix(max(0, limit ?? .max))))
    }

    package func repeats(of number: Int) throws -> [Capture] {
        state.withLock { $0.entries.values.map(\.capture).filter { $0.repeats == number } }
            .sorted { $0.number < $1.number }
    }

    package func tag(_ numbers: [Int], _ tag: String) throws {
        retag(numbers) { $0.union([tag]) }
    }

    package func untag(_ numbers: [Int], _ tag: String) throws {
        retag(numbers) { $0.subtracting([tag]) }
    }

    private func retag(_ numbers: [Int], _ change: (Set<String>) -> Set<String>) {
        state.withLock { state in
            for number in numbers {
                guard let entry = state.entries[number] else { continue }
                let old = entry.capture
                let tags = change(Set(old.tags)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                state.entries[number]?.summary.tags = tags
                state.entries[number]?.capture = Capture(
                    number: number,
                    exchange: old.exchange,
                    tags: tags,
                    run: old.run,
                    repeats: old.repeats,
                    label: old.label
                )
            }
        }
    }

    @discardableResult
    package func remove(_ numbers: [Int]) throws -> Int {
        state.withLock { state in
            Set(numbers).filter { state.entries.removeValue(forKey: $0) != nil }.count
        }
    }

    @discardableResult
    package func removeOlder(than moment: Timestamp) throws -> Int {
        state.withLock { state in
            let before = state.entries.count
            state.entries = state.entries.filter { $0.value.storedAt >= moment }
            return before - state.entries.count
        }
    }

    package func sealedValue(for standIn: [UInt8]) throws -> SealedValue? {
        state.withLock { state in
            for entry in state.entries.values {
                for value in entry.capture.exchange.sealedValues where value.standIn == standIn { return value }
            }
            return nil
        }
    }

    package func remember(fingerprints: some Sequence<[UInt8]>) throws {
        let values = Array(fingerprints)
        state.withLock { $0.fingerprints.formUnion(values) }
    }

    package func fingerprints() throws -> Set<[UInt8]> {
        state.withLock { $0.fingerprints }
    }

    package var count: Int {
        get throws { state.withLock { $0.entries.count } }
    }
}
