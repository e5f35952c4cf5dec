import CaptureStore
import ExchangeModel
import Redaction
import Synchronization

/// A store that notes from where captures are read.
final class WatchedCaptures: CaptureRepository {
    private let store: any CaptureRepository
    private let places = Mutex<(inTasks: Int, elsewhere: Int)>((0, 0))

    init(_ store: any CaptureRepository) { self.store = store }

    /// Captures read by a task, whose thread waited meanwhile.
    var readsInTasks: Int { places.withLock { $0.inTasks } }
    var readsElsewhere: Int { places.withLock { $0.elsewhere } }

    func capture(_ number: Int) throws -> Capture? {
        let isInTask = withUnsafeCurrentTask { $0 != nil }
        places.withLock { places in
            if isInTask { places.inTasks += 1 } else { places.elsewhere += 1 }
        }
        return try store.capture(number)
    }

    func append(_ batch: [RecordedExchange]) throws -> [Int] { try store.append(batch) }
    func list(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing { try store.list(filter, limit: limit) }
    func repeats(of number: Int) throws -> [Capture] { try store.repeats(of: number) }
    func tag(_ numbers: [Int], _ tag: String) throws { try store.tag(numbers, tag) }
    func untag(_ numbers: [Int], _ tag: String) throws { try store.untag(numbers, tag) }
    func remove(_ numbers: [Int]) throws -> Int { try store.remove(numbers) }
    func removeOlder(than moment: Timestamp) throws -> Int { try store.removeOlder(than: moment) }
    func sealedValue(for standIn: [UInt8]) throws -> SealedValue? { try store.sealedValue(for: standIn) }
    func remember(fingerprints: some Sequence<[UInt8]>) throws { try store.remember(fingerprints: fingerprints) }
    func fingerprints() throws -> Set<[UInt8]> { try store.fingerprints() }
    func save(run: StoredRun) throws { try store.save(run: run) }
    func save(attempt: [UInt8], index: Int, run: String) throws {
        try store.save(attempt: attempt, index: index, run: run)
    }
    func run(_ idOrPrefix: String) throws -> StoredRun? { try store.run(idOrPrefix) }
    func runs(about: Int?, limit: Int?) throws -> RunListing { try store.runs(about: about, limit: limit) }
    var count: Int { get throws { try store.count } }
}
