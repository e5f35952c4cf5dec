import ExchangeModel
import GRDB

extension SQLiteCaptures {
    package func save(run: StoredRun) throws {
        let storedAt = now()
        try writing { try RunTable(database: $0).save(run, storedAt: storedAt) }
    }

    package func save(attempt: [UInt8], index: Int, run: String) throws {
        try writing { database in
            guard try RunTable(database: database).save(attempt, index: index, run: run) else {
                throw StoreError.unknownRun(run, path: path)
            }
        }
    }

    package func run(_ idOrPrefix: String) throws -> StoredRun? {
        guard !idOrPrefix.isEmpty else { return nil }
        return try reading {
            // Without a transaction, which the first damage would spoil.
            try pool.unsafeRead { database in
                let table = RunTable(database: database)
                let ids = try table.ids(idOrPrefix)
                guard ids.count < 2 else { throw StoreError.ambiguousRun(idOrPrefix, ids, path: path) }
                guard let id = ids.first else { return nil }
                do {
                    return try table.run(id)
                } catch let damage as DamagedRow {
                    throw StoreError.damagedRun(id, path: path, reason: damage.reason)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                    throw StoreError.damagedRun(id, path: path, reason: "the store's file is damaged there")
                }
            }
        }
    }

    package func runs(about: Int?, limit: Int?) throws -> RunListing {
        try reading {
            do {
                return try pool.read { try RunTable(database: $0).list(about: about, limit: limit) }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                return try pool.unsafeRead { try RunTable(database: $0).salvage(about: about, limit: limit) }
            }
        }
    }
}
