import Foundation
import JSONTree
import KadenceAPI
import Simulator
import Testing

/// What goes wrong around the program: a sentence that says what to do, the right exit code, nothing lost.
@Suite(.serialized) struct TroubleTests {
    private static func key(_ simulator: SimulatedKadence) -> [String: String] {
        [
            "KADENCE_API_KEY_IDENTIFIER": String(decoding: simulator.credentials.identifier, as: UTF8.self),
            "KADENCE_API_KEY_SECRET": String(decoding: simulator.credentials.secret, as: UTF8.self),
        ]
    }

    private static func endpoint(_ simulator: SimulatedKadence) -> [String] {
        ["--base-url", simulator.apiBase, "--auth-url", simulator.authBase]
    }

    @Test func aTakenPortIsNamed() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start()
        let address = simulator.apiBase.replacingOccurrences(of: "http://", with: "")
        for command in [["simulate"], ["proxy", "--reverse", "http://127.0.0.1:9"]] {
            let result = try await program.run(command + ["--listen", address])
            #expect(result.status == 2, "\(result.talk)")
            #expect(result.talk.contains(address.split(separator: ":")[1]), "\(result.talk)")
            #expect(result.talk.contains("port"), "\(result.talk)")
        }
        await simulator.stop()
    }

    @Test func aCertificateThatIsNotTrustedIsExplainedAndCanBeTrusted() async throws {
        let program = try Program()
        defer { program.remove() }
        guard
            try await program.tool(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                    "key.pem",
                    "-out", "certificate.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost",
                ]
            ) != nil
        else {
            print("skipped: no openssl")
            return
        }
        let server = try program.startTool(
            "python3",
            [
                "-c",
                """
                import http.server, ssl
                class Handler(http.server.BaseHTTPRequestHandler):
                    def do_POST(self):
                        self.rfile.read(int(self.headers["Content-Length"]))
                        self.send_response(404)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                    def log_message(self, *_): pass
                server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain("certificate.pem", "key.pem")
                server.socket = context.wrap_socket(server.socket, server_side=True)
                print("listens:" + str(server.server_port), flush=True)
                server.serve_forever()
                """,
            ]
        )
        let port = try #require(await server.line(containing: "listens:")).split(separator: ":").last ?? ""
        let url = "https://localhost:\(port)"
        let call = ["call", "GET", "/v1/public/buildings", "--base-url", url, "--auth-url", url]
        let key = ["KADENCE_API_KEY_IDENTIFIER": "an-identifier", "KADENCE_API_KEY_SECRET": "a-secret-of-length"]
        let refused = try await program.run(call, environment: key)
        #expect(refused.status == 4, "\(refused.talk)")
        #expect(refused.talk.contains("not trusted") && refused.talk.contains("--trust"), "\(refused.talk)")
        let notOne = try await program.run(call + ["--trust", "key.pem"], environment: key)
        #expect(notOne.talk.contains("PEM"), "\(notOne.talk)")
        // Trusted, it gets as far as this server's own answer, which is no token.
        let trusted = try await program.run(call + ["--trust", "certificate.pem"], environment: key)
        #expect(trusted.status == 4 && trusted.talk.contains("404"), "\(trusted.talk)")
        await server.terminate()
    }

    @Test func aWrongKeyIsToldFromTroubleOnTheWay() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start()
        var key = Self.key(simulator)
        key["KADENCE_API_KEY_SECRET"] = "another-secret"
        let result = try await program.run(
            ["call", "GET", "/v1/public/buildings"] + Self.endpoint(simulator),
            environment: key
        )
        #expect(result.status == 4, "\(result.talk)")
        #expect(result.talk.contains("refused the API key") && result.talk.contains("401"), "\(result.talk)")
        await simulator.stop()
    }

    @Test func anAnswerCutShortIsKeptAndSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        let faults = try FaultPlan.parse(
            Array(
                """
                seed: 1
                faults:
                  - name: cut
                    when: { operation: "GET /v1/public/buildings" }
                    then: { truncate: 100 }
                """.utf8
            )
        )
        let simulator = try await SimulatedKadence.start(faults: faults)
        let result = try await program.run(
            ["call", "GET", "/v1/public/buildings"] + Self.endpoint(simulator),
            environment: Self.key(simulator)
        )
        #expect(result.status == 4, "\(result.talk)")
        #expect(result.talk.contains("before the response's body was whole"), "\(result.talk)")
        #expect(result.out.utf8.count == 100, "\(result.out)")
        let list = try await program.run(["list", "status:failed", "--json"])
        let rows = list.out.split(separator: "\n")
        #expect(rows.count == 1)
        let row = try JSONDocument.parse(Array((rows.first ?? "").utf8)).root
        #expect(row["failure"]?.string?.contains("closed the connection") == true, "\(list.out)")
        await simulator.stop()
    }

    @Test func aCaptureThatDoesNotExistIsNamedByEachCommand() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/create-booking.har").path
        #expect(try await program.run(["import", fixture]).status == 0)
        for command in [
            ["show", "99"], ["report", "99"], ["check", "99"], ["export", "99"], ["tag", "slow", "99"], ["rm", "99"],
            ["flow", "save", "some-flow", "99"],
        ] {
            let result = try await program.run(command)
            #expect(result.status == 2, "\(command): \(result.talk)")
            #expect(result.talk.contains("99") && result.talk.contains("reprise list"), "\(command): \(result.talk)")
        }
    }

    @Test func aStoreLockedByAnotherProcessIsSaidAndKeptAsItIs() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/create-booking.har").path
        #expect(try await program.run(["import", fixture]).status == 0)
        let before = try await program.run(["list", "--json"]).out
        let holder = try program.startTool(
            "python3",
            [
                "-c",
                """
                import sqlite3, sys, time
                store = sqlite3.connect(".reprise/captures.sqlite", isolation_level=None)
                store.execute("BEGIN EXCLUSIVE")
                print("locked", flush=True)
                time.sleep(60)
                """,
            ]
        )
        #expect(await holder.line(containing: "locked") != nil)
        let result = try await program.run(["import", fixture])
        #expect(result.status == 3, "\(result.talk)")
        #expect(result.talk.contains("another process"), "\(result.talk)")
        await holder.terminate()
        #expect(try await program.run(["list", "--json"]).out == before)
    }

    @Test func aFullDiskKeepsWhatIsThere() async throws {
        let program = try Program()
        defer { program.remove() }
        let disk = program.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        guard try await program.tool("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", disk]) != nil else {
            print("skipped: a small disk can be made by root only")
            return
        }
        let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path
        let store = ["--store", disk + "/captures.sqlite"]
        var stored = 0
        var full: Program.Result?
        for _ in 1...100 where full == nil {
            let result = try await program.run(["import", fixture, "--json"] + store)
            if result.status == 0 { stored += result.out.split(separator: "\n").count } else { full = result }
        }
        #expect(full?.status == 3)
        #expect(full?.talk.contains("no room left") == true, "\(full?.talk ?? "never full")")
        let list = try await program.run(["list", "--json", "--limit", "100000"] + store)
        #expect(list.status == 0, "\(list.talk)")
        #expect(
            stored > 0 && list.out.split(separator: "\n").count >= stored,
            "\(list.out.split(separator: "\n").count)"
        )
        #expect(try await program.tool("umount", [disk]) != nil)
    }

    @Test func aReplayAtAnAddressNobodyNamedSaysWhichFlagsItTakes() async throws {
        let program = try Program()
        defer { program.remove() }
        let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path
        let result = try await program.run(
            ["replay", fixture],
            environment: ["KADENCE_API_KEY_IDENTIFIER": "an-identifier", "KADENCE_API_KEY_SECRET": "a-secret-value"]
        )
        #expect(result.status == 2, "\(result.talk)")
        #expect(result.talk.contains("--base-url http://127.0.0.1"), "\(result.talk)")
    }
}
