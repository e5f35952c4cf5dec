import CaptureStore
import Foundation
import Redaction
import Testing

@Suite struct KeyFileTests {
    /// What tells two keys apart: the same value sealed under both.
    private func mark(_ keys: RedactionKeys) -> [UInt8] { keys.fingerprint(ofSecret: Array("probe".utf8)) }

    @Test func aKeyIsMadeOnceAndKept() throws {
        let folder = try TemporaryFolder()
        let path = folder(".reprise/key")
        let first = try KeyFile.loadOrCreate(at: path)
        let bytes = try #require(FileManager.default.contents(atPath: path))
        #expect(bytes.count == 32)
        #expect(Set(bytes).count > 8)
        #expect(try TemporaryFolder.mode(path) == 0o600)
        #expect(try TemporaryFolder.mode(folder(".reprise")) == 0o700)
        #expect(mark(try KeyFile.loadOrCreate(at: path)) == mark(first))
        #expect(FileManager.default.contents(atPath: path) == bytes)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder(".reprise")).sorted()
        #expect(files == [".gitignore", "key"])
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o700 | 0o010]) func widerModesAreRefusedWithTheFix(_ mode: Int)
        throws
    {
        let folder = try TemporaryFolder()
        _ = try KeyFile.loadOrCreate(at: folder("key"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder("key"))
        let error = #expect(throws: StoreError.self) { try KeyFile.loadOrCreate(at: folder("key")) }
        #expect(error?.code == .keyFile)
        #expect(error?.description.contains("chmod 600 \(folder("key"))") == true)
    }

    @Test(arguments: [0, 31, 33, 4_096]) func otherSizesAreRefused(_ size: Int) throws {
        let folder = try TemporaryFolder()
        #expect(
            FileManager.default.createFile(
                atPath: folder("key"),
                contents: Data(count: size),
                attributes: [.posixPermissions: 0o600]
            )
        )
        let error = #expect(throws: StoreError.self) { try KeyFile.loadOrCreate(at: folder("key")) }
        #expect(error?.code == .keyFile)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder("key"))).count == size)
    }

    @Test func linksAndFoldersAreRefused() throws {
        let folder = try TemporaryFolder()
        _ = try KeyFile.loadOrCreate(at: folder("real"))
        try FileManager.default.createSymbolicLink(atPath: folder("key"), withDestinationPath: folder("real"))
        #expect(throws: StoreError.self) { try KeyFile.loadOrCreate(at: folder("key")) }
        #expect(throws: StoreError.self) { try KeyFile.loadOrCreate(at: folder.path) }
    }

    @Test func manyStartingTogetherAgree() async throws {
        let folder = try TemporaryFolder()
        let path = folder("key")
        let marks = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { mark(try KeyFile.loadOrCreate(at: path)) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(marks.count == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != ".gitignore" } == ["key"]
        )
    }
}
