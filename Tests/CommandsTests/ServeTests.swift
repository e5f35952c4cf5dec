import Foundation
import JSONTree
import Testing

/// `reprise serve` as a person starts and ends it.
@Suite(.serialized) struct ServeTests {
    private static let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path

    /// Serves the fixture, and gives what it listens on.
    private static func serve(
        _ program: Program,
        _ more: [String] = []
    ) async throws -> (running: RunningProgram, origin: String) {
        let running = try program.start(["serve", fixture, "--listen", "127.0.0.1:0"] + more)
        let line = try #require(
            await running.line(containing: more.contains("--json") ? "baseUrl" : "REPRISE_BASE_URL=")
        )
        let origin = line.split(separator: more.contains("--json") ? "\"" : "=").first { $0.hasPrefix("http") }
        return (running, String(try #require(origin)))
    }

    /// Asks everything that the recording was asked, as another client writes it.
    private static func askAll(_ program: Program, _ origin: String) async throws -> Program.Result? {
        let entries = try #require(
            try JSONDocument.parse(Array(try Data(contentsOf: URL(fileURLWithPath: fixture)))).root["log"]?["entries"]
        )
        var arguments: [String] = []
        for entry in entries.elements {
            let url = try #require(URL(string: entry["request"]?["url"]?.string ?? ""))
            if !arguments.isEmpty { arguments.append("--next") }
            arguments += ["-s", "-f", "-g", "--max-time", "120"]
            if let text = entry["request"]?["postData"]?["text"]?.string { arguments += ["-d", text] }
            arguments.append(origin + url.path + (url.query.map { "?" + $0 } ?? ""))
        }
        return try await program.tool("curl", arguments)
    }

    @Test func allThatIsRecordedIsFine() async throws {
        let program = try Program()
        defer { program.remove() }
        let (running, origin) = try await Self.serve(program, ["--until-done"])
        guard let asked = try await Self.askAll(program, origin) else {
            _ = await running.interrupt()
            return
        }
        #expect(asked.out.contains("hydra:member"))
        // Nobody stops it.
        let result = await running.end()
        #expect(result.status == 0)
        #expect(result.talk.contains("4 requests, 4 answered\n"))
        #expect(!result.talk.contains("never asked"))
        #expect(!FileManager.default.fileExists(atPath: program.path(".reprise")), "files need no store")
    }

    @Test func somethingElseEndsInOneBySIGTERM() async throws {
        let program = try Program()
        defer { program.remove() }
        let (running, origin) = try await Self.serve(program)
        let asked = try await program.tool(
            "curl",
            ["-s", "-i", "--max-time", "120", origin + "/v1/public/buildings?page=2&itemsPerPage=10"]
        )
        guard let asked else {
            _ = await running.interrupt()
            return
        }
        let hint = "nearest: GET /v1/public/buildings?page=1&itemsPerPage=10 (step 2): query page is 2, recorded 1"
        #expect(asked.out.hasPrefix("HTTP/1.1 501 "))
        #expect(asked.out.contains("X-Reprise-Mismatch: " + hint))
        let result = await running.stop()
        #expect(result.status == 1)
        #expect(result.talk.contains("✗ " + hint))
        #expect(result.talk.contains("never asked: GET /v1/public/buildings?page=1&itemsPerPage=10 (step 2)"))
        #expect(result.talk.contains("1 request, 0 answered, 1 not recorded"))
        #expect(!result.talk.contains("\u{1B}"))
    }

    @Test func nothingAskedIsFineByCtrlC() async throws {
        let program = try Program()
        defer { program.remove() }
        let (running, _) = try await Self.serve(program)
        let result = await running.interrupt()
        #expect(result.status == 0)
        #expect(result.out.split(separator: "\n").count == 2)
        #expect(result.talk.contains("0 requests"))
        #expect(!result.talk.contains("never asked"))
    }

    @Test func theSummaryIsForScripts() async throws {
        let program = try Program()
        defer { program.remove() }
        let (running, origin) = try await Self.serve(program, ["--json", "--strict"])
        let call = [
            "-s", "-o", "/dev/null", "--max-time", "120", origin + "/v1/public/buildings?itemsPerPage=10&page=1",
        ]
        guard
            try await program.tool("curl", call + ["--next"] + call + ["--next", "-d", "x", origin + "/%1B%5B2J"])
                != nil
        else {
            _ = await running.interrupt()
            return
        }
        let result = await running.stop()
        #expect(result.status == 1)
        let lines = result.out.split(separator: "\n")
        #expect(lines.count == 2)
        let summary = try JSONDocument.parse(Array((lines.last ?? "").utf8)).root
        #expect(summary["asked"]?.int == 3)
        #expect(summary["answered"]?.int == 1)
        #expect(summary["notRecordedCount"]?.int == 2)
        #expect(summary["notRecorded"]?[0]?["nearestStep"]?.int == 2)
        #expect(summary["neverAsked"]?.elements.map { $0["step"]?.int } == [1, 3, 4])
        #expect(!result.talk.contains("\u{1B}"))
    }

    /// Only the type of a photo is known.
    @Test func aPhotoComesAsAPlaceholder() async throws {
        let program = try Program()
        defer { program.remove() }
        let har = #"""
            {"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[{
            "startedDateTime":"2026-11-24T14:27:45Z","time":1,"request":{"method":"GET","httpVersion":"HTTP/1.1",
            "url":"https://api.onkadence.co/v1/public/users/1/photo","cookies":[],"headers":[],"queryString":[],
            "headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1",
            "cookies":[],"headers":[{"name":"Content-Type","value":"image/png"}],"content":{"size":4,
            "mimeType":"image/png","text":"iVBORwD/","encoding":"base64"},"redirectURL":"","headersSize":-1,
            "bodySize":4},"cache":{},"timings":{"send":0,"wait":1,"receive":0}}]}}
            """#
        try Data(har.utf8).write(to: URL(fileURLWithPath: program.path("photo.har")))
        let running = try program.start(["serve", "photo.har", "--listen", "127.0.0.1:0", "--until-done"])
        let line = try #require(await running.line(containing: "REPRISE_BASE_URL="))
        let url = String(line.dropFirst("REPRISE_BASE_URL=".count)) + "/v1/public/users/1/photo"
        guard let asked = try await program.tool("curl", ["-s", "-i", "--max-time", "120", url]) else {
            _ = await running.interrupt()
            return
        }
        #expect(asked.out.hasPrefix("HTTP/1.1 200 OK"))
        #expect(asked.out.contains("Content-Type: image/png\r\n"))
        #expect(asked.out.contains("X-Reprise-Body: withheld\r\n"))
        #expect(asked.out.contains("IHDR"))
        let result = await running.end()
        #expect(result.status == 3)
        #expect(result.talk.contains("of these, 1 with a placeholder for the body\n"))
        #expect(result.talk.contains("placeholder: GET /v1/public/users/1/photo (step 1): its body was left out"))
        #expect(result.talk.contains("1 request, 1 answered, 1 of them with a placeholder"))
        #expect(result.talk.contains("exit 3: a body is not in the recording"))
    }

    /// Every request failed when it was recorded, and fails again.
    @Test func aRecordingWithoutResponsesIsSaidAtOnce() async throws {
        let program = try Program()
        defer { program.remove() }
        let har = #"""
            {"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[{
            "startedDateTime":"2026-11-24T14:27:45Z","time":1,"request":{"method":"GET","httpVersion":"HTTP/1.1",
            "url":"https://api.onkadence.co/v1/public/floors","cookies":[],"headers":[],"queryString":[],
            "headersSize":-1,"bodySize":0},"response":{"status":0,"statusText":"","httpVersion":"","cookies":[],
            "headers":[],"content":{"size":0,"mimeType":""},"redirectURL":"","headersSize":-1,"bodySize":-1},
            "cache":{},"timings":{"send":0,"wait":1,"receive":0}}]}}
            """#
        try Data(har.utf8).write(to: URL(fileURLWithPath: program.path("silent.har")))
        let running = try program.start(["serve", "silent.har", "--listen", "127.0.0.1:0", "--until-done"])
        let line = try #require(await running.line(containing: "REPRISE_BASE_URL="))
        let url = String(line.dropFirst("REPRISE_BASE_URL=".count)) + "/v1/public/floors"
        guard let asked = try await program.tool("curl", ["-s", "--max-time", "20", url]) else {
            _ = await running.interrupt()
            return
        }
        // The server ended the connection without a word.
        #expect(asked.status == 52)
        let result = await running.end()
        #expect(result.status == 0)
        #expect(result.talk.contains("of these, 1 without a response: the connection ends, as recorded\n"))
        #expect(result.talk.contains("–  step 1, no response\n"))
    }

    @Test func wrongInputIsSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        let nothing = try await program.run(["serve", "no-such-flow"])
        #expect(nothing.status == 2)
        #expect(nothing.talk.contains("no-such-flow"))
        let empty = #"{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[]}}"#
        try Data(empty.utf8).write(to: URL(fileURLWithPath: program.path("empty.har")))
        let none = try await program.run(["serve", "empty.har"])
        #expect(none.status == 2)
        #expect(none.talk.contains("there are no calls in empty.har"))
        let open = try await program.run(["serve", Self.fixture, "--listen", "0.0.0.0:0"])
        #expect(open.status == 2)
        #expect(open.talk.contains("this machine only"))
        let (running, origin) = try await Self.serve(program)
        let port = String(origin.split(separator: ":").last ?? "")
        let taken = try await program.run(["serve", Self.fixture, "--listen", "127.0.0.1:" + port])
        #expect(taken.status == 2)
        #expect(taken.talk.contains("listens on 127.0.0.1 port \(port) already"))
        _ = await running.interrupt()
    }
}
