import ExchangeModel
import Foundation
import GRDB
import Redaction
import Testing

@testable import CaptureStore

/// Rows, pages and files that are not what they should be.
@Suite struct DamagedStoreTests {
    private let folder: TemporaryFolder
    private let redactor = Samples.redactor()
    private var path: String { folder(".reprise/captures.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() throws -> SQLiteCaptures {
        try SQLiteCaptures.open(path: path, redactor: redactor, busyTimeout: .milliseconds(50))
    }

    private func record(_ exchange: Exchange) -> RecordedExchange {
        RecordedExchange(exchange: redactor.redact(exchange))
    }

    private func bytes(of suffix: String) -> Data {
        FileManager.default.contents(atPath: path + suffix) ?? Data()
    }

    @Test func aDamagedCaptureIsReportedAndTheOthersStay() throws {
        let captures = try open()
        let body = #"{"a":"\#(String(repeating: "x", count: 2_000))"}"#
        _ = try captures.append(
            (0..<6).map { record(Samples.exchange(responseBody: body.replacing("\"a\"", with: "\"a\($0)\""))) }
        )
        try captures.pool.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    UPDATE bodies SET content = x'00' WHERE id = (SELECT response_body FROM captures WHERE number = 1);
                    PRAGMA foreign_keys = OFF;
                    DELETE FROM bodies WHERE id = (SELECT response_body FROM captures WHERE number = 2);
                    UPDATE captures SET metadata = x'DEADBEEF' WHERE number = 3;
                    UPDATE captures SET started_at = 'never' WHERE number = 4;
                    UPDATE captures SET metadata = '' WHERE number = 5;
                    PRAGMA foreign_keys = ON;
                    """
            )
        }
        for number in [1, 2, 3, 5] {
            let error = #expect(throws: StoreError.self) { try captures.capture(number) }
            #expect(error?.code == .damagedCapture, "\(number)")
            #expect(error?.description.contains("capture \(number)") == true)
        }
        #expect(try captures.capture(6) != nil)
        let listing = try captures.list()
        #expect(listing.damaged.map(\.number) == [2, 4])
        #expect(listing.captures.map(\.number) == [1, 3, 5, 6])
        #expect(try captures.remove([1, 2, 3, 4, 5]) == 5)
        #expect(try captures.list().damaged.isEmpty)
    }

    @Test func aBodyOfAnotherCaptureIsNotTaken() throws {
        let captures = try open()
        _ = try captures.append([
            record(Samples.exchange(responseBody: #"{"a":1}"#)), record(Samples.exchange(responseBody: #"{"a":2}"#)),
        ])
        try captures.pool.write { database in
            try database.execute(
                sql:
                    "UPDATE captures SET response_body = (SELECT response_body FROM captures WHERE number = 2) WHERE number = 1"
            )
        }
        // Either refused, or redacted again; never trusted as it stands. Redacting again can't change this body.
        let capture = try? captures.capture(1)
        if let body = capture?.exchange.response?.body.bytes { #expect(body == Array(#"{"a":2}"#.utf8)) }
    }

    @Test func damagedPagesDoNotHideTheOthers() throws {
        let captures = try open()
        let filler = String(repeating: "https://api.onkadence.co/v1/public/bookings?x=", count: 1)
        for index in 0..<40 {
            let url = filler + String(repeating: "\(index % 10)", count: 3_000)
            _ = try captures.append([record(Samples.exchange("GET", url, responseBody: ""))])
        }
        try captures.close()
        // Spoil one page of the table in the file: the type byte of a leaf that is not the first.
        var file = bytes(of: "")
        let leaf = try DatabaseQueue(path: path).read {
            try Int.fetchOne(
                $0,
                sql:
                    "SELECT pageno FROM dbstat WHERE name = 'captures' AND pagetype = 'leaf' ORDER BY pageno DESC LIMIT 1 OFFSET 3"
            )
        }
        let page = try #require(leaf)
        file[(page - 1) * 4_096] = 0xFF
        try file.write(to: URL(fileURLWithPath: path))
        let damaged = try open()
        let listing = try damaged.list()
        #expect(!listing.damaged.isEmpty)
        #expect(listing.captures.count + listing.damaged.count == 40)
        #expect(listing.captures.count >= 30)
    }

    @Test func aDamagedRunIsSaidAndTheOthersStay() throws {
        let captures = try open()
        for id in ["a", "b", "c"] {
            let run = StoredRun(
                id: id,
                startedAt: Samples.start,
                about: 3,
                title: id,
                head: [0x7B, 0x7D],
                attempts: [[1], [2], [3]]
            )
            try captures.save(run: run)
        }
        try captures.pool.write {
            try $0.execute(
                sql: """
                    UPDATE runs SET started_at = 'never' WHERE id = 'a';
                    UPDATE run_attempts SET content = 7 WHERE position = 2 AND run IN (SELECT number FROM runs WHERE id = 'b');
                    """
            )
        }
        let error = #expect(throws: StoreError.self) { try captures.run("a") }
        #expect(error?.code == .damagedRun)
        #expect(error?.description.contains("run a is damaged") == true)
        let damaged = try #require(try captures.run("b"))
        #expect(damaged.attempts == [[1], [3]])
        #expect(damaged.damagedAttempts == [2])
        #expect(try captures.run("c")?.attempts.count == 3)
        let listing = try captures.runs(about: nil, limit: nil)
        #expect(listing.runs.map(\.id) == ["c", "b"])
        #expect(listing.damaged == ["a"])
    }

    @Test(arguments: ["runs", "run_attempts"]) func damagedPagesDoNotHideOtherRuns(_ table: String) throws {
        let captures = try open()
        for index in 0..<40 {
            let bytes = [UInt8](repeating: UInt8(index), count: 3_000)
            let run = StoredRun(
                id: "run \(index)",
                startedAt: Samples.start.advanced(by: .seconds(index)),
                about: nil,
                title: "",
                head: bytes,
                attempts: [bytes, bytes]
            )
            try captures.save(run: run)
        }
        try captures.close()
        let leaf = try DatabaseQueue(path: path).read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno DESC LIMIT 1 OFFSET 3
                    """,
                arguments: [table]
            )
        }
        let page = try #require(leaf)
        var file = bytes(of: "")
        file[(page - 1) * 4_096] = 0xFF
        try file.write(to: URL(fileURLWithPath: path))
        let damaged = try open()
        let listing = try damaged.runs(about: nil, limit: nil)
        #expect(listing.runs.count + listing.damaged.count == 40)
        #expect(listing.runs.count >= 30)
        #expect(listing.runs.map(\.startedAt) == listing.runs.map(\.startedAt).sorted(by: >))
        #expect(listing.damaged.isEmpty == (table == "run_attempts"))
        let lost = try listing.runs.reduce(0) { $0 + (try damaged.run($1.id)?.damagedAttempts.count ?? 0) }
        #expect((lost > 0) == (table == "run_attempts"))
        #expect(lost < 10)
    }

    @Test func aStoreCutOffIsSaidWithAWayOut() throws {
        let captures = try open()
        for _ in 0..<20 { _ = try captures.append(Samples.batch(redactor)) }
        try captures.close()
        try bytes(of: "").prefix(6_000).write(to: URL(fileURLWithPath: path))
        do {
            let cut = try open()
            _ = try cut.list()
            Issue.record("a store that is mostly missing was listed as if nothing had happened")
        } catch let error as StoreError {
            #expect(error.code == .damagedFile)
            #expect(error.description.contains("move the file away"))
        }
    }

    // MARK: Files that are no store

    @Test func anotherKindOfFileIsRefusedAndLeftAlone() throws {
        let text = Data("this is a diary, not a database, and it is long enough to be read as one".utf8)
        try FileManager.default.createDirectory(atPath: folder(".reprise"), withIntermediateDirectories: true)
        try text.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let error = #expect(throws: StoreError.self) { try open() }
        #expect(error?.code == .notADatabase)
        #expect(error?.description.contains("--store") == true)
        #expect(bytes(of: "") == text)
        #expect(try TemporaryFolder.mode(path) == 0o644)
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
        try FileManager.default.createDirectory(atPath: folder(".reprise"), withIntermediateDirectories: true)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let before = bytes(of: "")
        let error = #expect(throws: StoreError.self) { try open() }
        #expect(error?.code == .foreignDatabase)
        #expect(bytes(of: "") == before)
        #expect(try TemporaryFolder.mode(path) == 0o644)
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test func aNewerSchemaIsRefused() throws {
        let captures = try open()
        try captures.pool.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try captures.close()
        let error = #expect(throws: StoreError.self) { try open() }
        #expect(error?.code == .newerSchema)
        #expect(error?.description.contains("update reprise") == true)
    }

    @Test func aFolderThatCantBeIsSaid() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder("file")))
        for path in [folder("file/captures.sqlite"), folder("file/deeper/captures.sqlite")] {
            let error = #expect(throws: StoreError.self) { try SQLiteCaptures.open(path: path, redactor: redactor) }
            #expect(error?.code == .unwritableFolder)
        }
        let error = #expect(throws: StoreError.self) { try SQLiteCaptures.open(path: folder.path, redactor: redactor) }
        #expect(error?.code == .notADatabase)
    }
}
