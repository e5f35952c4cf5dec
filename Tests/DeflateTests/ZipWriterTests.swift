import Deflate
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
