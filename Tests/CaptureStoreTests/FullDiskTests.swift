import ExchangeModel
import Foundation
import GRDB
import Redaction
import Testing

@testable import CaptureStore

/// A real file system without room: a small one in memory, which only root can make.
@Suite(.serialized) struct FullDiskTests {
    private final class SmallDisk {
        let folder: TemporaryFolder

        init?(_ options: String) throws {
            folder = try TemporaryFolder()
            guard SmallDisk.run("mount", "-t", "tmpfs", "-o", options + ",mode=700", "tmpfs", folder.path) else {
                print("skipped: this user can't mount a file system to fill")
                return nil
            }
        }

        deinit { _ = SmallDisk.run("umount", "-l", folder.path) }

        private static func run(_ arguments: String...) -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }

        /// Takes so many bytes, or all the room there is.
        func fill(_ size: Int? = nil) throws {
            try Data(count: size ?? 0).write(to: URL(fileURLWithPath: folder("ballast")))
            guard size == nil else { return }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("ballast")))
            for size in [65_536, 4_096, 1] {
                while (try? file.write(contentsOf: Data(count: size))) != nil {}
            }
            try file.close()
        }

        func clear() throws { try FileManager.default.removeItem(atPath: folder("ballast")) }
    }

    private let redactor = Samples.redactor()

    private func record(_ index: Int) -> RecordedExchange {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<500).map { _ in String(generator.next(upperBound: UInt64.max), radix: 36) }.joined()
        return RecordedExchange(
            exchange: redactor.redact(
                Samples.exchange("GET", "https://api.onkadence.co/v1/\(index)", responseBody: #"{"noise":"\#(noise)"}"#)
            )
        )
    }

    /// Appends until there is no room, and gives the numbers of what was acknowledged.
    private func fill(_ captures: SQLiteCaptures) -> (acknowledged: [Int], error: StoreError?) {
        var acknowledged: [Int] = []
        for index in 0..<10_000 {
            do {
                acknowledged += try captures.append([record(index), record(index)])
            } catch { return (acknowledged, error as? StoreError) }
        }
        return (acknowledged, nil)
    }

    @Test func aDiskThatFillsUpLosesNothingAcknowledged() throws {
        guard let disk = try SmallDisk("size=2m") else { return }
        let path = disk.folder("captures.sqlite")
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        // More than half: deleting writes the emptied pages to the log first, which may take as much as the store has.
        try disk.fill(1_300_000)
        let (acknowledged, error) = fill(captures)
        #expect(error?.code == .diskFull)
        #expect(error?.description.contains("free some disk space") == true)
        #expect(acknowledged.count > 20)
        for number in acknowledged { #expect(try captures.capture(number) != nil) }
        #expect(try captures.count == acknowledged.count)
        // A second try fails as the first did, and spoils nothing.
        #expect(throws: StoreError.self) { try captures.append([record(0), record(1)]) }
        #expect(try captures.count == acknowledged.count)
        // With some space freed, deleting makes room within the store, as the message says.
        try disk.clear()
        let half = Array(acknowledged.prefix(acknowledged.count / 2))
        #expect(try captures.remove(half) == half.count)
        let pages = try captures.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") }
        #expect(try captures.append([record(1), record(2)]).count == 2)
        #expect(try captures.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } == pages)
        try captures.close()
        let again = try SQLiteCaptures.open(path: path, redactor: redactor)
        for number in acknowledged.dropFirst(half.count) { #expect(try again.capture(number) != nil) }
    }

    @Test func aStoreOnAFullDiskOpensOrSaysWhy() throws {
        guard let disk = try SmallDisk("size=1m") else { return }
        let path = disk.folder("captures.sqlite")
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        let numbers = try captures.append(Samples.batch(redactor))
        try captures.close()
        try disk.fill()
        do {
            let full = try SQLiteCaptures.open(path: path, redactor: redactor)
            #expect(try full.count == numbers.count)
            let error = #expect(throws: StoreError.self) { try full.append(Samples.batch(redactor)) }
            #expect(error?.code == .diskFull)
        } catch let error as StoreError {
            #expect(error.code == .diskFull, "\(error)")
        }
        try disk.clear()
        let roomy = try SQLiteCaptures.open(path: path, redactor: redactor)
        #expect(try roomy.list().captures.map(\.number) == numbers)
        #expect(try roomy.append(Samples.batch(redactor)).count == 12)
    }

    @Test func nothingCanBeMadeOnAFullDisk() throws {
        guard let disk = try SmallDisk("size=1m,nr_inodes=3") else { return }
        try Data().write(to: URL(fileURLWithPath: disk.folder("a")))
        // Room for the store's file, but for none beside it.
        for path in [disk.folder("captures.sqlite"), disk.folder("more.sqlite")] {
            let error = #expect(throws: StoreError.self) { try SQLiteCaptures.open(path: path, redactor: redactor) }
            #expect(error?.code == .diskFull, "\(String(describing: error))")
        }
        let error = #expect(throws: StoreError.self) { try KeyFile.loadOrCreate(at: disk.folder("key")) }
        #expect(error?.code == .keyFile)
        #expect(!FileManager.default.fileExists(atPath: disk.folder("key")))
    }

    @Test func anEmptyIgnoreFileIsFilledLater() throws {
        let folder = try TemporaryFolder()
        try StoreFolder.prepare(folder(".reprise"))
        let file = URL(fileURLWithPath: folder(".reprise/.gitignore"))
        try Data().write(to: file)
        try StoreFolder.prepare(folder(".reprise"))
        #expect(try Data(contentsOf: file) == Data("*\n".utf8))
        // What somebody wrote stays.
        try Data("*.sqlite\n".utf8).write(to: file)
        try StoreFolder.prepare(folder(".reprise"))
        #expect(try Data(contentsOf: file) == Data("*.sqlite\n".utf8))
    }
}
