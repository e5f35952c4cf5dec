import Foundation
import GRDB
import Redaction

/// Sealed values, each kept as long as a capture needs it.
enum SealedTable {
    /// Keeps these values for a capture.
    static func store(_ values: [SealedValue], for capture: Int, in database: Database) throws {
        guard !values.isEmpty else { return }
        let insert = try database.cachedStatement(
            sql: "INSERT INTO sealed_values (stand_in, ciphertext) VALUES (?, ?) ON CONFLICT (stand_in) DO NOTHING"
        )
        let link = try database.cachedStatement(
            sql: """
                INSERT INTO sealed_uses (capture, sealed) SELECT ?, id FROM sealed_values WHERE stand_in = ?
                ON CONFLICT DO NOTHING
                """
        )
        for value in values {
            let standIn = Data(value.standIn)
            try insert.execute(arguments: [standIn, Data(value.ciphertext)])
            try link.execute(arguments: [capture, standIn])
        }
    }

    /// The value that this stand-in replaced.
    static func value(for standIn: [UInt8], in database: Database) throws -> SealedValue? {
        let find = try database.cachedStatement(sql: "SELECT ciphertext FROM sealed_values WHERE stand_in = ?")
        guard let ciphertext = try Data.fetchOne(find, arguments: [Data(standIn)]) else { return nil }
        return SealedValue(standIn: standIn, ciphertext: Array(ciphertext))
    }

    /// Deletes those of these values that no capture needs any more.
    static func sweep(_ ids: Set<Int64>, in database: Database) throws {
        let delete = try database.cachedStatement(
            sql: "DELETE FROM sealed_values WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sealed_uses WHERE sealed = ?1)"
        )
        for id in ids { try delete.execute(arguments: [id]) }
    }
}
