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

    @Test func whatACrashLeftIsClosedToOthersToo() throws {
        let captures = try open()
        _ = try captures.append(Samples.batch(redactor))
        let copy = folder("copy.sqlite")
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: copy + suffix)
        }
        let revived = try SQLiteCaptures.open(path: copy, redactor: redactor)
        #expect(try revived.count == 12)
        for suffix in ["", "-wal", "-shm"] { #expect(try TemporaryFolder.mode(copy + suffix) == 0o600, "\(suffix)") }
    }

    @Test func whatIsDeletedIsGoneFromTheFile() throws {
        let captures = try open()
        let numbers = try captures.append([
            record(
                Samples.exchange("GET", "https://api.onkadence.co/v1/marked-url", responseBody: #"{"marked":"body"}"#)
            ),
            record(Samples.exchange("GET", "https://api.onkadence.co/v1/other", responseBody: #"{"other":"body"}"#)),
        ])
        try captures.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        for marked in ["marked-url", "marked"] { #expect(bytes(of: "").range(of: Data(marked.utf8)) != nil) }
        try captures.remove([numbers[0]])
        try captures.close()
        for marked in ["marked-url", "marked"] { #expect(bytes(of: "").range(of: Data(marked.utf8)) == nil) }
        #expect(bytes(of: "").range(of: Data("other".utf8)) != nil)
    }

    @Test func whatIsDeletedIsGoneFromTheLogWhileTheStoreIsOpen() throws {
        let captures = try open()
        let numbers = try captures.append(Samples.batch(redactor))
        #expect(!bytes(of: "-wal").isEmpty)
        try captures.remove(numbers)
        #expect(bytes(of: "-wal").isEmpty)
    }

    @Test func personalValuesAreSealedUnderTheKeyFile() throws {
        let keys = try KeyFile.loadOrCreate(at: folder("key"))
        let redactor = Samples.redactor(keys: keys)
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        let exchange = redactor.redact(
            Samples.exchange("GET", "https://api.onkadence.co/v1/public/users?emailExact=ada.lovelace%40example.com")
        )
        _ = try captures.append([RecordedExchange(exchange: exchange)])
        let standIn = try #require(exchange.sealedValues.first).standIn
        let sealed = try #require(try captures.sealedValue(for: standIn))
        // AES-GCM: nonce, as many bytes as the value has, tag.
        #expect(sealed.ciphertext.count == 12 + "ada.lovelace@example.com".utf8.count + 16)
        #expect(try KeyFile.loadOrCreate(at: folder("key")).open(sealed) == Array("ada.lovelace@example.com".utf8))
        // Neither with another key, nor for another stand-in, nor changed.
        #expect(throws: (any Error).self) { try RedactionKeys.ephemeral().open(sealed) }
        for place in [0, 13, sealed.ciphertext.count - 1] {
            var changed = sealed.ciphertext
            changed[place] ^= 1
            try captures.pool.write {
                try $0.execute(sql: "UPDATE sealed_values SET ciphertext = ?", arguments: [Data(changed)])
            }
            let spoilt = try #require(try captures.sealedValue(for: standIn))
            #expect(throws: (any Error).self) { try keys.open(spoilt) }
        }
    }

    @Test func aFolderOfSomebodyElseStaysAsItIs() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let captures = try SQLiteCaptures.open(path: folder("mine.sqlite"), redactor: redactor)
        #expect(try captures.count == 0)
        #expect(try TemporaryFolder.mode(folder.path) == 0o755)
        #expect(!FileManager.default.fileExists(atPath: folder(".gitignore")))
    }

    @Test func twoProcessesKeepAttemptsOfOneRun() async throws {
        let captures = try open()
        let run = StoredRun(id: "a", startedAt: Samples.start, about: nil, title: "", head: [])
        try captures.save(run: run)
        // This one writes while the other does.
        async let other = #expect(processExitsWith: .success) { [path = path as String] in
            let captures = try SQLiteCaptures.open(path: path, redactor: Samples.redactor())
            for index in stride(from: 1, through: 99, by: 2) {
                try captures.save(attempt: [UInt8(index)], index: index, run: "a")
            }
        }
        for index in stride(from: 2, through: 100, by: 2) {
            try captures.save(attempt: [UInt8(index)], index: index, run: "a")
        }
        _ = await other
        #expect(try captures.run("a")?.attempts == (1...100).map { [UInt8($0)] })
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

    @Test func aStoreThatAnotherProgramKeepsToItselfIsSaid() throws {
        try open().close()
        let other = try DatabaseQueue(path: path)
        try other.inDatabase { database in
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
            let error = #expect(throws: StoreError.self) { try open() }
            #expect(error?.code == .locked)
        }
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
}
