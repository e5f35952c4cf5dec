import Deflate
import TestSupport
import Testing

@Suite struct ZipWriterTests {
    static func sample() throws -> [UInt8] {
        var writer = ZipWriter()
        try writer.add("exchanges/0002-request.txt", Array("GET / HTTP/1.1\n".utf8))
        try writer.add("00-README.txt", Array(String(repeating: "all the same ", count: 400).utf8))
        try writer.add("Grüße.txt", [])
        return try writer.finish()
    }

    @Test func theOrderOfAddingMakesNoDifference() throws {
        var writer = ZipWriter()
        try writer.add("Grüße.txt", [])
        try writer.add("00-README.txt", Array(String(repeating: "all the same ", count: 400).utf8))
        try writer.add("exchanges/0002-request.txt", Array("GET / HTTP/1.1\n".utf8))
        #expect(try writer.finish() == Self.sample())
    }

    @Test func readsBackSorted() throws {
        let reader = try ZipReader(Self.sample())
        #expect(reader.entries.map(\.name) == ["00-README.txt", "Grüße.txt", "exchanges/0002-request.txt"])
        #expect(reader.entries.map(\.size) == [5_200, 0, 15])
        #expect(try reader.contents(of: reader.entries[2]) == Array("GET / HTTP/1.1\n".utf8))
    }

    @Test func deflatesOnlyWhereThatIsSmaller() throws {
        var writer = ZipWriter()
        try writer.add("a", [1, 2, 3])
        #expect(try writer.finish().count == 22 + 76 + 2 + 3)
    }

    @Test(
        arguments: [
            "", "/etc/passwd", "../up", "a/../../b", "a//b", "a/", "a\\b", "C:x", "a\nb", "nul\0", ".", "a/./b", "...",
            "a/.. /b", "a./b", "a ", "a.", "a|b", "a?b", "a\u{9B}b", "a\u{202E}txt.exe", "a\u{2028}b",
        ])
    func hostileNamesAreRefused(_ name: String) {
        var writer = ZipWriter()
        do {
            try writer.add(name, [])
            Issue.record("\(name.debugDescription) was taken")
        } catch .badName(let refused, _) {
            #expect(refused == name)
        } catch {
            Issue.record(error)
        }
    }

    @Test func namesThatDifferInCaseOnlyCollide() throws {
        var writer = ZipWriter()
        try writer.add("Readme.txt", [])
        do {
            try writer.add("README.txt", [])
            Issue.record("both were taken")
        } catch {
            #expect(error == .badName("README.txt", reason: "it is there already"))
        }
    }

    @Test func aNameIsAFileOrAFolder() throws {
        var writer = ZipWriter()
        try writer.add("a/b/c", [])
        try writer.add("a/b2", [])
        for name in ["a", "A/B", "a/b/c/d", "A/b/C/d/e"] {
            do {
                try writer.add(name, [])
                Issue.record("\(name) was taken")
            } catch {
                #expect(error == .badName(name, reason: "one name would be a file and a folder"))
            }
        }
        // What was refused left nothing behind.
        try writer.add("d", [])
        #expect(try ZipReader(writer.finish()).entries.map(\.name) == ["a/b/c", "a/b2", "d"])
    }

    @Test func longNamesAndTooManyMembersAreRefused() throws {
        var writer = ZipWriter()
        try writer.add(String(repeating: "n", count: 1_024), [])
        do {
            try writer.add(String(repeating: "m", count: 70_000), [])
            Issue.record("a name was taken that the format cannot hold")
        } catch {
            #expect(error.description.hasSuffix("it is longer than 1,024 bytes"))
        }
        for number in 1..<65_534 { try writer.add("\(number)", []) }
        var full = writer
        let bytes = try writer.finish()
        #expect(try ZipReader(bytes, limits: ZipLimits(entries: 65_534)).entries.count == 65_534)
        try full.add("one more", [])
        do {
            _ = try full.finish()
            Issue.record("65,535 members were written")
        } catch {
            #expect(error == .tooLarge("more than 65,534 members"))
        }
    }

    /// Byte by byte, for a member that zlib's version has no part in.
    @Test func theFileIsWhatTheFormatSays() throws {
        var writer = ZipWriter()
        try writer.add("é", [0x31, 0x32, 0x33])
        let common: [UInt8] = [
            10, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, 0xD2, 0x63, 0x48, 0x88, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0,
        ]
        let local: [UInt8] = [0x50, 0x4B, 3, 4] + common + [0xC3, 0xA9, 0x31, 0x32, 0x33]
        let directory: [UInt8] =
            [0x50, 0x4B, 1, 2, 20, 3] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81, 0, 0, 0, 0, 0xC3, 0xA9]
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 48, 0, 0, 0, 35, 0, 0, 0, 0, 0]
        #expect(try writer.finish() == local + directory + end)
    }

    @Test func unzipReadsIt() throws {
        guard let result = try run("unzip", ["-t", "a.zip"], files: ["a.zip": Self.sample()]) else { return }
        #expect(result.status == 0)
        #expect(String(decoding: result.output, as: UTF8.self).contains("No errors detected"))
    }

    @Test func pythonReadsIt() throws {
        let script = """
            import zipfile
            z = zipfile.ZipFile('a.zip')
            assert z.testzip() is None
            for i in z.infolist():
                print(i.filename, i.date_time, oct(i.external_attr >> 16), len(z.read(i)), i.create_system, len(i.extra))
            """
        let arguments = ["-X", "utf8", "-c", script]
        guard let result = try run("python3", arguments, files: ["a.zip": Self.sample()]) else { return }
        #expect(result.status == 0)
        #expect(
            String(decoding: result.output, as: UTF8.self) == """
                00-README.txt (1980, 1, 1, 0, 0, 0) 0o100644 5200 3 0
                Grüße.txt (1980, 1, 1, 0, 0, 0) 0o100644 0 3 0
                exchanges/0002-request.txt (1980, 1, 1, 0, 0, 0) 0o100644 15 3 0

                """
        )
    }
}
