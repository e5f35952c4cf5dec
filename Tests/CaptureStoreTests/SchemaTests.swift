import GRDB
import Redaction
import Testing

@testable import CaptureStore

@Suite struct SchemaTests {
    private let folder: TemporaryFolder
    private let redactor = Samples.redactor()
    private var path: String { folder("captures.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// Stores made by a released version must still open: a change needs a step of its own.
    @Test func theFirstStepIsNeverEdited() throws {
        let queue = try DatabaseQueue()
        try queue.write { try Schema.migrate($0, path: "x", steps: Array(Schema.steps.prefix(1))) }
        let columns = try queue.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT m.name || ': ' || group_concat(c.name, ' ') FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' GROUP BY m.name ORDER BY m.name
                    """
            )
        }
        #expect(
            columns == [
                "bodies: id hash size coding content",
                "captures: number stored_at started_at duration method status repeats run label host trace_id "
                    + "request_body response_body path url failure metadata",
                "sealed_uses: capture sealed", "sealed_values: id stand_in ciphertext",
                "secret_fingerprints: fingerprint", "tags: tag capture",
            ]
        )
    }

    @Test func anOlderStoreIsBroughtUpToDateWithWhatIsInIt() throws {
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        _ = try captures.append(Samples.batch(redactor))
        try captures.pool.write { database in
            let step: @Sendable (Database) throws -> Void = {
                try $0.execute(sql: "ALTER TABLE captures ADD COLUMN note TEXT DEFAULT 'none'")
            }
            try Schema.migrate(database, path: path, steps: Schema.steps + [step])
            #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == Schema.steps.count + 1)
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM captures WHERE note = 'none'") == 12)
            // Once is enough: the step would fail on a column that is there.
            try Schema.migrate(database, path: path, steps: Schema.steps + [step])
        }
        #expect(try captures.capture(3)?.exchange.response?.status == 503)
    }

    @Test func aStepThatFailsLeavesTheStoreAsItWas() throws {
        struct Interrupted: Error {}
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        _ = try captures.append(Samples.batch(redactor))
        let good: @Sendable (Database) throws -> Void = { try $0.execute(sql: "DROP TABLE tags; DELETE FROM captures") }
        let bad: @Sendable (Database) throws -> Void = { _ in throw Interrupted() }
        #expect(throws: Interrupted.self) {
            try captures.pool.write { try Schema.migrate($0, path: path, steps: Schema.steps + [good, bad]) }
        }
        try captures.close()
        let again = try SQLiteCaptures.open(path: path, redactor: redactor)
        #expect(try again.count == 12)
        #expect(try again.pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.steps.count)
    }
}
