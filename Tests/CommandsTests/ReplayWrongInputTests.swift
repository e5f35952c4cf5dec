import Foundation
import JSONTree
import Simulator
import Testing

/// What `replay` is asked for that can't be: a sentence, an exit code, and nothing sent.
@Suite(.serialized) struct ReplayWrongInputTests {
    private static let missing: [String] = ["replay", "nowhere"]

    @Test(arguments: [
        (["--times", "0"], "--times 0"), (["--times", "-5"], "use 1 to 10000"), (["--times=-5"], "--times -5"),
        (["--times", "10001"], "--times 10001"), (["--times", "-5", "--until", "20%"], "--times -5"),
        (["--until", "-1"], "between 0 and 1"), (["--until=-1"], "between 0 and 1"),
        (["--concurrency", "-1"], "use 1 to 64"), (["--concurrency=-1"], "use 1 to 64"),
        (["--confirm-fixed", "--was", "-3/10"], "--was"), (["--diagnose", "--spacing", "-1s"], "like 1s"),
        (["--minimise", "--budget", "-5"], "use 1 to 100000"), (["--slow-above", "-1s"], "or never"),
        // What was forgotten is not taken from the next flag without a word.
        (["--times", "--until", "20%"], "'--until' is invalid for '--times"),
        (["--times", "ten"], "ten"), (["--until", "0"], "no width of an interval"),
        (["--until", "1"], "between 0 and 1"),
        (["--until", "100%"], "no width"), (["--until", "wide"], "\"wide\""), (["--until", "nan"], "\"nan\""),
        (["--until", "20%%"], "\"20%%\""), (["--until", "-5%"], "between 0 and 1"),
        (["--until", "0.2\u{1B}[2J"], "no width"),
        (["--was", "3/10"], "--was belongs to --confirm-fixed"), (["--confirm-fixed"], "--confirm-fixed --was 3/10"),
        (["--confirm-fixed", "--was", "0/10"], "--was"), (["--confirm-fixed", "--was", "11/10"], "--was"),
        (["--confirm-fixed", "--was", "often"], "--was"), (["--confirm-fixed", "--was", "0.00001"], "10000"),
        (["--failing", "status:abc"], "status:5xx"), (["--failing", "slow"], "--failing"),
        (["--failing", "finding:"], "a rule's id"),
        (["--failing", "finding:body.sintax"], "nearest: body.syntax"),
        (["--failing", "finding:12345"], "schema.response-body"),
        (["--failing", "differs:x"], "JSON Pointer"),
        (["--failing", "slower:2h"], "slower:2s"), (["--pace", "slowly"], "original, fast or quota"),
        (["--concurrency", "0"], "use 1 to 64"), (["--concurrency", "65"], "use 1 to 64"),
        (["--concurrency", "two"], "two"), (["--diagnose", "--seed", "-1"], "--seed"),
        (["--diagnose", "--seed", "x"], "--seed"), (["--diagnose", "--spacing", "2h"], "--spacing \"2h\""),
        (["--diagnose", "--spacing", "1"], "like 1s"), (["--seed", "4"], "--seed belongs to --diagnose"),
        (["--spacing", "4s"], "--spacing belongs to --diagnose"), (["--reserve", "101"], "no percentage"),
        (["--reserve", "-1"], "use 0 to 100"), (["--undo"], "--undo has nothing to do"),
        (["--minimise", "--budget", "0"], "--budget 0"), (["--budget", "50"], "--budget belongs to --minimise"),
        (["--output", "x.har"], "--output belongs to --minimise"),
    ])
    func isRefused(_ flags: [String], _ words: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(Self.missing + flags)
        #expect(result.status == 2, "\(flags): \(result.status) \(result.talk)")
        #expect(result.talk.contains(words), "\(flags): \(result.talk)")
        #expect(result.out.isEmpty)
        #expect(!result.talk.utf8.contains(0x1B))
    }

    private static let pairs: [(String, [String], [String])] = {
        let until = ["--until", "20%"]
        let fixed = ["--confirm-fixed", "--was", "3/10"]
        return [
            ("--until", until, fixed), ("--until", until, ["--diagnose"]), ("--confirm-fixed", fixed, ["--diagnose"]),
            ("--control", ["--control"], ["--diagnose"]), ("--minimise", ["--minimise"], until),
            ("--minimise", ["--minimise"], fixed), ("--minimise", ["--minimise"], ["--diagnose"]),
            ("--minimise", ["--minimise"], ["--control"]), ("--minimise", ["--minimise"], ["--times", "3"]),
            ("--minimise", ["--minimise"], ["--json"]), ("--minimise", ["--minimise"], ["--dry-run"]),
        ]
    }()

    @Test(arguments: pairs)
    func theseExcludeEachOther(_ named: String, _ one: [String], _ other: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        for flags in [one + other, other + one] {
            let result = try await program.run(Self.missing + flags)
            #expect(result.status == 2, "\(flags): \(result.talk)")
            #expect(result.talk.contains("exclude each other"), "\(flags): \(result.talk)")
            #expect(result.talk.contains(named), "\(flags): \(result.talk)")
        }
    }

    @Test(arguments: [
        ["1"], ["--times", "5"], ["--until", "20%"], ["--minimise"], ["--dry-run"], ["--undo"],
        ["--failing", "status:5xx"],
        ["--base-url", "http://127.0.0.1:9"], ["--region", "us"], ["--output", "x"],
    ])
    func aRunGoesOnAsItWasBegun(_ more: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(["replay", "--resume", "some-run"] + more)
        #expect(result.status == 2, "\(more): \(result.talk)")
        #expect(result.talk.contains("nothing else can be chosen"), "\(more): \(result.talk)")
    }

    @Test func nothingSelected() async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(["replay"])
        #expect(result.status == 2 && result.talk.contains("nothing is selected"), "\(result.talk)")
    }

    @Test func aRequestBodyThatWasCutCannotBeRepeated() async throws {
        let bench = try await ReplayBench()
        // The HAR tells how long the body was, and has none of it.
        let entry = bench.entry("/v1/public/bookings", "POST").replacingOccurrences(
            of: #""headersSize":-1,"bodySize":-1},"response""#,
            with: #""headersSize":-1,"bodySize":5000000},"response""#
        )
        #expect(try await bench.store([entry]).status == 0)
        let allowed = ["1", "--allow-write", "POST /v1/public/bookings"]
        for more in [[], ["--dry-run"]] {
            let result = try await bench.run(["replay"] + allowed + more + bench.endpoint)
            #expect(result.status == 3, "\(result.talk)")
            #expect(result.talk.contains("nothing was sent") && result.talk.contains("body-limit"), "\(result.talk)")
        }
        #expect(bench.requests.isEmpty)
        await bench.stop()
    }

    @Test func aMissingVariableIsNamed() async throws {
        let bench = try await ReplayBench()
        #expect(try await bench.store([bench.entry("/v1/public/users?emailExact=ada%40example.com")]).status == 0)
        #expect(try await bench.run(["flow", "save", "find-user", "1"]).status == 0)
        // On another machine, as CI is one.
        let other = try await ReplayBench()
        let flow = other.program.path("find-user.har")
        try FileManager.default.copyItem(atPath: bench.program.path("fixtures/find-user.har"), toPath: flow)
        let result = try await other.replay("find-user.har", "--times", "2")
        #expect(result.status == 3, "\(result.talk)")
        let name = result.talk.split(whereSeparator: { " \n".contains($0) }).first { $0.hasPrefix("REPRISE_VALUE_") }
        let variable = String(try #require(name))
        #expect(other.requests.isEmpty)
        let dry = try await other.replay("find-user.har", "--dry-run")
        #expect(dry.status == 3 && dry.talk.contains(variable), "\(dry.talk)")
        let given = try await other.program.run(
            ["replay", "find-user.har", "--times", "2"] + other.endpoint,
            environment: other.environment.merging([variable: "grace@example.com"]) { $1 }
        )
        #expect(given.status == 0, "\(given.talk)")
        #expect(
            other.calls.map(\.target) == Array(repeating: "/v1/public/users?emailExact=grace%40example.com", count: 2)
        )
        await bench.stop()
        await other.stop()
    }

    @Test func aDryRunSendsNothingAtAll() async throws {
        let bench = try await ReplayBench()
        #expect(
            try await bench.store([bench.entry("/v1/public/buildings"), bench.entry("/v1/public/bookings", "POST")])
                .status == 0
        )
        let result = try await bench.replay("1", "--times", "7", "--dry-run")
        #expect(result.status == 0, "\(result.talk)")
        #expect(
            result.out.contains("costs 7 calls") && result.out.contains("step 1  GET /v1/public/buildings"),
            "\(result.out)"
        )
        let write = try await bench.replay("2", "--dry-run")
        #expect(write.status == 3 && write.talk.contains("--allow-write 'POST /v1/public/bookings'"), "\(write.talk)")
        for more in [
            ["--diagnose"], ["--until", "30%"], ["--confirm-fixed", "--was", "3/10"], ["--control"],
            ["--pace", "quota"],
        ] {
            let planned = try await bench.run(["replay", "1", "--dry-run"] + more + bench.endpoint)
            #expect(planned.status == 0, "\(more): \(planned.talk)")
        }
        // A diagnosis says which fields of the recorded connection it leaves out; other runs keep them.
        let bearer = #"{"name":"Authorization""#
        let closing = bench.entry("/v1/public/buildings").replacing(
            bearer,
            with: #"{"name":"Connection","value":"close"},"# + bearer
        )
        #expect(try await bench.store([closing]).status == 0)
        for (more, isSaid) in [(["--diagnose"], true), ([], false)] {
            let planned = try await bench.run(["replay", "3", "--dry-run"] + more + bench.endpoint)
            #expect(planned.out.contains("the recorded field Connection is left out") == isSaid, "\(planned.out)")
        }
        let until = try await bench.replay("1", "--until", "30%", "--dry-run")
        #expect(until.out.contains("costs 1,000 calls") && until.out.contains("if 10 % fail, "), "\(until.out)")
        let wide = try await bench.replay("1", "--until", "30%", "--dry-run", "--json")
        let costs = try JSONDocument.parse(Array(wide.out.utf8)).root["expected"]
        #expect(costs?[2]?["attempts"]?.int ?? 0 > costs?[0]?["attempts"]?.int ?? .max, "\(wide.out)")
        // As data it is one object, and nothing else.
        let json = try await bench.replay("1", "--times", "7", "--dry-run", "--json")
        let root = try JSONDocument.parse(Array(json.out.utf8)).root
        #expect(root["cost"]?.int == 7 && root["expected"]?[0] == nil && root["problem"]?.kind == .null)
        #expect(root["steps"]?[0]?.string == "GET /v1/public/buildings")
        #expect(bench.requests.isEmpty)
        #expect(try await bench.run(["runs", "--json"]).out.isEmpty)
        await bench.stop()
    }

    @Test func aDryRunShowsWhatWouldBeTakenBackAndCountsIt() async throws {
        let bench = try await ReplayBench()
        let booking = "/v1/public/bookings/01M7DDARQ0274YTB0Y0C67VQVY"
        #expect(
            try await bench.store([
                bench.entry("/v1/public/bookings", "POST", status: 201, body: "{}"),
                bench.entry(booking + "/check-in", "POST", status: 201, body: "{}"),
                bench.entry("/v1/public/users/01M7DDARQ0274YTB0Y0C67VQVY", "PATCH", status: 200, body: "{}"),
                bench.entry(booking + "/check-out", "POST", status: 201, body: "{}"),
            ]).status == 0
        )
        var command = ["replay", "1-4", "--times", "3", "--dry-run"] + bench.endpoint
        for operation in [
            "POST /v1/public/bookings", "POST /v1/public/bookings/{id}/check-in",
            "POST /v1/public/bookings/{id}/check-out", "PATCH /v1/public/users/{id}",
        ] { command += ["--allow-write", operation] }
        let without = try await bench.run(command)
        #expect(without.status == 0 && without.out.contains("costs 12 calls"), "\(without.out) \(without.talk)")
        #expect(!without.out.contains("undo"), "\(without.out)")
        let with = try await bench.run(command + ["--undo"])
        #expect(with.status == 0 && with.out.contains("costs 18 calls"), "\(with.out) \(with.talk)")
        let undos = with.out.split(separator: "\n").filter { $0.hasPrefix("  undo") }
        #expect(
            undos == [
                "  undo    nothing takes back step 3, PATCH /v1/public/users/{id}: it stays",
                "  undo    POST /v1/public/bookings/{id}/check-out · takes back step 2, unless step 4 has done so",
                "  undo    POST /v1/public/bookings/{id}/cancel · takes back step 1",
            ],
            "\(with.out)"
        )
        let json = try await bench.run(command + ["--undo", "--json"])
        let root = try JSONDocument.parse(Array(json.out.utf8)).root
        #expect(root["cost"]?.int == 18 && root["requestsPerAttempt"]?.int == 6, "\(json.out)")
        #expect(
            root["undo"]?.elements.compactMap(\.string) == [
                "POST /v1/public/bookings/{id}/check-out", "POST /v1/public/bookings/{id}/cancel",
            ],
            "\(json.out)"
        )
        #expect(bench.requests.isEmpty)
        await bench.stop()
    }

    @Test func whatTheContractDoesNotKnowIsReplayed() async throws {
        let bench = try await ReplayBench()
        #expect(try await bench.store([bench.entry("/v1/public/unheard-of", status: 404)]).status == 0)
        let result = try await bench.replay("1", "--times", "2")
        #expect(result.status == 1, "\(result.talk)")
        #expect(bench.calls.map(\.target) == ["/v1/public/unheard-of", "/v1/public/unheard-of"])
        let finding = try await bench.replay("1", "--times", "2", "--failing", "finding:schema.response-body")
        #expect(finding.status == 0, "\(finding.talk)")
        #expect(finding.out.contains("0 out of 2 times"), "\(finding.out)")
        await bench.stop()
    }

    @Test func asJSONStdoutHoldsOneObject() async throws {
        let bench = try await ReplayBench(
            faults: "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]"
        )
        #expect(try await bench.store([bench.entry("/v1/public/buildings")]).status == 0)
        let result = try await bench.replay("1", "--times", "3", "--json", "--explain", "--control")
        #expect(result.status == 1, "\(result.talk)")
        let root = try JSONDocument.parse(Array(result.out.utf8)).root
        #expect(root["failed"]?.int == 3 && root["requests"]?.int == 3, "\(result.out)")
        #expect(root["stoppedBecause"]?.kind == .null)
        await bench.stop()
    }
}
