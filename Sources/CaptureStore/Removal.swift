import GRDB

/// Deletes captures with what only they needed, within one transaction.
struct Removal {
    /// So many captures go in one transaction: who records meanwhile waits no longer than that takes.
    static let groupSize = 200

    let database: Database

    /// - Returns: how many there were.
    func remove(_ numbers: Set<Int>) throws -> Int {
        let find = try database.cachedStatement(
            sql: "SELECT request_body, response_body FROM captures WHERE number = ?"
        )
        let delete = try database.cachedStatement(sql: "DELETE FROM captures WHERE number = ?")
        let uses = try database.cachedStatement(sql: "SELECT sealed FROM sealed_uses WHERE capture = ?")
        var bodies: Set<Int64> = []
        var sealed: Set<Int64> = []
        var removed = 0
        for number in numbers {
            guard let row = try Row.fetchOne(find, arguments: [number]) else { continue }
            for column in 0..<2 {
                if let body = Int64.fromDatabaseValue(row[column]) { bodies.insert(body) }
            }
            sealed.formUnion(try Int64.fetchAll(uses, arguments: [number]))
            try delete.execute(arguments: [number])
            removed += 1
        }
        try BodyTable.sweep(bodies, in: database)
        try SealedTable.sweep(sealed, in: database)
        return removed
    }
}
