import ExchangeModel
import Foundation
import GRDB
import Redaction
import Testing

@testable import CaptureStore

@Suite struct SQLiteCapturesTests {
    private let folder: TemporaryFolder
    private let redactor = Samples.redactor()
    private var path: String { folder(".reprise/captures.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open(timeout: Duration = .milliseconds(50)) throws -> SQLiteCaptures {
        try SQLiteCaptures.open(path: path, redactor: redactor, busyTimeout: timeout)
    }

    private func record(_ exchange: Exchange) -> RecordedExchange {
        RecordedExchange(exchange: redactor.redact(exchange))
    }

    private func bytes(of suffix: String) -> Data {
        FileManager.default.contents(atPath: path + suffix) ?? Data()
    }

    // MARK: On disk

    @Test func theFilesAreForTheirOwnerOnly() throws {
        let captures = try open()
        _ = try captures.append(Samples.batch(redactor))
        #expect(try TemporaryFolder.mode(folder(".reprise")) == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try TemporaryFolder.mode(path + suffix) == 0o600) }
        #expect(FileManager.default.contents(atPath: folder(".reprise/.gitignore")) == Data("*\n".utf8))
    }

    @Test func aStoreThatOthersMayReadIsClosedToThem() throws {
        try open().close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder(".reprise"))
        let captures = try open()
        #expect(try captures.count == 0)
        #expect(try TemporaryFolder.mode(path) == 0o600)
        #expect(try TemporaryFolder.mode(folder(".reprise")) == 0o700)
    }

    @Test func aFolderOfSomebodyElseStaysAsItIs() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let captures = try SQLiteCaptures.open(path: folder("mine.sqlite"), redactor: redactor)
        #expect(try captures.count == 0)
        #expect(try TemporaryFolder.mode(folder.path) == 0o755)
        #expect(!FileManager.default.fileExists(atPath: folder(".gitignore")))
    }

    @Test func commitsReachTheDisk() throws {
        let captures = try open()
        let (journal, synchronous) = try captures.pool.writeWithoutTransaction {
            (try String.fetchOne($0, sql: "PRAGMA journal_mode"), try Int.fetchOne($0, sql: "PRAGMA synchronous"))
        }
        #expect(journal == "wal")
        #expect(synchronous == 2)
    }

    @Test func nothingRawIsOnDisk() throws {
        let captures = try open()
        let email = "ada.lovelace@planted-example.com"
        let secret = "planted-client-secret-9f8e7d6c5b4a"
        _ = try captures.append([
            record(
                Samples.exchange(
                    "POST",
                    "https://login.onkadence.co/oauth2/token?client_secret=\(secret)",
                    requestBody: #"{"grant_type":"client_credentials","client_id":"k","client_secret":"\#(secret)"}"#,
                    responseBody: #"{"token_type":"Bearer","expires_in":43200,"access_token":"\#(Samples.planted)"}"#
                )
            ),
            record(
                Samples.exchange(
                    "GET",
                    "https://api.onkadence.co/v1/public/users?emailExact=\(email)",
                    responseBody: #"{"hydra:member":[{"email":"\#(email)","firstName":"Ada"}]}"#
                )
            ),
        ])
        var disk = bytes(of: "") + bytes(of: "-wal")
        // Compressed bodies would hide what they hold from a search.
        for content in try captures.pool.read({ try Data.fetchAll($0, sql: "SELECT content FROM bodies") }) {
            disk += content
        }
        for number in 1...2 {
            let stored = try captures.pool.read { try CaptureRow.stored(number, in: $0) }
            disk += Data(try #require(stored).0.requestBody + (try #require(stored).0.responseBody))
        }
        for planted in [Samples.planted, email, secret] {
            #expect(disk.range(of: Data(planted.utf8)) == nil, "\(planted) is on disk")
        }
        #expect(disk.range(of: Data("grant_type".utf8)) != nil)
    }

    // MARK: Durability

    /// What kill -9 leaves is what the files hold at that moment: the copies are taken while the store is open.
    @Test func whatWasAcknowledgedSurvivesTheProcess() throws {
        let captures = try open()
        for round in 1...5 {
            let numbers = try captures.append(Samples.batch(redactor))
            let copy = folder("crash-\(round).sqlite")
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            let revived = try SQLiteCaptures.open(path: copy, redactor: redactor)
            #expect(try revived.count == numbers.last)
            #expect(try revived.capture(numbers[2])?.exchange.response?.status == 503)
        }
    }

    @Test func aTornLastWriteLosesOnlyWhatWasNotAcknowledged() throws {
        let captures = try open()
        _ = try captures.append(Samples.batch(redactor))
        let acknowledged = bytes(of: "-wal").count
        _ = try captures.append(Samples.batch(redactor))
        let copy = folder("torn.sqlite")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        // Cut in the middle of the second commit.
        try bytes(of: "-wal").prefix(acknowledged + 5_000).write(to: URL(fileURLWithPath: copy + "-wal"))
        let revived = try SQLiteCaptures.open(path: copy, redactor: redactor)
        #expect(try revived.count == 12)
        #expect(try revived.list().damaged.isEmpty)
    }

    @Test func aFullDiskThrowsAndKeepsWhatWasThere() throws {
        let captures = try open()
        _ = try captures.append(Samples.batch(redactor))
        try captures.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
        }
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<40_000).map { _ in String(generator.next(upperBound: UInt64.max), radix: 36) }.joined()
        let error = #expect(throws: StoreError.self) {
            try captures.append([
                record(Samples.exchange()), record(Samples.exchange(responseBody: #"{"noise":"\#(noise)"}"#)),
            ])
        }
        #expect(error?.code == .diskFull)
        #expect(error?.description.contains("free some disk space") == true)
        // The batch goes in whole or not at all.
        #expect(try captures.count == 12)
        #expect(try captures.capture(12) != nil)
        #expect(try captures.append([record(Samples.exchange("GET", "http://a/b", responseBody: ""))]) == [13])
    }

    // MARK: Several at once

    @Test func twoProcessesShareAStore() throws {
        let one = try open(timeout: .seconds(5))
        let other = try open(timeout: .seconds(5))
        #expect(try one.append(Samples.batch(redactor)).last == 12)
        #expect(try other.append(Samples.batch(redactor)).last == 24)
        #expect(try one.count == 24)
        #expect(try other.list().captures.count == 24)
    }

    @Test func aNewStoreMayBeOpenedByManyAtOnce() async throws {
        let path = path
        let redactor = redactor
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
                    return try captures.append(Samples.batch(redactor)).count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 96)
        #expect(try open().count == 96)
    }

    @Test func aLockedStoreIsSaid() throws {
        let captures = try open()
        let other = try DatabaseQueue(path: path)
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            let error = #expect(throws: StoreError.self) { try captures.append(Samples.batch(redactor)) }
            #expect(error?.code == .locked)
            #expect(error?.description.contains("another process") == true)
            // Reading goes on meanwhile.
            #expect(try captures.count == 0)
            try database.execute(sql: "COMMIT")
        }
        #expect(try captures.append(Samples.batch(redactor)).count == 12)
    }

    // MARK: Bodies

    @Test func equalBodiesAreKeptOnceAndCompressed() throws {
        let captures = try open()
        let body =
            #"{"hydra:member":[\#(Array(repeating: #"{"status":"booked"}"#, count: 2_000).joined(separator: ","))]}"#
        let numbers = try captures.append((0..<10).map { _ in record(Samples.exchange(responseBody: body)) })
        let (count, size) = try captures.pool.read {
            (
                try Int.fetchOne($0, sql: "SELECT count(*) FROM bodies"),
                try Int.fetchOne($0, sql: "SELECT sum(length(content)) FROM bodies")
            )
        }
        #expect(count == 1)
        #expect(try #require(size) < body.utf8.count / 10)
        for number in numbers {
            #expect(try captures.capture(number)?.exchange.response?.body.bytes == Array(body.utf8))
        }
        try captures.remove(Array(numbers.dropLast()))
        #expect(try captures.capture(numbers[9])?.exchange.response?.body.bytes.count == body.utf8.count)
        try captures.remove([numbers[9]])
        #expect(try captures.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM bodies") } == 0)
    }

    // MARK: Damage

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

    // MARK: Files that are no store

    @Test func anotherKindOfFileIsRefusedAndLeftAlone() throws {
        let text = Data("this is a diary, not a database, and it is long enough to be read as one".utf8)
        try FileManager.default.createDirectory(atPath: folder(".reprise"), withIntermediateDirectories: true)
        try text.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try open() }
        #expect(error?.code == .notADatabase)
        #expect(error?.description.contains("--store") == true)
        #expect(bytes(of: "") == text)
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
        try FileManager.default.createDirectory(atPath: folder(".reprise"), withIntermediateDirectories: true)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
        let error = #expect(throws: StoreError.self) { try open() }
        #expect(error?.code == .foreignDatabase)
        #expect(try DatabaseQueue(path: path).read { try $0.tableExists("captures") } == false)
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
