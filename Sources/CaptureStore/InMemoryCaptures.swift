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
        var runs: [String: RunEntry] = [:]
        var lastRun = 0
    }

    private struct RunEntry {
        /// Without its attempts.
        var head: StoredRun
        var attempts: [Int: [UInt8]] = [:]
        /// The place in the order of storing.
        var number: Int
        var storedAt: Timestamp
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
            state.runs = state.runs.filter { $0.value.storedAt >= moment }
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

    package func save(run: StoredRun) throws {
        let storedAt = now()
        state.withLock { state in
            var head = run
            head.attempts = []
            var entry = state.runs[run.id] ?? RunEntry(head: head, number: state.lastRun + 1, storedAt: storedAt)
            state.lastRun = max(state.lastRun, entry.number)
            entry.head = head
            entry.storedAt = storedAt
            for (place, attempt) in run.attempts.enumerated() { entry.attempts[place + 1] = attempt }
            state.runs[run.id] = entry
        }
    }

    package func save(attempt: [UInt8], index: Int, run: String) throws {
        let isKept = state.withLock { state in
            guard state.runs[run] != nil else { return false }
            state.runs[run]?.attempts[index] = attempt
            return true
        }
        if !isKept { throw StoreError.unknownRun(run, path: "the store in memory") }
    }

    package func run(_ idOrPrefix: String) throws -> StoredRun? {
        guard !idOrPrefix.isEmpty else { return nil }
        let entries = state.withLock { state in
            state.runs[idOrPrefix].map { [$0] }
                ?? state.runs.values.filter { $0.head.id.utf8.starts(with: idOrPrefix.utf8) }
        }
        guard entries.count < 2 else {
            let ids = entries.map(\.head.id).sorted().prefix(2)
            throw StoreError.ambiguousRun(idOrPrefix, Array(ids), path: "the store in memory")
        }
        guard let entry = entries.first else { return nil }
        var run = entry.head
        run.attempts = entry.attempts.sorted { $0.key < $1.key }.map(\.value)
        return run
    }

    package func runs(about: Int?, limit: Int?) throws -> RunListing {
        let wanted = state.withLock { state in
            state.runs.values.filter { about == nil || $0.head.about == about }
        }
        .sorted { ($1.head.startedAt, $1.number) < ($0.head.startedAt, $0.number) }
        return RunListing(runs: wanted.prefix(max(0, limit ?? .max)).map(\.head))
    }

    package var count: Int {
        get throws { state.withLock { $0.entries.count } }
    }
}
