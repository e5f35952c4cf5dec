import ExchangeModel
import Foundation
import GRDB

/// The runs and their attempts.
struct RunTable {
    let database: Database

    private static let columns = "number, id, started_at, about, title, head"

    /// Puts a run's head in, or in place of the one that is there; its attempts stay. Those that the value brings
    /// are put in as well, with indices from 1.
    func save(_ run: StoredRun, storedAt: Timestamp) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO runs (id, stored_at, started_at, about, title, head) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET stored_at = excluded.stored_at, started_at = excluded.started_at,
                    about = excluded.about, title = excluded.title, head = excluded.head
                """
        ).execute(
            arguments: [
                run.id, storedAt.microseconds, run.startedAt.microseconds, run.about, Data(run.title.utf8),
                Data(run.head),
            ]
        )
        for (place, attempt) in run.attempts.enumerated() { _ = try save(attempt, index: place + 1, run: run.id) }
    }

    /// - Returns: false where there is no such run.
    func save(_ attempt: [UInt8], index: Int, run: String) throws -> Bool {
        try database.cachedStatement(
            sql: """
                INSERT INTO run_attempts (run, position, content) SELECT number, ?, ? FROM runs WHERE id = ?
                ON CONFLICT (run, position) DO UPDATE SET content = excluded.content
                """
        ).execute(arguments: [index, Data(attempt), run])
        return database.changesCount > 0
    }

    /// The ids that are this text, or else begin with it; at most two.
    func ids(_ idOrPrefix: String) throws -> [String] {
        let exact = try database.cachedStatement(sql: "SELECT id FROM runs WHERE id = ?")
        if let found = try String.fetchOne(exact, arguments: [idOrPrefix]) { return [found] }
        // GLOB and LIKE would take some characters for patterns.
        let prefixed = try database.cachedStatement(
            sql: "SELECT id FROM runs WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 2"
        )
        return try String.fetchAll(prefixed, arguments: [idOrPrefix])
    }

    /// - Throws: `DamagedRow` where it can't be read.
    func run(_ id: String) throws -> StoredRun? {
        let find = try database.cachedStatement(sql: "SELECT \(RunTable.columns) FROM runs WHERE id = ?")
        guard let row = try Row.fetchOne(find, arguments: [id]) else { return nil }
        guard var run = RunTable.run(row), let number = Int64.fromDatabaseValue(row[0]) else {
            throw DamagedRow(reason: "its row does not hold a run")
        }
        // The index alone says which there are; each is then looked up, so that a damaged page costs only its own.
        let positions = try Int.fetchAll(
            database,
            sql: "SELECT position FROM run_attempts WHERE run = ? ORDER BY position",
            arguments: [number]
        )
        let content = try database.cachedStatement(
            sql: "SELECT content FROM run_attempts WHERE run = ? AND position = ?"
        )
        for position in positions {
            do {
                guard let row = try Row.fetchOne(content, arguments: [number, position]) else { continue }
                guard let bytes = Data.fromDatabaseValue(row[0]) else {
                    throw DatabaseError(resultCode: .SQLITE_CORRUPT)
                }
                run.attempts.append(Array(bytes))
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                run.damagedAttempts.append(position)
            }
        }
        return run
    }

    /// The newest first, without their attempts.
    func list(about: Int?, limit: Int?) throws -> RunListing {
        let condition = about == nil ? "" : "WHERE about = ?"
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: "SELECT \(RunTable.columns) FROM runs \(condition) ORDER BY started_at DESC, number DESC"
            ),
            arguments: about.map { [$0] } ?? []
        )
        var listing = RunListing()
        while listing.runs.count < limit ?? .max, let row = try rows.next() { RunTable.take(row, into: &listing) }
        return listing
    }

    /// The same where a scan would end at a damaged page: each number is looked up.
    func salvage(about: Int?, limit: Int?) throws -> RunListing {
        let last = try Int.fetchOne(database, sql: "SELECT max(number) FROM runs") ?? 0
        let find = try database.makeStatement(sql: "SELECT \(RunTable.columns) FROM runs WHERE number = ?")
        var listing = RunListing()
        for number in stride(from: last, to: 0, by: -1) {
            do {
                guard let row = try Row.fetchOne(find, arguments: [number]) else { continue }
                RunTable.take(row, into: &listing)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                listing.damaged.append("number \(number)")
            }
        }
        listing.runs = listing.runs.filter { about == nil || $0.about == about }
            .sorted { $1.startedAt < $0.startedAt }
        listing.runs = Array(listing.runs.prefix(max(0, limit ?? .max)))
        return listing
    }

    private static func take(_ row: Row, into listing: inout RunListing) {
        if let run = run(row) {
            listing.runs.append(run)
        } else {
            listing.damaged.append(String.fromDatabaseValue(row[1]) ?? "without a name")
        }
    }

    /// Deletes runs that were last changed before this moment, at most so many.
    ///
    /// - Returns: how many there were.
    func remove(before moment: Timestamp, limit: Int) throws -> Int {
        try database.cachedStatement(
            sql: "DELETE FROM runs WHERE number IN (SELECT number FROM runs WHERE stored_at < ? LIMIT ?)"
        ).execute(arguments: [moment.microseconds, limit])
        return database.changesCount
    }

    private static func run(_ row: Row) -> StoredRun? {
        guard let id = String.fromDatabaseValue(row[1]), let started = Int64.fromDatabaseValue(row[2]),
            let title = Data.fromDatabaseValue(row[4]), let head = Data.fromDatabaseValue(row[5])
        else { return nil }
        let about: DatabaseValue = row[3]
        let number = Int.fromDatabaseValue(about)
        guard about.isNull || number != nil else { return nil }
        return StoredRun(
            id: id,
            startedAt: Timestamp(microseconds: started),
            about: number,
            title: String(decoding: title, as: UTF8.self),
            head: Array(head)
        )
    }
}
