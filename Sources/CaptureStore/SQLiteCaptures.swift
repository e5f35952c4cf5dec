package import ExchangeModel
import Foundation
import GRDB
package import Redaction

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The captures in one SQLite file, which several processes may use at the same time.
///
/// WAL with `synchronous=FULL`: what `append` has acknowledged survives kill -9 and a power cut. Readers never
/// wait for the writer; writers wait for each other for the busy timeout. The file is for its owner only.
package final class SQLiteCaptures: CaptureRepository {
    /// How long to wait for another process's write.
    package static let defaultBusyTimeout = Duration.seconds(5)

    let path: String
    let pool: DatabasePool
    private let redactor: Redactor
    let now: @Sendable () -> Timestamp

    private init(path: String, pool: DatabasePool, redactor: Redactor, now: @escaping @Sendable () -> Timestamp) {
        self.path = path
        self.pool = pool
        self.redactor = redactor
        self.now = now
    }

    /// Opens the store, makes it where there is none, and brings an older one up to date.
    ///
    /// - Parameter busyTimeout: how long to wait for another process's write before giving up.
    /// - Throws: `StoreError`.
    package static func open(
        path: String,
        redactor: Redactor,
        busyTimeout: Duration = defaultBusyTimeout,
        now: @escaping @Sendable () -> Timestamp = SystemTime.now
    ) throws(StoreError) -> SQLiteCaptures {
        try StoreFolder.prepare(StoreFolder.containing(path))
        try PrivateFile.prepare(path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(max(0, busyTimeout.milliseconds / 1_000))
        configuration.maximumReaderCount = 2
        configuration.label = "captures"
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            // Before the pool turns WAL on, which would change another program's file.
            _ = try Schema.version(of: database, path: path)
            // What is deleted is overwritten, whatever this SQLite was built to do.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        let pool = try StoreError.translating(path: path) {
            let pool = try patiently(busyTimeout) { try DatabasePool(path: path, configuration: configuration) }
            try pool.writeWithoutTransaction { database in
                // GRDB leaves WAL at NORMAL, which may lose the last commits in a power cut.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.inTransaction(.immediate) {
                    try Schema.migrate(database, path: path)
                    return .commit
                }
            }
            return pool
        }
        try PrivateFile.protect(path)
        return SQLiteCaptures(path: path, pool: pool, redactor: redactor, now: now)
    }

    /// Turning WAL on needs the file to itself and doesn't honour the busy timeout; another process's start
    /// takes a moment only.
    private static func patiently<T>(_ timeout: Duration, _ body: () throws -> T) throws -> T {
        let end = ContinuousClock.now.advanced(by: timeout)
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end {
                usleep(20_000)
            }
        }
    }

    /// Ends the connections; nothing may be asked of the store afterwards.
    package func close() throws {
        try reading { try pool.close() }
    }

    package func append(_ batch: [RecordedExchange]) throws -> [Int] {
        guard !batch.isEmpty else { return [] }
        let packed = batch.map { PackedCapture($0, redactor: redactor) }
        let storedAt = now()
        return try writing { database in
            try packed.map { try CaptureRow.insert($0, storedAt: storedAt, in: database) }
        }
    }

    package func capture(_ number: Int) throws -> Capture? {
        try reading {
            do {
                guard let (stored, links) = try pool.read({ try CaptureRow.stored(number, in: $0) }) else { return nil }
                return Capture(
                    number: number,
                    exchange: try redactor.restore(stored),
                    tags: links.tags,
                    run: links.run,
                    repeats: links.repeats,
                    label: links.label
                )
            } catch let damage as BodyDamage {
                throw StoreError.damagedCapture(number, path: path, reason: damage.reason)
            } catch let damage as DamagedRow {
                throw StoreError.damagedCapture(number, path: path, reason: damage.reason)
            } catch let error as StoredExchangeError {
                throw StoreError.damagedCapture(number, path: path, reason: "\(error)")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                throw StoreError.damagedCapture(number, path: path, reason: "the store's file is damaged there")
            }
        }
    }

    package func list(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing {
        try reading { try CaptureLister.list(filter, limit: limit, in: pool) }
    }

    package func repeats(of number: Int) throws -> [Capture] {
        let numbers = try reading {
            try pool.read {
                try Int.fetchAll(
                    $0,
                    sql: "SELECT number FROM captures WHERE repeats = ? ORDER BY number",
                    arguments: [number]
                )
            }
        }
        return try numbers.compactMap { number in
            do {
                return try capture(number)
            } catch let error as StoreError where error.code == .damagedCapture {
                return nil
            }
        }
    }

    package func tag(_ numbers: [Int], _ tag: String) throws {
        try writing { database in
            let insert = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO tags (tag, capture) SELECT ?, number FROM captures WHERE number = ?"
            )
            for number in numbers { try insert.execute(arguments: [tag, number]) }
        }
    }

    package func untag(_ numbers: [Int], _ tag: String) throws {
        try writing { database in
            let delete = try database.cachedStatement(sql: "DELETE FROM tags WHERE tag = ? AND capture = ?")
            for number in numbers { try delete.execute(arguments: [tag, number]) }
        }
    }

    @discardableResult
    package func remove(_ numbers: [Int]) throws -> Int {
        let numbers = Set(numbers).sorted()
        var removed = 0
        for start in stride(from: 0, to: numbers.count, by: Removal.groupSize) {
            let group = Set(numbers[start..<min(start + Removal.groupSize, numbers.count)])
            let begin = ContinuousClock.now
            removed += try writing { try Removal(database: $0).remove(group) }
            guard start + Removal.groupSize < numbers.count else { break }
            // SQLite lets nobody queue: others look now and then, and must find the store free as often as not.
            usleep(UInt32(min(100_000, max(0, begin.duration(to: .now).microseconds))))
        }
        // The log still holds what the database no longer does. Where another process reads just now, its own next
        // checkpoint empties it.
        if removed > 0 {
            _ = try? pool.writeWithoutTransaction { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        }
        return removed
    }

    @discardableResult
    package func removeOlder(than moment: Timestamp) throws -> Int {
        let numbers = try reading {
            try pool.read {
                try Int.fetchAll(
                    $0,
                    sql: "SELECT number FROM captures WHERE stored_at < ?",
                    arguments: [moment.microseconds]
                )
            }
        }
        let removed = try remove(numbers)
        // Each group is small, for whoever records meanwhile.
        while try writing({ try RunTable(database: $0).remove(before: moment, limit: 10) }) > 0 {}
        return removed
    }

    package func sealedValue(for standIn: [UInt8]) throws -> SealedValue? {
        try reading { try pool.read { try SealedTable.value(for: standIn, in: $0) } }
    }

    package func remember(fingerprints: some Sequence<[UInt8]>) throws {
        let values = fingerprints.map { Data($0) }
        guard !values.isEmpty else { return }
        try writing { database in
            let insert = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO secret_fingerprints (fingerprint) VALUES (?)"
            )
            for value in values { try insert.execute(arguments: [value]) }
        }
    }

    package func fingerprints() throws -> Set<[UInt8]> {
        try reading {
            try pool.read { database in
                Set(try Data.fetchAll(database, sql: "SELECT fingerprint FROM secret_fingerprints").map { Array($0) })
            }
        }
    }

    package var count: Int {
        get throws {
            try reading { try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM captures") ?? 0 } }
        }
    }

    func reading<T>(_ body: () throws -> T) throws(StoreError) -> T {
        try StoreError.translating(path: path, body)
    }

    func writing<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try StoreError.translating(path: path) { try pool.write(body) }
    }
}
