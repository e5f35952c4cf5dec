import Crypto
import Deflate
import Foundation
import GRDB

/// A body ready to be stored: compressed and named by its content, before any lock is taken.
struct PackedBody: Sendable {
    /// How the content is kept.
    enum Coding: Int, Sendable {
        case plain = 0
        case gzip = 1
    }

    let hash: Data
    let size: Int
    let coding: Coding
    let content: Data

    /// Below this, compressing costs more than it saves.
    private static let worthwhile = 256

    /// Nil for an empty body, which needs no row.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        hash = Data(SHA256.hash(data: bytes))
        size = bytes.count
        // The fastest level: bodies are JSON mostly, and recording must keep up with the traffic.
        if bytes.count >= PackedBody.worthwhile, let packed = try? Compression.compress(bytes, as: .gzip, level: 1),
            packed.count < bytes.count
        {
            coding = .gzip
            content = Data(packed)
        } else {
            coding = .plain
            content = Data(bytes)
        }
    }
}

/// Bodies, each kept once however many captures have it.
enum BodyTable {
    /// The row that holds this body, made where there is none yet.
    static func store(_ body: PackedBody?, in database: Database) throws -> Int64? {
        guard let body else { return nil }
        let find = try database.cachedStatement(sql: "SELECT id FROM bodies WHERE hash = ?")
        if let known = try Int64.fetchOne(find, arguments: [body.hash]) { return known }
        let insert = try database.cachedStatement(
            sql: "INSERT INTO bodies (hash, size, coding, content) VALUES (?, ?, ?, ?)"
        )
        try insert.execute(arguments: [body.hash, body.size, body.coding.rawValue, body.content])
        return database.lastInsertedRowID
    }

    /// The body's bytes; empty for nil.
    ///
    /// - Throws: `BodyDamage` where it is missing or doesn't unpack.
    static func bytes(_ id: Int64?, in database: Database) throws -> [UInt8] {
        guard let id else { return [] }
        let find = try database.cachedStatement(sql: "SELECT size, coding, content FROM bodies WHERE id = ?")
        guard let row = try Row.fetchOne(find, arguments: [id]) else { throw BodyDamage(reason: "its body is missing") }
        guard let size = Int.fromDatabaseValue(row[0]), let content = Data.fromDatabaseValue(row[2]), size >= 0 else {
            throw BodyDamage(reason: "its body's row is damaged")
        }
        switch Int.fromDatabaseValue(row[1]).flatMap(PackedBody.Coding.init) {
        case .plain?:
            guard content.count == size else { throw BodyDamage(reason: "its body has the wrong length") }
            return Array(content)
        case .gzip?:
            // What was stored here was packed here, so its own size is the limit, and any ratio is possible.
            var limits = InflateLimits()
            limits.bytes = size
            limits.ratio = .max
            guard let bytes = try? Compression.decompress(Array(content), as: .gzip, limits: limits),
                bytes.count == size
            else { throw BodyDamage(reason: "its body does not unpack") }
            return bytes
        case nil:
            throw BodyDamage(reason: "its body is kept in an unknown way")
        }
    }

    /// Deletes those of these bodies that no capture has any more.
    static func sweep(_ ids: Set<Int64>, in database: Database) throws {
        let delete = try database.cachedStatement(
            sql: """
                DELETE FROM bodies WHERE id = ?1
                AND NOT EXISTS (SELECT 1 FROM captures WHERE request_body = ?1)
                AND NOT EXISTS (SELECT 1 FROM captures WHERE response_body = ?1)
                """
        )
        for id in ids { try delete.execute(arguments: [id]) }
    }
}

/// Why a body can't be had back.
struct BodyDamage: Error {
    let reason: String
}
