import Deflate
import TestSupport
import Testing

@Suite struct ZipReaderTests {
    @Test func roundTrip() throws {
        var generator = SeededGenerator(seed: 6)
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
        var generator = SeededGenerator(seed: 7)
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

    private static func set32(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
        for step in 0..<4 { bytes[offset + step] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(step))) }
    }

    /// Each number that says where something lies, or how much, with each value that could lead astray.
    @Test func wildNumbersNeverTrapAndNeverGiveOtherBytes() throws {
        let whole = try Self.oneMember()
        let end = whole.count - 22
        let places =
            [14, 18, 22, 26] + [16, 20, 24, 28, 30, 32, 34, 42].map { $0 + Self.directory } + [
                end + 8, end + 12, end + 16, end + 18,
            ]
        let wild: [UInt32] = [
            0, 1, 29, 30, 34, 35, 36, 81, 82, 104, 105, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0xFFFF,
            0x1_0000,
        ]
        for place in places {
            for value in wild {
                var bytes = whole
                Self.set32(&bytes, place, value)
                guard let reader = try? ZipReader(bytes) else { continue }
                for entry in reader.entries {
                    if let contents = try? reader.contents(of: entry) { #expect(contents == [1, 2, 3, 4]) }
                }
            }
        }
    }

    @Test func announcedSizesReserveNothing() throws {
        // 4 GiB less two bytes, in both headers: refused by the limits, and without limits by what is there.
        var bytes = try Self.oneMember()
        for place in [22, Self.directory + 24, 18, Self.directory + 20] { Self.set32(&bytes, place, 0xFFFF_FFFE) }
        #expect(throws: ZipError.self) { try ZipReader(bytes) }
        let none = ZipLimits(entryBytes: .max, totalBytes: .max)
        let error = #expect(throws: ZipError.self) { try ZipReader(bytes, limits: none) }
        #expect(error == .corrupt(offset: 0, reason: "a member reaches into the directory"))
    }

    /// They are read, because an audit must look into them; nothing here ever makes a path of a name.
    @Test func namesThatClimbAreGivenAsTheyAre() throws {
        var bytes = try Self.oneMember()
        let name = Array("../../../tmp/evil\u{1B}[2J".utf8)
        bytes.replaceSubrange((Self.directory + 46)..<(Self.directory + 47), with: name)
        bytes.replaceSubrange(30..<31, with: name)
        let more = name.count - 1
        let directory = Self.directory + more
        for place in [26, directory + 28] { bytes[place] = UInt8(name.count) }
        let end = bytes.count - 22
        Self.set32(&bytes, end + 12, UInt32(46 + name.count))
        Self.set32(&bytes, end + 16, UInt32(directory))
        let reader = try ZipReader(bytes)
        #expect(reader.entries.map { Array($0.name.utf8) } == [name])
        #expect(try reader.contents(of: reader.entries[0]) == [1, 2, 3, 4])
    }

    /// A member that the directory no longer names is still in the file, and what searches the members must not miss it.
    @Test func nothingIsHiddenBetweenMembers() throws {
        var writer = ZipWriter()
        try writer.add("a", [1, 2, 3, 4])
        try writer.add("b", [5, 6])
        let whole = try writer.finish()
        let directory = whole.count - 22 - 94
        for (kept, offset) in [(0, 35), (47, 0)] {
            // One of the two records taken out.
            var bytes = whole
            bytes.removeSubrange((directory + 47 - kept)..<(directory + 94 - kept))
            let end = bytes.count - 22
            (bytes[end + 8], bytes[end + 10], bytes[end + 12]) = (1, 1, 47)
            let error = #expect(throws: ZipError.self) { try ZipReader(bytes) }
            #expect(error == .corrupt(offset: offset, reason: "bytes that belong to no member"))
        }
        // Sizes may follow a member, but only where its flags say so, and no more than those.
        for (flags, count, isTaken) in [(8, 16, true), (8, 24, true), (8, 25, false), (0, 16, false)] {
            var bytes = try Self.oneMember()
            bytes[6] = UInt8(flags)
            bytes[Self.directory + 8] = UInt8(flags)
            bytes.insert(contentsOf: [UInt8](repeating: 0, count: count), at: Self.directory)
            bytes[bytes.count - 22 + 16] = UInt8(Self.directory + count)
            #expect(((try? ZipReader(bytes)) != nil) == isTaken)
        }
    }

    @Test func zip64IsRefusedByName() throws {
        let script = """
            import io, sys, zipfile
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w') as z:
                with z.open('a', 'w', force_zip64=True) as f: f.write(b'hello')
            data = bytearray(out.getvalue())
            # Python needs no zip64 end record for it, so one is put in.
            at = len(data) - 22
            size, start = data[at + 12:at + 16], data[at + 16:at + 20]
            record = b'PK\\6\\6' + (44).to_bytes(8, 'little') + bytes([45, 0, 45, 0]) + bytes(8)
            record += (1).to_bytes(8, 'little') * 2 + size + bytes(4) + start + bytes(4)
            locator = b'PK\\6\\7' + bytes(4) + at.to_bytes(8, 'little') + (1).to_bytes(4, 'little')
            tail = data[at:]
            tail[8:20] = b'\\xff' * 12
            sys.stdout.buffer.write(data[:at] + record + locator + tail)
            """
        guard let result = try run("python3", ["-c", script], files: [:]) else { return }
        #expect(result.status == 0)
        #expect(throws: ZipError.unsupported("zip64")) { try ZipReader(result.output) }
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
