import Foundation
import JSONTree
import KadenceAPI
import Simulator
import Testing

/// What scripts rely on: names in the JSON, streams, settings.
@Suite(.serialized) struct ScriptTests {
    private static let listNames = [
        "number", "startedAt", "method", "url", "status", "traceID", "durationMilliseconds", "failure",
    ]

    @Test func aWholeJobInJSON() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start()
        // The key may stand in a file that a setting names, so that it need not be in the environment.
        try Data(
            """
            # the stand-in's
            KADENCE_API_KEY_IDENTIFIER=\(String(decoding: simulator.credentials.identifier, as: UTF8.self))
            KADENCE_API_KEY_SECRET=\(String(decoding: simulator.credentials.secret, as: UTF8.self))
            """.utf8
        ).write(to: program.folder.appendingPathComponent("key.env"))
        try Data(
            """
            base-url: \(simulator.apiBase)
            auth-url: \(simulator.authBase)
            credentials-file: key.env
            """.utf8
        ).write(to: program.folder.appendingPathComponent("reprise.yml"))

        let call = try await program.run(["call", "GET", "/v1/public/buildings", "--json"])
        #expect(call.status == 0, "\(call.talk)")
        let row = try JSONDocument.parse(Array(call.out.utf8)).root
        #expect(row.members.map { $0.key.string ?? "" } == Self.listNames, "\(call.out)")
        #expect(row["status"]?.int == 200)
        let number = try #require(row["number"]?.int)
        let listed = try await program.run(["list", "--json"])
        let listedRow = try JSONDocument.parse(Array((listed.out.split(separator: "\n").last ?? "").utf8)).root
        #expect(listedRow["number"]?.int == number && listedRow["url"]?.string == row["url"]?.string)

        let doctor = try await program.run(["doctor", "--json"])
        #expect(doctor.status == 0, "\(doctor.out)\(doctor.talk)")
        #expect(doctor.out.split(separator: "\n").allSatisfy { $0.contains("\"passed\":true") }, "\(doctor.out)")

        let replay = try await program.run(["replay", "\(number)", "--times", "2", "--json"])
        let replayed = try JSONDocument.parse(Array(replay.out.utf8)).root
        #expect(
            replayed.members.map { $0.key.string ?? "" } == [
                "run", "operation", "attempts", "counted", "failed", "inconclusive", "rate", "interval", "signatures",
                "requests", "cost", "remaining", "conditions", "clustering", "notTakenBack", "stoppedBecause",
            ]
        )
        #expect(
            replayed["interval"]?.members.map { $0.key.string ?? "" } == ["low", "high", "level", "method"],
            "\(replay.out)"
        )

        let check = try await program.run(["check", "--json"])
        let checked = try JSONDocument.parse(Array(check.out.utf8)).root
        #expect(
            ["verdict", "exitCode", "findings", "coverage"].allSatisfy { checked[$0] != nil },
            "\(check.out)"
        )
        #expect(checked["exitCode"]?.int == Int(check.status))

        let gaps = try await program.run(["report", "\(number)", "--check", "--json"])
        #expect(gaps.status == 3, "\(gaps.talk)")
        for line in gaps.out.split(separator: "\n") {
            let gap = try JSONDocument.parse(Array(line.utf8)).root
            #expect(gap.members.map { $0.key.string ?? "" } == ["item", "reason", "remedy"])
        }
        let report = try await program.run(
            ["report", "\(number)", "--json", "--goal", "g", "--expected", "e", "--actual", "a"]
        )
        let written = try JSONDocument.parse(Array(report.out.utf8)).root
        for name in ["zip", "eml"] {
            let path = try #require(written[name]?.string)
            #expect(FileManager.default.fileExists(atPath: program.path(path)), "\(report.out)")
        }
        let again = try await program.run(["report", "\(number)", "--goal", "another"])
        #expect(again.status == 2 && again.talk.contains("--overwrite"), "\(again.talk)")
        await simulator.stop()
    }

    @Test func aReplaysResultIsDataAndItsProgressTalk() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start()
        let environment = [
            "KADENCE_API_KEY_IDENTIFIER": String(decoding: simulator.credentials.identifier, as: UTF8.self),
            "KADENCE_API_KEY_SECRET": String(decoding: simulator.credentials.secret, as: UTF8.self),
            "REPRISE_BASE_URL": simulator.apiBase, "REPRISE_AUTH_URL": simulator.authBase,
        ]
        let call = try await program.run(["call", "GET", "/v1/public/nothing", "--json"], environment: environment)
        #expect(call.status == 1, "\(call.talk)")
        let number = try #require(try JSONDocument.parse(Array(call.out.utf8)).root["number"]?.int)
        let replay = try await program.run(["replay", "\(number)", "--times", "3"], environment: environment)
        #expect(replay.status == 1, "\(replay.talk)")
        #expect(replay.out.hasPrefix("  fails 3 out of 3 times (100 %, 95 % interval 29–100 %): 404"), "\(replay.out)")
        #expect(replay.talk.contains("✗ ✗ ✗") && !replay.talk.contains("out of 3"), "\(replay.talk)")
        // The last line: verdict, what the exit code means, what to do next.
        #expect(replay.talk.split(separator: "\n").last?.contains("exit 1") == true)
        #expect(replay.talk.contains("next: reprise report \(number)"))
        await simulator.stop()
    }

    @Test func aCredentialsFileWithoutAKeyIsRefused() async throws {
        let program = try Program()
        defer { program.remove() }
        try Data("# nothing here\n".utf8).write(to: program.folder.appendingPathComponent("key.env"))
        for (path, words) in [("key.env", "names no API key"), ("nowhere.env", "nowhere.env")] {
            let result = try await program.run(
                ["call", "GET", "/v1/public/buildings"],
                environment: ["REPRISE_CREDENTIALS_FILE": path]
            )
            #expect(result.status == 2, "\(result.talk)")
            #expect(result.talk.contains(words) && result.talk.contains("KADENCE_API_KEY_SECRET"), "\(result.talk)")
        }
    }
}
