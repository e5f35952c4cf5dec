import GRDB

/// The store's tables, and how older ones become newer ones.
///
/// `user_version` counts the steps taken, inside one transaction with their changes, so that several processes
/// may open a new store at the same time.
enum Schema {
    /// "Repr" in ASCII; `application_id` tells the store from other programs' databases.
    static let applicationID = 0x5265_7072

    /// One element a version; only ever added to.
    static let steps: [@Sendable (Database) throws -> Void] = [first, runs]

    /// How many of the steps the database has behind it. Only reads.
    ///
    /// - Throws: `StoreError` for a newer schema or another program's database.
    static func version(of database: Database, path: String, known: Int = steps.count) throws -> Int {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard identifier == applicationID || (identifier == 0 && objects == 0) else {
            throw StoreError(
                .foreignDatabase,
                path: path,
                reason: "this is another program's database, not a store of captures",
                remedy: "name another file with --store"
            )
        }
        guard found <= known else {
            throw StoreError(
                .newerSchema,
                path: path,
                reason: "a newer version of reprise wrote these captures (schema \(found), known here is \(known))",
                remedy: "update reprise, or name another file with --store"
            )
        }
        return max(0, found)
    }

    /// Brings the database to the current version, from nothing or from an older one, within the caller's transaction.
    ///
    /// - Parameter steps: all that lead to the current version.
    /// - Throws: `StoreError` for a newer schema or another program's database.
    static func migrate(
        _ database: Database,
        path: String,
        steps: [@Sendable (Database) throws -> Void] = steps
    ) throws {
        let found = try version(of: database, path: path, known: steps.count)
        guard found < steps.count else { return }
        for step in steps[found...] { try step(database) }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(steps.count)")
    }

    /// Captures, bodies by content, sealed values, fingerprints of secrets.
    ///
    /// `captures` repeats what lists and filters need, so that they read neither metadata nor bodies; the wide
    /// `metadata` comes last, where SQLite skips it. AUTOINCREMENT: a number is never given twice, links stay true.
    @Sendable private static func first(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE bodies (
                    id INTEGER PRIMARY KEY,
                    hash BLOB NOT NULL UNIQUE,
                    size INTEGER NOT NULL,
                    coding INTEGER NOT NULL,
                    content BLOB NOT NULL
                );
                CREATE TABLE captures (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    stored_at INTEGER NOT NULL,
                    started_at INTEGER NOT NULL,
                    duration INTEGER NOT NULL,
                    method TEXT NOT NULL,
                    status INTEGER,
                    repeats INTEGER,
                    run TEXT,
                    label TEXT,
                    host TEXT NOT NULL,
                    trace_id BLOB,
                    request_body INTEGER REFERENCES bodies (id),
                    response_body INTEGER REFERENCES bodies (id),
                    path BLOB NOT NULL,
                    url BLOB NOT NULL,
                    failure TEXT,
                    metadata BLOB NOT NULL
                );
                CREATE INDEX captures_stored_at ON captures (stored_at);
                CREATE INDEX captures_repeats ON captures (repeats) WHERE repeats IS NOT NULL;
                CREATE INDEX captures_request_body ON captures (request_body) WHERE request_body IS NOT NULL;
                CREATE INDEX captures_response_body ON captures (response_body) WHERE response_body IS NOT NULL;
                CREATE TABLE tags (
                    tag TEXT NOT NULL,
                    capture INTEGER NOT NULL REFERENCES captures (number) ON DELETE CASCADE,
                    PRIMARY KEY (tag, capture)
                ) WITHOUT ROWID;
                CREATE INDEX tags_capture ON tags (capture);
                CREATE TABLE sealed_values (
                    id INTEGER PRIMARY KEY,
                    stand_in BLOB NOT NULL UNIQUE,
                    ciphertext BLOB NOT NULL
                );
                CREATE TABLE sealed_uses (
                    capture INTEGER NOT NULL REFERENCES captures (number) ON DELETE CASCADE,
                    sealed INTEGER NOT NULL REFERENCES sealed_values (id),
                    PRIMARY KEY (capture, sealed)
                ) WITHOUT ROWID;
                CREATE INDEX sealed_uses_sealed ON sealed_uses (sealed);
                CREATE TABLE secret_fingerprints (fingerprint BLOB PRIMARY KEY) WITHOUT ROWID;
                """
        )
    }

    /// Runs of replays and their attempts.
    ///
    /// `about` refers to no capture: that one may be deleted, and what was measured stays true.
    @Sendable private static func runs(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE runs (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    stored_at INTEGER NOT NULL,
                    started_at INTEGER NOT NULL,
                    about INTEGER,
                    title BLOB NOT NULL,
                    head BLOB NOT NULL
                );
                CREATE INDEX runs_stored_at ON runs (stored_at);
                CREATE INDEX runs_started_at ON runs (started_at);
                CREATE INDEX runs_about ON runs (about) WHERE about IS NOT NULL;
                CREATE TABLE run_attempts (
                    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    content BLOB NOT NULL,
                    PRIMARY KEY (run, position)
                );
                """
        )
    }
}
