import Deflate
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Simulator
import Synchronization
import Testing

/// The flows under `fixtures/`, and flows saved from captures, replayed by the program against the stand-in API.
@Suite(.serialized) struct FlowReplayTests {
    /// A stand-in API whose company is another one than the fixtures were recorded at.
    private final class Site: Sendable {
        let simulator: SimulatedKadence
        private let seen: Log

        private final class Log: Sendable {
            let answered = Mutex<[AnsweredRequest]>([])
        }

        init(seed: UInt64 = 7, anchor: Timestamp? = nil, faults: FaultPlan = .none) async throws {
            let log = Log()
            seen = log
            var options = SimulatorOptions(onAnswer: { answer in log.answered.withLock { $0.append(answer) } })
            if let anchor { options.anchor = anchor }
            simulator = try await SimulatedKadence.start(faults: faults, seed: seed, options: options)
        }

        /// Answered calls, sign-ins left out.
        var calls: [AnsweredRequest] {
            seen.answered.withLock { $0.filter { $0.target != "/oauth2/token" } }
        }
        func forget() { seen.answered.withLock { $0 = [] } }

        var endpoint: [String] { ["--base-url", simulator.apiBase, "--auth-url", simulator.authBase] }
        var key: [String: String] {
            [
                "KADENCE_API_KEY_IDENTIFIER": String(decoding: simulator.credentials.identifier, as: UTF8.self),
                "KADENCE_API_KEY_SECRET": String(decoding: simulator.credentials.secret, as: UTF8.self),
            ]
        }
        var email: String { simulator.sampleEmail }

        func stop() async { await simulator.stop() }
    }

    /// Whether the calls succeed is asked here; that another company has other bookings is no news.
    private static let byStatus = ["--failing", "status:4xx", "--failing", "status:5xx"]
    private static let checks = [
        "--allow-write", "POST /v1/public/bookings/{id}/check-in", "--allow-write",
        "POST /v1/public/bookings/{id}/check-out",
    ]

    private static func fixture(_ name: String) -> String {
        Program.repository.appendingPathComponent("fixtures/\(name).har").path
    }

    /// The ids that a flow file was recorded with.
    private static func ids(in path: String) throws -> Set<String> {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return Set(text.matches(of: /01[0-9A-HJKMNP-TV-Z]{24}/).map { String($0.output) })
    }

    @Test(arguments: ["retrieve-bookings", "floorplan-availability"])
    func aReadingFlowTakesTodaysIds(_ name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let site = try await Site()
        let path = Self.fixture(name)
        let result = try await program.run(
            ["replay", path, "--times", "2", "--json"] + Self.byStatus + site.endpoint,
            environment: site.key
        )
        #expect(result.status == 0, "\(result.talk)")
        let calls = site.calls
        #expect(calls.count == (name == "retrieve-bookings" ? 6 : 8))
        #expect(calls.allSatisfy { $0.status == 200 })
        let recorded = try Self.ids(in: path)
        #expect(!recorded.isEmpty)
        for call in calls { #expect(!recorded.contains { call.target.contains($0) }, "\(call.target)") }
        // A stand-in API that knows the recorded ids is asked for them again.
        let home = try await Site(seed: 1)
        let again = try await program.run(
            ["replay", path, "--times", "1"] + Self.byStatus + home.endpoint,
            environment: home.key
        )
        #expect(again.status == 0, "\(again.talk)")
        let first = try #require(home.calls.last)
        #expect(recorded.contains { first.target.contains($0) }, "\(first.target)")
        await home.stop()
        await site.stop()
    }

    @Test func theVariableComesFromTheEnvironmentOrTheSettings() async throws {
        let program = try Program()
        defer { program.remove() }
        let site = try await Site()
        let path = Self.fixture("check-in-and-out")
        let command = ["replay", path, "--times", "1"] + Self.byStatus + Self.checks + site.endpoint

        let missing = try await program.run(command, environment: site.key)
        #expect(missing.status == 3, "\(missing.talk)")
        #expect(missing.talk.contains("REPRISE_VALUE_emailExact"), "\(missing.talk)")
        #expect(site.calls.isEmpty)
        // Unset secrets look like this in CI.
        let empty = try await program.run(
            command,
            environment: site.key.merging(["REPRISE_VALUE_emailExact": ""]) { $1 }
        )
        #expect(empty.status == 3, "\(empty.talk)")

        let given = try await program.run(
            command,
            environment: site.key.merging(["REPRISE_VALUE_EMAILEXACT": site.email]) { $1 }
        )
        #expect(given.status == 0, "\(given.talk)")
        let recorded = try Self.ids(in: path)
        #expect(site.calls.map(\.status) == [200, 200, 201, 201])
        for call in site.calls { #expect(!recorded.contains { call.target.contains($0) }, "\(call.target)") }
        let encoded = site.email.replacingOccurrences(of: "@", with: "%40")
        #expect(site.calls.first?.target == "/v1/public/users?emailExact=\(encoded)")

        site.forget()
        try "values:\n  emailExact: \(site.email)\n".write(
            toFile: program.path("reprise.yml"),
            atomically: true,
            encoding: .utf8
        )
        let set = try await program.run(command, environment: site.key)
        #expect(site.calls.first?.target == "/v1/public/users?emailExact=\(encoded)", "\(set.status) \(set.talk)")
        // The environment counts more, and a user whom nobody knows has no booking: the rest is not asked.
        site.forget()
        let unknown = try await program.run(
            command,
            environment: site.key.merging(["REPRISE_VALUE_emailExact": "nobody@example.org"]) { $1 }
        )
        #expect(unknown.status == 4, "\(unknown.talk)")
        #expect(unknown.talk.contains("in the answer to step 1"), "\(unknown.talk)")
        #expect(site.calls.map(\.target) == ["/v1/public/users?emailExact=nobody%40example.org"])
        await site.stop()
    }

    @Test func whatABookingFlowWroteIsTakenBack() async throws {
        let program = try Program()
        defer { program.remove() }
        let site = try await Site()
        let key = site.key.merging(["REPRISE_VALUE_emailExact": site.email]) { $1 }
        let command = ["replay", Self.fixture("create-booking"), "--times", "3"] + Self.byStatus + site.endpoint
        let refused = try await program.run(command, environment: key)
        #expect(refused.status == 3 && site.calls.isEmpty, "\(refused.talk)")
        let result = try await program.run(
            command + ["--undo", "--allow-write", "POST /v1/public/bookings"],
            environment: key
        )
        #expect(result.status == 0, "\(result.talk)")
        #expect(result.talk.contains("taken back: 3 ×"), "\(result.talk)")
        // The space is free again each time: an undo that cancels nothing would make the second booking a conflict.
        let writes = site.calls.filter { $0.method == "POST" }
        #expect(writes.map(\.status) == [201, 201, 201, 201, 201, 201])
        #expect(writes.filter { $0.target.hasSuffix("/cancel") }.count == 3)
        await site.stop()
    }

    /// Dates of a year ago, moved by whole weeks to this one.
    @Test func pastDatesMove() async throws {
        let program = try Program()
        defer { program.remove() }
        // 364 days, so that the weekdays stay.
        let old = try String(contentsOfFile: Self.fixture("create-booking"), encoding: .utf8)
            .replacingOccurrences(of: "2026-11-23", with: "2025-11-24")
            .replacingOccurrences(of: "2026-11-24", with: "2025-11-25")
        try old.write(toFile: program.path("old.har"), atomically: true, encoding: .utf8)
        func moved() -> Timestamp {
            let recorded = Timestamp(seconds: 1_764_028_800)  // 2025-11-25, a Tuesday
            let today = Int64(Date().timeIntervalSince1970) / 86_400
            let weeks = (today - recorded.microseconds / 86_400_000_000 + 6) / 7
            return Timestamp(seconds: 1_763_942_400 + weeks * 7 * 86_400)
        }
        let monday = moved()
        let site = try await Site(anchor: monday)
        let result = try await program.run(
            [
                "replay", "old.har", "--times", "1", "--shift-dates", "--undo", "--allow-write",
                "POST /v1/public/bookings",
            ]
                + Self.byStatus + site.endpoint,
            environment: site.key.merging(["REPRISE_VALUE_emailExact": site.email]) { $1 }
        )
        guard moved() == monday else { return }  // It struck midnight meanwhile.
        #expect(result.status == 0, "\(result.talk)")
        let search = try #require(site.calls.first { $0.target.contains("bookable-spaces") })
        let day = monday.text(fractionDigits: 0).prefix(10)
        #expect(search.target.contains("startDateTime=\(day)T00%3A00%3A00"), "\(search.target)")
        #expect(search.target.contains("endDateTime=\(day)T08%3A00%3A00"), "\(search.target)")
        #expect(site.calls.contains { $0.method == "POST" && $0.status == 201 })
        await site.stop()
    }

    /// Captured with curl through the proxy on one machine, where the address is sealed; replayed there without it being
    /// given, and elsewhere, against another company, with nothing but the variable.
    @Test func aSavedFlowReplaysOnAnotherMachine() async throws {
        let here = try Program()
        let there = try Program()
        defer {
            here.remove()
            there.remove()
        }
        let site = try await Site()
        guard try await Self.capture(site, here) else { return }
        let saved = try await here.run(["flow", "save", "check", "1-5"])
        #expect(saved.status == 0, "\(saved.talk)")
        #expect(saved.talk.contains("must set  REPRISE_VALUE_emailExact"), "\(saved.talk)")
        let file = here.path("fixtures/check.har")
        let recorded = try Self.ids(in: file)

        // The booking was checked out, so today the user's next one is found.
        site.forget()
        let options = ["--times", "1"] + Self.byStatus + Self.checks
        for what in [["1-5"], ["check"]] {
            site.forget()
            let again = try await here.run(["replay"] + what + options + site.endpoint, environment: site.key)
            #expect(site.calls.first?.target.contains("%40") == true, "\(again.talk)")
            #expect(!again.talk.contains("missing"), "\(again.talk)")
        }

        let other = try await Site(seed: 9)
        try FileManager.default.copyItem(atPath: file, toPath: there.path("check.har"))
        let command = ["replay", "check.har"] + options + other.endpoint
        let missing = try await there.run(command, environment: other.key)
        #expect(missing.status == 3 && other.calls.isEmpty, "\(missing.talk)")
        let result = try await there.run(
            command,
            environment: other.key.merging(["REPRISE_VALUE_emailExact": other.email]) { $1 }
        )
        #expect(result.status == 0, "\(result.talk)")
        #expect(other.calls.map(\.status) == [200, 200, 201, 201])
        for call in other.calls { #expect(!recorded.contains { call.target.contains($0) }, "\(call.target)") }
        await other.stop()
        await site.stop()
    }

    /// Nothing of what was sealed, given or signed in with is anywhere in what the program kept or said.
    @Test func nothingPersonalIsKeptOrSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        let plan = """
            faults:
              - when: { operation: "GET /v1/public/users/{id}/bookings" }
                then: { status: 503, description: "no bookings for now" }
            """
        let site = try await Site(faults: try FaultPlan.parse(Array(plan.utf8)))
        let email = site.email
        let family = try #require(email.split(separator: "@").first?.split(separator: ".").last.map(String.init))
        guard try await Self.capture(site, program, checksIn: false) else { return }
        let key = site.key.merging(["REPRISE_VALUE_emailExact": email]) { $1 }
        var said = ""
        for command in [
            ["flow", "save", "check", "1-4"],
            ["replay", "1-4", "--times", "4", "--explain"] + site.endpoint,
            ["replay", Self.fixture("check-in-and-out"), "--times", "1", "--json", "--explain"] + Self.checks
                + site.endpoint,
            ["replay", "1-4", "--minimise", "--budget", "60", "--output", "small.har"] + site.endpoint,
            ["runs"], ["runs", "--json"], ["list"], ["show", "3"], ["show", "4"], ["export", "1-6", "--format", "har"],
            ["export", "1-6", "--format", "curl"], ["report", "4"],
        ] {
            let result = try await program.run(command, environment: key)
            #expect(result.status != 2 && result.status != 5, "\(command): \(result.talk)")
            said += result.out + result.talk
        }
        for line in said.split(separator: "\n") where line.contains("--resume") || line.contains("reprise runs ") {
            guard let id = line.split(separator: " ").last else { continue }
            let shown = try await program.run(["runs", String(id), "--json"], environment: key)
            said += shown.out + shown.talk
        }
        #expect(FileManager.default.fileExists(atPath: program.path("small.har")))
        let token = try #require(try Self.token(site, program))
        let searched = try Self.everything(in: program, said: said)
        #expect(searched.contains { $0.name.contains("captures.sqlite") })
        #expect(searched.contains { $0.name.contains(".zip/") })
        let secrets = [email, email.replacingOccurrences(of: "@", with: "%40"), token] + site.key.values
        for (name, bytes) in searched {
            for secret in secrets {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
            }
            // Family names are data of the answer about the user.
            #expect(bytes.range(of: Data(family.capitalized.utf8)) == nil, "\(family) in \(name)")
        }
        await site.stop()
    }

    /// A session that a call needs is given by name: an answer that repeats it is kept without it. Cookies are not learned
    /// from what is sent, since most of them are words.
    @Test func aGivenCredentialIsKnownBeforeAnythingIsSent() async throws {
        let program = try Program()
        defer { program.remove() }
        let script = """
            import http.server, json
            class Handler(http.server.BaseHTTPRequestHandler):
                def answer(self, body):
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Server", "echo " + self.headers.get("Cookie", "").split("=")[-1])
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def do_POST(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.answer(b'{"token_type":"Bearer","expires_in":43200,"access_token":"planted.access-1a2b3c4d"}')
                def do_GET(self):
                    self.answer(json.dumps({"note": "you sent " + self.headers.get("Cookie", "").split("=")[-1]}).encode())
                def log_message(self, *_): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
            print("listens:" + str(server.server_port), flush=True)
            server.serve_forever()
            """
        guard try await program.tool("python3", ["-c", ""]) != nil else { return }
        let server = try program.startTool("python3", ["-c", script])
        let port = try #require(await server.line(containing: "listens:")).split(separator: ":").last ?? ""
        let base = "http://127.0.0.1:\(port)"
        let har = #"""
            {"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[{"startedDateTime":
            "2026-01-05T10:00:00Z","time":1,"request":{"method":"GET","url":"\#(base)/v1/public/echo",
            "httpVersion":"HTTP/1.1","headers":[{"name":"Cookie","value":"session=k-old-0123456789"}]},"response":{"status":
            200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":
            "application/json"}],"content":{"size":2,"mimeType":"application/json","text":"{}"}}}]}}
            """#
        try har.write(toFile: program.path("in.har"), atomically: true, encoding: .utf8)
        let key = ["KADENCE_API_KEY_IDENTIFIER": "an-identifier", "KADENCE_API_KEY_SECRET": "a-secret-of-length"]
        let command = [
            "replay", "in.har", "--times", "1", "--failing", "status:5xx", "--base-url", base, "--auth-url", base,
        ]
        let missing = try await program.run(command, environment: key)
        #expect(missing.status == 3, "\(missing.talk)")
        let name = try #require(missing.talk.firstMatch(of: /set (REPRISE_VALUE_\w+)/)?.output.1)
        let value = "given-credential-77f1"
        let result = try await program.run(command, environment: key.merging([String(name): value]) { $1 })
        #expect(result.status == 0, "\(result.talk)")
        let shown = try await program.run(["show", "1"], environment: key)
        #expect(shown.out.contains("you sent redacted-"), "\(shown.out)")
        for (name, bytes) in try Self.everything(in: program, said: result.out + result.talk + shown.out) {
            #expect(bytes.range(of: Data(value.utf8)) == nil, "in \(name)")
        }
        await server.terminate()
    }

    /// A file from elsewhere can't have values sent to a host of its choice.
    @Test func aFlowFileLeadsToNoOtherHost() async throws {
        let program = try Program()
        defer { program.remove() }
        let site = try await Site()
        func entry(_ url: String) -> String {
            #"""
            {"startedDateTime":"2026-01-05T10:00:00Z","time":1,"request":{"method":"GET","url":"\#(url)","httpVersion":
            "HTTP/1.1","headers":[]},"response":{"status":503,"statusText":"","httpVersion":"HTTP/1.1","headers":[],
            "content":{"size":0,"mimeType":""}}}
            """#
        }
        let urls = [site.simulator.apiBase + "/v1/public/buildings", "https://api.onkadence.co/v1/public/buildings"]
        let entries = urls.map(entry).joined(separator: ",")
        try #"{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[\#(entries)]}}"#
            .write(toFile: program.path("in.har"), atomically: true, encoding: .utf8)
        let result = try await program.run(["replay", "in.har", "--times", "1"], environment: site.key)
        #expect(result.status == 2, "\(result.talk)")
        #expect(result.talk.contains("which is not https://api.onkadence.co"), "\(result.talk)")
        #expect(site.calls.isEmpty)
        await site.stop()
    }

    // MARK: Helpers

    /// Lets curl check a user in and out through a recording proxy, its sign-in first.
    ///
    /// - Parameter checksIn: otherwise it only looks for the user's bookings, after the buildings.
    /// - Returns: false where there is no curl.
    private static func capture(_ site: Site, _ program: Program, checksIn: Bool = true) async throws -> Bool {
        guard try await program.tool("curl", ["--version"]) != nil else { return false }
        let proxy = try program.start(["proxy", "--reverse", site.simulator.apiBase, "--listen", "127.0.0.1:0"])
        let said = try #require(await proxy.line(containing: "send your calls to"))
        let url = try #require(said.split(separator: " ").last { $0.hasPrefix("http://") }).description
        func curl(_ arguments: [String]) async throws -> JSONDocument {
            let result = try #require(try await program.tool("curl", ["-s", "-g", "--max-time", "120"] + arguments))
            return try JSONDocument.parse(Array(result.out.utf8))
        }
        let key = site.simulator.credentials
        let form =
            "grant_type=client_credentials&client_id=\(String(decoding: key.identifier, as: UTF8.self))"
            + "&client_secret=\(String(decoding: key.secret, as: UTF8.self))&scope=public"
        let token = try #require(try await curl(["-d", form, url + "/oauth2/token"]).root["access_token"]?.string)
        let authorization = ["-H", "Authorization: Bearer " + token]
        let email = site.email.replacingOccurrences(of: "@", with: "%40")
        if !checksIn { _ = try await curl(authorization + [url + "/v1/public/buildings"]) }
        let users = try await curl(authorization + [url + "/v1/public/users?emailExact=" + email])
        let user = try #require(users.root["hydra:member"]?.elements.first { _ in true }?["id"]?.string)
        let search = "/v1/public/users/\(user)/bookings?status=booked&startDateTime[after]=2026-11-23T00:00:00"
        let bookings = try await curl(authorization + [url + search])
        if checksIn {
            let booking = try #require(bookings.root["hydra:member"]?.elements.first { _ in true }?["id"]?.string)
            for verb in ["check-in", "check-out"] {
                _ = try await curl(
                    authorization + [
                        "-H", "Content-Type: application/json", "-d", #"{"userId":"\#(user)"}"#,
                        url + "/v1/public/bookings/\(booking)/\(verb)",
                    ]
                )
            }
        }
        let ended = await proxy.interrupt()
        #expect(ended.status == 0, "\(ended.talk)")
        return true
    }

    /// The token that the program keeps for its next run: the one secret that is ever written.
    private static func token(_ site: Site, _ program: Program) throws -> String? {
        let folder = program.path(".local/state/reprise")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("token-") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            return try JSONDocument.parse(Array(bytes)).root["token"]?.string
        }
        return nil
    }

    /// Every file that the program wrote, but for the token's own, archives opened; and what it said.
    private static func everything(in program: Program, said: String) throws -> [(name: String, bytes: Data)] {
        var found: [(name: String, bytes: Data)] = [("what was said", Data(said.utf8))]
        let names = FileManager.default.enumerator(atPath: program.folder.path)?.compactMap { $0 as? String } ?? []
        for name in names where !name.contains("/token-") && !name.hasSuffix("in.har") {
            let url = program.folder.appendingPathComponent(name)
            guard let bytes = try? Data(contentsOf: url) else { continue }
            found.append((name, bytes))
            guard name.hasSuffix(".zip") else { continue }
            let reader = try ZipReader(Array(bytes))
            for entry in reader.entries {
                found.append((name + "/" + entry.name, Data(try reader.contents(of: entry))))
            }
        }
        return found
    }
}
