import ExchangeModel
import Foundation
import GRDB
import Redaction

/// A row of the table `captures`, in and out.
enum CaptureRow {
    /// What a list reads; the wide columns stay untouched.
    static let summaryColumns =
        "number, started_at, duration, method, status, trace_id, url, failure, run, repeats, label, "
        + "(request_body IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bodies WHERE id = request_body)) "
        + "OR (response_body IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bodies WHERE id = response_body))"

    /// The row's summary without its tags, or what is wrong with it.
    ///
    /// Nothing is trusted: SQLite keeps any type in any column, and a damaged page may hold anything.
    static func summary(_ row: Row) -> Result<CaptureSummary, DamagedRow> {
        guard let startedAt = Int64.fromDatabaseValue(row[1]), let duration = Int64.fromDatabaseValue(row[2]),
            let method = String.fromDatabaseValue(row[3]), let url = Data.fromDatabaseValue(row[6])
        else { return .failure(DamagedRow(reason: "its row is damaged")) }
        guard Int.fromDatabaseValue(row[11]) == 0 else { return .failure(DamagedRow(reason: "its body is missing")) }
        var summary = CaptureSummary(
            number: row[0],
            startedAt: Timestamp(microseconds: startedAt),
            method: method,
            url: Array(url),
            status: Int.fromDatabaseValue(row[4]),
            traceID: Data.fromDatabaseValue(row[5]).map { String(decoding: $0, as: UTF8.self) },
            duration: .microseconds(duration),
            failure: String.fromDatabaseValue(row[7])
        )
        summary.run = String.fromDatabaseValue(row[8])
        summary.repeats = Int.fromDatabaseValue(row[9])
        summary.label = String.fromDatabaseValue(row[10])
        return .success(summary)
    }

    /// Adds a row and gives its number.
    static func insert(_ packed: PackedCapture, storedAt: Timestamp, in database: Database) throws -> Int {
        let request = try BodyTable.store(packed.requestBody, in: database)
        let response = try BodyTable.store(packed.responseBody, in: database)
        let summary = packed.summary
        let parts = URLParts(summary.url)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO captures (stored_at, started_at, duration, method, status, repeats, run, label, host,
                    trace_id, request_body, response_body, path, url, failure, metadata)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(
            arguments: [
                storedAt.microseconds, summary.startedAt.microseconds, summary.duration.microseconds, summary.method,
                summary.status, summary.repeats, summary.run, summary.label, Data((parts?.hostText ?? "").utf8),
                summary.traceID.map { Data($0.utf8) }, request, response, Data(parts?.path ?? summary.url),
                Data(summary.url), summary.failure, packed.metadata,
            ]
        )
        let number = Int(database.lastInsertedRowID)
        try SealedTable.store(packed.sealed, for: number, in: database)
        return number
    }

    /// The capture's stored form; nil where there is no such row.
    ///
    /// - Throws: `DamagedRow` or `BodyDamage` where it can't be used.
    static func stored(_ number: Int, in database: Database) throws -> (StoredExchange, CaptureLinks)? {
        let find = try database.cachedStatement(
            sql: "SELECT request_body, response_body, run, repeats, label, metadata FROM captures WHERE number = ?"
        )
        guard let row = try Row.fetchOne(find, arguments: [number]) else { return nil }
        guard let metadata = Data.fromDatabaseValue(row[5]) else { throw DamagedRow(reason: "its row is damaged") }
        let stored = StoredExchange(
            metadata: Array(metadata),
            requestBody: try BodyTable.bytes(Int64.fromDatabaseValue(row[0]), in: database),
            responseBody: try BodyTable.bytes(Int64.fromDatabaseValue(row[1]), in: database)
        )
        let tags = try String.fetchAll(
            database,
            sql: "SELECT tag FROM tags WHERE capture = ? ORDER BY tag",
            arguments: [number]
        )
        let links = CaptureLinks(
            tags: tags,
            run: String.fromDatabaseValue(row[2]),
            repeats: Int.fromDatabaseValue(row[3]),
            label: String.fromDatabaseValue(row[4])
        )
        return (stored, links)
    }
}

/// An exchange ready to be stored; made before any lock is taken.
struct PackedCapture: Sendable {
    let summary: CaptureSummary
    let metadata: Data
    let requestBody: PackedBody?
    let responseBody: PackedBody?
    let sealed: [SealedValue]

    init(_ recorded: RecordedExchange, redactor: Redactor) {
        let stored = redactor.storedForm(of: recorded.exchange)
        summary = CaptureSummary(number: 0, recorded)
        metadata = Data(stored.metadata)
        requestBody = PackedBody(stored.requestBody)
        responseBody = PackedBody(stored.responseBody)
        sealed = recorded.exchange.sealedValues
    }
}

/// What a capture has beside its exchange.
struct CaptureLinks: Sendable {
    let tags: [String]
    let run: String?
    let repeats: Int?
    let label: String?
}

/// A row that can't be used.
struct DamagedRow: Error {
    let reason: String
}
