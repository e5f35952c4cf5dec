import Foundation
import Testing

/// A clear sentence on stderr, what to do about it, the right exit code, nothing lost.
@Suite(.serialized) struct WrongInputTests {
    private static let key = [
        "KADENCE_API_KEY_IDENTIFIER": "some-identifier", "KADENCE_API_KEY_SECRET": "some-secret-value",
    ]

    @Test(arguments: [
        (["replay", "1", "--region", "mars"], Int32(2), "mars"),
        (["call", "GET", "/v1/public/buildings", "--region", "moon"], 2, "moon"),
        (["call", "GET", "/v1/public/buildings"], 4, "KADENCE_API_KEY_IDENTIFIER"),
        (["call", "POST", "/v1/public/bookings", "--data", "{\"a\":}"], 2, "line 1, column 6"),
        (["call", "GET", "/x", "--base-url", "http://127.0.0.1:1"], 2, "--auth-url"),
        (["proxy", "--reverse", "ftp://x"], 2, "ftp://x"),
        (["proxy", "--reverse", "http://127.0.0.1:9", "--listen", "0.0.0.0:0"], 2, "this machine only"),
        (["list"], 2, "no captures yet"),
        (["show", "7"], 2, "no captures yet"),
        (["import", "nowhere.har"], 2, "nowhere.har"),
        (["check", "nowhere"], 2, "nowhere"),
        (["replay", "nowhere", "--times", "0"], 2, "--times 0"),
        (["simulate", "--faults", "nowhere.yml"], 2, "nowhere.yml"),
        (["simulate", "--quota=-1"], 2, "0 or more"), (["simulate", "--quota-window", "0"], 2, "use 1 to 31536000"),
        (["frobnicate"], 2, "frobnicate"),
        (["list", "--config", "nowhere.yml"], 2, "nowhere.yml"),
    ])
    func isRefusedWithASentenceAndAnExitCode(_ arguments: [String], _ status: Int32, _ text: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(arguments)
        #expect(result.status == status, "\(arguments): \(result.talk)")
        #expect(result.talk.contains(text), "\(arguments): \(result.talk)")
        #expect(result.out.isEmpty)
    }

    @Test(arguments: [
        ("regoin: us", "line 1: there is no setting \"regoin\""), ("region: uk", "eu (the default) or us"),
        ("region: us\nreserve: lots", "line 2: reserve can't be lots"),
        ("slow-above: 5", "a time like 1s or 800ms, or never"), ("retention-days: -1", "0 to 36500"),
        ("a: [", "line"), ("- eu", "no settings"),
    ])
    func aSettingThatIsNoneIsNotPassedOver(_ text: String, _ words: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try Data(text.utf8).write(to: program.folder.appendingPathComponent("reprise.yml"))
        let result = try await program.run(["list"])
        #expect(result.status == 2, "\(result.talk)")
        #expect(result.talk.contains("reprise.yml") && result.talk.contains(words), "\(result.talk)")
        let variable = try await program.run(
            ["list", "--config", "/dev/null"],
            environment: ["REPRISE_RESERVE": "lots"]
        )
        #expect(variable.status == 2 && variable.talk.contains("REPRISE_RESERVE"), "\(variable.talk)")
    }

    @Test func aMixedUpDeletionDeletesNothing() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path
        #expect(try await program.run(["import", fixture]).status == 0)
        let result = try await program.run(["rm", "--older-than", "0", "99"])
        #expect(result.status == 2, "\(result.talk)")
        #expect(try await program.run(["list", "--json"]).out.split(separator: "\n").count == 4)
    }

    @Test func outputThatCannotBeWrittenIsSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path
        let result = try await program.tool(
            "sh",
            ["-c", "'\(Program.executable.path)' export '\(fixture)' > /dev/full; test $? -eq 3"]
        )
        #expect(result?.talk.contains("No space left") == true, "\(String(describing: result))")
    }

    @Test func aFileIsCheckedWithoutLeavingAnythingBehind() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path
        for command in [["check", fixture], ["export", fixture], ["check", fixture, "--json"]] {
            let result = try await program.run(command)
            #expect(result.status == 0, "\(result.talk)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path).isEmpty)
    }

    @Test func networkTroubleIsInconclusiveAndRecorded() async throws {
        let program = try Program()
        defer { program.remove() }
        for (base, text) in [("http://127.0.0.1:1", "127.0.0.1"), ("https://nothing.invalid", "nothing.invalid")] {
            let result = try await program.run(
                ["call", "GET", "/v1/public/buildings", "--base-url", base, "--auth-url", base],
                environment: Self.key
            )
            #expect(result.status == 4, "\(result.talk)")
            #expect(result.talk.contains(text), "\(result.talk)")
        }
        let list = try await program.run(["list", "--json"])
        #expect(list.out.split(separator: "\n").count == 2)
        #expect(!list.out.contains("some-secret-value"))
    }

    @Test(arguments: [
        ("{\"log\":{\"version\":\"1.2\",\"entries\":[", "line"), ("<html>not json</html>", "line 1"), ("{}", "log"),
        ("", "empty"),
    ])
    func brokenHARFilesAreNamedWithThePlace(_ text: String, _ place: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try Data(text.utf8).write(to: program.folder.appendingPathComponent("broken.har"))
        let result = try await program.run(["import", "broken.har"])
        #expect(result.status == 2, "\(result.talk)")
        #expect(result.talk.contains("broken.har") && result.talk.contains(place), "\(result.talk)")
    }

    @Test func aCutHARFileKeepsWhatIsWhole() async throws {
        let program = try Program()
        defer { program.remove() }
        let entry = #"{"startedDateTime":"2026-01-01T00:00:00Z","request":{"method":"GET","url":"http://127.0.0.1/a"}}"#
        let text = #"{"log":{"creator":{"name":"Tool","version":"7"},"entries":["# + entry + "," + entry.dropLast(20)
        try Data(text.utf8).write(to: program.folder.appendingPathComponent("cut.har"))
        let result = try await program.run(["import", "cut.har", "--json"])
        #expect(result.status == 3, "\(result.talk)")
        #expect(result.out == "{\"number\":1}\n")
        #expect(result.talk.contains("1 call from Tool 7") && result.talk.contains("entry 1, line 1"), "\(result.talk)")
        let list = try await program.run(["list", "--json"])
        #expect(list.out.contains("\"number\":1"))
        // Commands that judge a file as a whole refuse it, and say what to do.
        let check = try await program.run(["check", "cut.har"])
        #expect(check.status == 2 && check.talk.contains("reprise import"), "\(check.talk)")
    }

    @Test func aStoreThatIsNoDatabaseIsLeftAsItIs() async throws {
        let program = try Program()
        defer { program.remove() }
        let path = program.folder.appendingPathComponent("captures.sqlite")
        let bytes = Data(String(repeating: "this is no database ", count: 200).utf8)
        try bytes.write(to: path)
        let result = try await program.run(["list", "--store", path.path])
        #expect(result.status == 3, "\(result.talk)")
        #expect(try Data(contentsOf: path) == bytes)
    }

    @Test func hostileBytesDoNotReachTheTerminal() async throws {
        let program = try Program()
        defer { program.remove() }
        let har = """
            {"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[{"startedDateTime":"2026-01-01T00:00:00Z",
            "time":1,"request":{"method":"GET","url":"https://a.example/\\u001b]0;owned\\u0007","httpVersion":"HTTP/1.1",
            "headers":[{"name":"Accept","value":"\\u001b[2J"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},
            "response":{"status":500,"statusText":"\\u009b31m","httpVersion":"HTTP/1.1","headers":[],"cookies":[],
            "content":{"size":9,"mimeType":"text/plain","text":"\\u001b[31mred\\u202egnp"},"redirectURL":"","headersSize":-1,"bodySize":9},
            "cache":{},"timings":{"send":0,"wait":1,"receive":0}}]}}
            """
        try Data(har.utf8).write(to: program.folder.appendingPathComponent("hostile.har"))
        #expect(try await program.run(["import", "hostile.har"]).status == 0)
        for arguments in [
            ["list"], ["show", "1"], ["check", "1"], ["report", "1"], ["export", "1", "--format", "curl"],
        ] {
            let result = try await program.run(arguments)
            let said = result.out + result.talk
            #expect(
                !said.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" || $0 == "\u{202E}" },
                "\(arguments)"
            )
        }
    }
}
