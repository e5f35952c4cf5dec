import Foundation
import JSONTree
import Testing

/// Clients and files that nobody here wrote.
@Suite(.serialized) struct RealInputTests {
    @Test func browserMadeFilesImportListShowAndExport() async throws {
        let shared = Program.repository.deletingLastPathComponent().appendingPathComponent("shared/har")
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: shared.path) else {
            print("skipped: no HAR files beside the repository")
            return
        }
        let program = try Program()
        defer { program.remove() }
        var expected = 0
        for file in files.sorted() where file.hasSuffix(".har") {
            let result = try await program.run(["import", shared.appendingPathComponent(file).path, "--json"])
            #expect(result.status == 0, "\(file): \(result.talk)")
            expected += result.out.split(separator: "\n").count
        }
        #expect(expected == 20)
        let listed = try await program.run(["list", "--json"])
        let rows = listed.out.split(separator: "\n")
        #expect(rows.count == expected)
        for row in rows {
            let json = try JSONDocument.parse(Array(row.utf8)).root
            #expect(
                json.members.map { $0.key.string ?? "" } == [
                    "number", "startedAt", "method", "url", "status", "traceID", "durationMilliseconds", "failure",
                ]
            )
        }
        #expect(rows.contains { $0.contains("ERR_INTERNET_DISCONNECTED") })
        for number in 1...expected {
            #expect(try await program.run(["show", "\(number)"]).status == 0, "\(number)")
        }
        #expect(try await program.run(["export", "1-\(expected)", "--output", "all.har"]).status == 0)
        let again = try await program.run(["import", "all.har", "--json", "--store", "second/captures.sqlite"])
        #expect(again.out.split(separator: "\n").count == expected, "\(again.talk)")
    }

    @Test func curlThroughTheProxyIsRecordedAndReplayed() async throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/curl") else {
            print("skipped: no curl")
            return
        }
        let program = try Program()
        defer { program.remove() }
        let simulator = try program.start(["simulate", "--listen", "127.0.0.1:0"])
        let base = try #require(await simulator.line(containing: "REPRISE_BASE_URL=")).replacingOccurrences(
            of: "REPRISE_BASE_URL=",
            with: ""
        )
        let identifier =
            try #require(await simulator.line(containing: "IDENTIFIER=")).split(separator: "=").last.map(String.init)
            ?? ""
        let secret =
            try #require(await simulator.line(containing: "SECRET=")).split(separator: "=").last.map(String.init) ?? ""
        let proxy = try program.start(["proxy", "--reverse", base, "--listen", "127.0.0.1:0"])
        let said = try #require(await proxy.line(containing: "send your calls to"))
        let url = try #require(said.split(separator: " ").last { $0.hasPrefix("http://") }).description

        let token = try await curl([
            "-s", url + "/oauth2/token", "-d",
            "grant_type=client_credentials&client_id=\(identifier)&client_secret=\(secret)&scope=public",
        ])
        let bearer = try #require(try JSONDocument.parse(token).root["access_token"]?.string)
        _ = try await curl(["-s", url + "/v1/public/buildings", "-H", "Authorization: Bearer " + bearer])
        _ = try await curl(["-s", "-I", url + "/v1/public/buildings", "-H", "Authorization: Bearer " + bearer])
        _ = try await curl([
            "-s", url + "/v1/public/bookings/01H59ZK3V3ZJ8M2Q5T7W9X1Y3A", "-H", "Authorization: Bearer " + bearer,
        ])
        let ended = await proxy.interrupt()
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.talk.contains("4 calls") && ended.talk.contains("nothing lost"), "\(ended.talk)")

        let credentials = ["KADENCE_API_KEY_IDENTIFIER": identifier, "KADENCE_API_KEY_SECRET": secret]
        let endpoint = ["--base-url", base, "--auth-url", base]
        let replay = try await program.run(
            ["replay", "4", "--times", "3", "--json"] + endpoint,
            environment: credentials
        )
        #expect(replay.status == 1, "\(replay.talk)")
        let json = try JSONDocument.parse(Array(replay.out.utf8)).root
        #expect(json["failed"]?.int == 3 && json["counted"]?.int == 3, "\(replay.out)")
        #expect(json["interval"]?["method"]?.string == "Clopper-Pearson", "\(replay.out)")
        #expect(json.members.map { $0.key.string ?? "" }.last == "stoppedBecause")

        // A wrong key is told apart from trouble on the way.
        let wrong = try await program.run(
            ["call", "GET", "/v1/public/buildings"] + endpoint,
            environment: [
                "KADENCE_API_KEY_IDENTIFIER": identifier, "KADENCE_API_KEY_SECRET": "not-the-secret",
                "XDG_STATE_HOME": program.path("other"),
            ]
        )
        #expect(wrong.status == 4, "\(wrong.talk)")

        let report = try await program.run(["report", "4", "--goal", "Show a booking."], environment: credentials)
        #expect(report.status == 0, "\(report.talk)")
        let check = try await program.run(["check", "--json"])
        #expect(try JSONDocument.parse(Array(check.out.utf8)).root["verdict"] != nil, "\(check.out)")
        _ = await simulator.interrupt()

        // Nothing raw anywhere the program wrote.
        let enumerator = FileManager.default.enumerator(atPath: program.folder.path)
        while let name = enumerator?.nextObject() as? String {
            guard let bytes = try? Data(contentsOf: program.folder.appendingPathComponent(name)),
                !name.contains("tokens"), !name.contains("token-")
            else { continue }
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
    }

    private func curl(_ arguments: [String]) async throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["--max-time", "120"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(returning: Array(data))
            }
        }
    }
}
