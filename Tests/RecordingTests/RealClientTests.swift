import ExchangeModel
import Foundation
import Redaction
import Testing
import Wire

@testable import Recording

extension SocketTests {
    /// Clients that nobody here wrote, once straight and once through the proxy: they must not see a difference.
    @Suite struct RealClientTests {
        private static let calls: [[String]] = [
            ["-H", "Content-Type: application/json", "-d", "{\"a\":[1,2]}", "/json"],
            ["-d", "a=1&b=%20x", "/form?q=%2F"],
            ["-I", "/head"],
            ["/none"], ["/cached"], ["/gzip"], ["/chunked"], ["/close"],
            ["--compressed", "/gzip"],
            ["-H", "Transfer-Encoding: chunked", "-d", "sent in chunks", "/upload"],
            ["-H", "Expect: 100-continue", "-d", "after a while", "/expect"],
            ["--http1.0", "/chunkless"],
            ["-X", "DELETE", "/thing"], ["-X", "OPTIONS", "--request-target", "*", "/"],
            ["/one", "/two", "/three"],
        ]

        @Test func curlSeesTheSameWithAndWithoutTheProxy() async throws {
            guard let curl = Program.find("curl") else { return }
            let upstream = try EchoServer.start()
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            func arguments(_ call: [String], _ port: Int) -> [String] {
                ["-s", "-i", "--max-time", "20"] + call.map { $0.hasPrefix("/") ? "http://127.0.0.1:\(port)\($0)" : $0 }
            }
            var expected = 0
            for call in Self.calls {
                let direct = try await Program.run(curl, arguments(call, upstream.port))
                let proxied = try await Program.run(curl, arguments(call, bench.port))
                #expect(direct.status == 0 && proxied.status == 0, "\(call)")
                // A connection that the proxy closes, it says so; that field is its own.
                let seen = String(decoding: proxied.output, as: UTF8.self)
                    .replacingOccurrences(of: "Connection: close\r\n", with: "")
                #expect(seen == String(decoding: direct.output, as: UTF8.self), "\(call)")
                expected += call.filter { $0.hasPrefix("/") }.count
            }
            let exchanges = await bench.finish()
            #expect(exchanges.count == expected)
            #expect(exchanges.allSatisfy { $0.failure == nil })
            let expecting = exchanges.first { $0.request.headers.contains("Expect") }
            #expect(expecting?.request.body.trueLength == 13)
        }

        @Test func fiftyMegabytesPassBothWaysInLittleMemory() async throws {
            guard let curl = Program.find("curl") else { return }
            let upstream = try EchoServer.start()
            defer { upstream.stop() }
            var options = ReverseProxyOptions()
            options.maxBody = 1 << 20
            options.keys = RedactionKeys(master: [UInt8](repeating: 1, count: 32))
            let bench = try await ProxyBench(upstream: upstream.origin, options: options)
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }
            #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
            let handle = try FileHandle(forWritingTo: file)
            for _ in 0..<50 { handle.write(Data(EchoServer.megabyte)) }
            try handle.close()

            let before = PeakMemory.restart()
            let origin = "http://127.0.0.1:\(bench.port)"
            let down = try await Program.run(
                curl,
                [
                    "-s", "-o", "/dev/null", "-w", "%{size_download} %{http_code}", "--max-time", "60", "--limit-rate",
                    "40M", "\(origin)/big",
                ]
            )
            #expect(String(decoding: down.output, as: UTF8.self) == "\(50 << 20) 200")
            let up = try await Program.run(curl, ["-s", "--max-time", "60", "-T", file.path, "\(origin)/slow-up"])
            #expect(String(decoding: up.output, as: UTF8.self).hasPrefix("PUT /slow-up \(50 << 20) aaa"))
            let chunked = try await Program.run(
                curl,
                [
                    "-s", "--max-time", "60", "-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)",
                    "\(origin)/chunked-up",
                ]
            )
            #expect(String(decoding: chunked.output, as: UTF8.self).hasPrefix("POST /chunked-up \(50 << 20) aaa"))
            if let before, let after = PeakMemory.read() {
                print("memory: 150 MB of bodies raised the peak by \((after - before) >> 10) KiB")
                #expect(after - before < 32 << 20)
            }

            let exchanges = await bench.finish()
            #expect(exchanges.count == 3)
            let bodies = [
                exchanges.first?.response?.body, exchanges.dropFirst().first?.request.body,
                exchanges.last?.request.body,
            ]
            for body in bodies {
                #expect(body?.trueLength == 50 << 20)
                #expect(body?.isCut == true)
                #expect(body?.keyedDigest?.count == 32)
            }
            #expect(Set(bodies.map { $0?.keyedDigest }).count == 1)
        }

        @Test func pythonKeepsItsConnection() async throws {
            guard let python = Program.find("python3") else { return }
            let upstream = try EchoServer.start()
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let script = """
                import http.client, json, sys
                c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
                out = []
                for method, path, body in [("GET", "/a", None), ("POST", "/b", json.dumps({"x": "\\u00fc"})),
                                           ("PUT", "/c", "y" * 70000), ("HEAD", "/d", None), ("GET", "/none", None),
                                           ("GET", "/chunked", None), ("DELETE", "/e", None)]:
                    c.request(method, path, body=body, headers={"X-Thing": "1"})
                    r = c.getresponse()
                    out.append([r.status, r.read().decode("latin-1"), r.getheaders()])
                c.request("POST", "/it", body=iter([b"one", b"two"]), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
                r = c.getresponse()
                out.append([r.status, r.read().decode()])
                print(json.dumps(out))
                """
            let direct = try await Program.run(python, ["-c", script, "\(upstream.port)"])
            let proxied = try await Program.run(python, ["-c", script, "\(bench.port)"])
            #expect(direct.status == 0)
            #expect(!direct.output.isEmpty)
            #expect(proxied.output == direct.output)
            let exchanges = await bench.finish()
            #expect(exchanges.count == 8)
            #expect(exchanges.dropFirst().allSatisfy { $0.connection.isReused == true })
        }
    }
}

/// The most memory this process has had at once; nil where the system does not say.
enum PeakMemory {
    /// Begins anew, from what is in use now.
    static func restart() -> Int? {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        return read()
    }

    static func read() -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return Int(line.dropFirst(6).trimmingCharacters(in: .whitespaces).split(separator: " ")[0]).map { $0 << 10 }
    }
}
