import Deflate
import Testing

@Suite struct ZipReaderTests {
    @Test func roundTrip() throws {
        var generator = SeededGenerator(state: 6)
        for _ in 0..<30 {
            var writer = ZipWriter()
            var wanted: [String: [UInt8]] = [:]
            for index in 0..<Int.random(in: 0...12, using: &generator) {
                let name = "folder\(index % 3)/member-\(index)"
                wanted[name] = generator.bytes(upTo: 4_000)
                try writer.add(name, wanted[name] ?? [])
            }
            let reader = try ZipReader(writer.finish())
            #expect(reader.entries.count == wanted.count)
            for entry in reader.entries { #expect(try reader.contents(of: entry) == wanted[entry.name]) }
        }
    }

    @Test func everyCutIsSeen() throws {
        let bytes = try ZipWriterTests.sample()
        for count in 0..<bytes.count {
            #expect(throws: ZipError.self) { try ZipReader(Array(bytes.prefix(count))) }
        }
    }

    @Test func damageNeverCrashesAndNeverGivesOtherContents() throws {
        var generator = SeededGenerator(state: 7)
        let bytes = try ZipWriterTests.sample()
        let original = try ZipReader(bytes)
        let contents = Set(try original.entries.map { try original.contents(of: $0) })
        for _ in 0..<4_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = generator.bytes(upTo: 1).first ?? 0xFF
            }
            guard let reader = try? ZipReader(damaged) else { continue }
            for entry in reader.entries {
                if let found = try? reader.contents(of: entry) { #expect(contents.contains(found)) }
            }
        }
    }

    /// A stored member `name` at offset 0 of a file, and its directory record: 30, name, 4 bytes; 46, name.
    private static func oneMember() throws -> [UInt8] {
        var writer = ZipWriter()
        try writer.add("m", [1, 2, 3, 4])
        return try writer.finish()
    }

    private func error(_ change: (inout [UInt8]) throws -> Void) throws -> ZipError? {
        var bytes = try Self.oneMember()
        try change(&bytes)
        return #expect(throws: ZipError.self) {
            let reader = try ZipReader(bytes)
            _ = try reader.contents(of: reader.entries[0])
        }
    }

    private static let directory = 35

    @Test func whatIsNotSupportedIsNamed() throws {
        #expect(try error { $0[Self.directory + 8] = 1 } == .encrypted(name: "m"))
        #expect(try error { $0[Self.directory + 10] = 14 } == .unsupported("compression method 14"))
        #expect(try error { for at in 20..<24 { $0[Self.directory + at] = 0xFF } } == .unsupported("zip64"))
        #expect(try error { $0[Self.directory + 34] = 1 } == .unsupported("several volumes"))
        #expect(try error { $0.removeAll() } == .notAZip)
    }

    @Test func checksumsAreVerified() throws {
        #expect(try error { $0[32] = 9 } == .mismatch(name: "m", reason: "its checksum is wrong"))
    }

    @Test func headersMustAgree() throws {
        #expect(
            try error { $0[30] = 0x6E } == .corrupt(offset: 0, reason: "a member's header contradicts the directory")
        )
    }

    @Test func overlappingMembersAreRefused() throws {
        // One member, two records that point at it.
        var bytes = try Self.oneMember()
        let record = Array(bytes[Self.directory..<(Self.directory + 47)])
        bytes.insert(contentsOf: record, at: Self.directory)
        let end = bytes.count - 22
        bytes[end + 8] = 2
        bytes[end + 10] = 2
        bytes[end + 12] = 94
        #expect(throws: ZipError.overlapping(name: "m")) { try ZipReader(bytes) }
    }

    @Test func bombsStop() throws {
        var writer = ZipWriter()
        try writer.add("bomb", [UInt8](repeating: 0, count: 8 << 20))
        let bytes = try writer.finish()
        let reader = try ZipReader(bytes)
        #expect(throws: ZipError.member(name: "bomb", .ratio(limit: 200))) {
            try reader.contents(of: reader.entries[0])
        }
        #expect(throws: ZipError.self) { try ZipReader(bytes, limits: ZipLimits(entryBytes: 1 << 20)) }
        #expect(throws: ZipError.self) { try ZipReader(bytes, limits: ZipLimits(totalBytes: 1 << 20)) }
        // A directory that announces less does not let more out.
        var lying = bytes
        let directory = lying.count - 22 - 50
        for at in [22, directory + 24] {
            lying[at] = 1
            for more in 1...3 { lying[at + more] = 0 }
        }
        let liar = try ZipReader(lying)
        #expect(throws: ZipError.mismatch(name: "bomb", reason: "it holds more than the 1 bytes announced")) {
            try liar.contents(of: liar.entries[0])
        }
    }

    @Test func countsAndNamesAreLimited() throws {
        let bytes = try ZipWriterTests.sample()
        #expect(throws: ZipError.self) { try ZipReader(bytes, limits: ZipLimits(entries: 2)) }
        #expect(throws: ZipError.self) { try ZipReader(bytes, limits: ZipLimits(nameBytes: 12)) }
    }

    @Test func pythonsFilesAreRead() throws {
        let script = """
            import sys, zipfile
            z = zipfile.ZipFile(sys.stdout.buffer, 'w', zipfile.ZIP_DEFLATED)
            z.comment = b'a comment'
            z.writestr('folder/', '')
            z.writestr('folder/text.txt', 'hello ' * 100)
            z.close()
            """
        // Writing to a pipe makes Python put sizes behind the members.
        guard let result = try run("sh", ["-c", "python3 -c \"$1\" | cat", "sh", script], files: [:]),
            !result.output.isEmpty
        else { return print("skipped: no python3 on this machine") }
        let reader = try ZipReader(result.output)
        #expect(reader.entries.map(\.name) == ["folder/", "folder/text.txt"])
        #expect(try reader.contents(of: reader.entries[1]) == Array(String(repeating: "hello ", count: 100).utf8))
    }
}
