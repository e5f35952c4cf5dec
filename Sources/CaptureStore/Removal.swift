import GRDB

/// Deletes captures with what only they needed, within one transaction.
struct Removal {
    let database: Database

    /// - Returns: how many there were.
    func remove(_ numbers: Set<Int>) throws -> Int {
        let find = try database.cachedStatement(
            sql: "SELECT request_body, response_body FROM captures WHERE number = ?"
        )
        let delete = try database.cachedStatement(sql: "DELETE FROM captures WHERE number = ?")
        var bodies: Set<Int64> = []
        var removed = 0
        for number in numbers {
            guard let row = try Row.fetchOne(find, arguments: [number]) else { continue }
            for column in 0..<2 {
                if let body = Int64.fromDatabaseValue(row[column]) { bodies.insert(body) }
            }
            try delete.execute(arguments: [number])
            removed += 1
        }
        guard removed > 0 else { return 0 }
        try BodyTable.sweep(bodies, in: database)
        try SealedTable.sweep(in: database)
        return removed
    }
}
