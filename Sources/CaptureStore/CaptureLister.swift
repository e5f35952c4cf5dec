import Foundation
import GRDB

/// Lists captures.
struct CaptureLister {
    let database: Database

    /// The newest that match, in the order of their numbers, and what could not be read.
    static func list(_ filter: CaptureFilter, limit: Int?, in pool: DatabasePool) throws -> CaptureListing {
        var listing: CaptureListing
        do {
            listing = try pool.read { try CaptureLister(database: $0).scan(filter, limit: limit) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // A scan ends at the first damaged page; looking each number up reaches those on the other pages.
            // Without a transaction around them all, which the first damage would spoil.
            listing = try pool.unsafeRead { try CaptureLister(database: $0).salvage(filter, limit: limit) }
        }
        listing.captures.reverse()
        listing.damaged.sort { $0.number < $1.number }
        return listing
    }

    private func scan(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing {
        let sql = FilterSQL(filter)
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(CaptureRow.summaryColumns) FROM captures WHERE \(sql.condition) ORDER BY number DESC",
            arguments: sql.arguments
        )
        var wanted = filter.mergedNumbers
        var listing = CaptureListing()
        while listing.captures.count < limit ?? .max, let row = try rows.next() {
            if sql.hasGaps {
                // Both go downwards.
                let number: Int = row[0]
                while let last = wanted.last, last.lowerBound > number { wanted.removeLast() }
                guard wanted.last?.contains(number) == true else { continue }
            }
            try take(row, into: &listing)
        }
        return listing
    }

    private func salvage(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing {
        let last = try Int.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'captures'") ?? 0
        let find = try database.makeStatement(
            sql: "SELECT \(CaptureRow.summaryColumns) FROM captures WHERE number = ?"
        )
        var listing = CaptureListing()
        for number in stride(from: last, to: 0, by: -1) where listing.captures.count < limit ?? .max {
            do {
                guard let row = try Row.fetchOne(find, arguments: [number]) else { continue }
                var one = CaptureListing()
                try take(row, into: &one)
                listing.captures += one.captures.filter { filter.matches($0) }
                listing.damaged += one.damaged
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                listing.damaged.append(DamagedCapture(number: number, reason: "the store's file is damaged there"))
            }
        }
        return listing
    }

    private func take(_ row: Row, into listing: inout CaptureListing) throws {
        switch CaptureRow.summary(row) {
        case .success(var summary):
            let tags = try database.cachedStatement(sql: "SELECT tag FROM tags WHERE capture = ? ORDER BY tag")
            summary.tags = try String.fetchAll(tags, arguments: [summary.number])
            listing.captures.append(summary)
        case .failure(let damage):
            listing.damaged.append(DamagedCapture(number: row[0], reason: damage.reason))
        }
    }
}
