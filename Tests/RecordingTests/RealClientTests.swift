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
                ["-s", "-i", "--max-time", "120"]
                    + call.map { $0.hasPrefix("/") ? "http://127.0.0.1:\(port)\($0)" : $0 }
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
                    "-s", "-o", "/dev/null", "-w", "%{size_download} %{http_code}", "--max-time", "120", "--limit-rate",
                    "40M", "\(origin)/big",
                ]
            )
            #expect(String(decoding: down.output, as: UTF8.self) == "\(50 << 20) 200")
            let up = try await Program.run(curl, ["-s", "--max-time", "120", "-T", file.path, "\(origin)/slow-up"])
            #expect(String(decoding: up.output, as: UTF8.self).hasPrefix("PUT /slow-up \(50 << 20) aaa"))
            let chunked = try await Program.run(
                curl,
                [
                    "-s", "--max-time", "120", "-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)",
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

        /// Client and server in Node: keep-alive, uploads in chunks, Expect, trailers, early hints, raw fields both ways.
        @Test func nodeSeesTheSameWithAndWithoutTheProxy() async throws {
            guard let node = Program.find("node"), let upstream = try NodeServer() else { return }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: "http://127.0.0.1:\(upstream.port)")
            let script = """
                const http = require("http");
                const [port, host] = process.argv.slice(1);
                const agent = new http.Agent({keepAlive: true, maxSockets: 1});
                const calls = [
                  ["POST", "/json?a=%2F&b[c]=1", {"content-type": "application/json", "X-Odd": "\\u00e4\\u00ff", "x-ODD": "2"}, ["{\\"a\\":1}"]],
                  ["PUT", "/chunks", {}, ["one", "two".repeat(30000), "three"]],
                  ["POST", "/waits", {"Expect": "100-continue", "Content-Length": 5}, ["after"]],
                  ["HEAD", "/gzip", {}, []], ["GET", "/gzip", {}, []], ["GET", "/none", {}, []], ["GET", "/same", {}, []],
                  ["GET", "/trailers", {"TE": "trailers"}, []], ["GET", "/hints", {}, []], ["DELETE", "/it", {}, []],
                  ["GET", "/head-seen", {"Accept": "a", "accept-LANGUAGE": "b", "X-Empty": ""}, []],
                  ["GET", "/cut", {}, []], ["PATCH", "/behind-the-cut", {"Content-Length": 2}, ["{}"]],
                ];
                const out = [];
                function next() {
                  const call = calls.shift();
                  if (!call) { console.log(JSON.stringify(out)); return agent.destroy(); }
                  const [method, path, headers, parts] = call;
                  const seen = {path};
                  const req = http.request({agent, host: "127.0.0.1", port, path, method, headers: {Host: host, ...headers}});
                  req.on("information", i => (seen.information ||= []).push([i.statusCode, i.rawHeaders]));
                  req.on("error", e => { out.push([seen, "error", e.code]); next(); });
                  req.on("response", res => {
                    const body = [];
                    let isOver = false;
                    const end = how => {
                      if (isOver) return;
                      isOver = true;
                      // What stands on one connection only is the proxy's own.
                      const fields = [];
                      for (let i = 0; i < res.rawHeaders.length; i += 2)
                        if (!/^(connection|keep-alive)$/i.test(res.rawHeaders[i])) fields.push(res.rawHeaders[i], res.rawHeaders[i + 1]);
                      out.push([seen, how, res.statusCode, res.statusMessage, fields, Buffer.concat(body).toString("latin1"), res.rawTrailers]);
                      next();
                    };
                    res.on("data", d => body.push(d)).on("end", () => end("end")).on("error", e => end(e.code)).on("aborted", () => end("aborted"));
                  });
                  const send = () => { for (const part of parts) req.write(part); req.end(); };
                  if (headers.Expect) { req.on("continue", () => { seen.continued = true; send(); }); req.flushHeaders(); } else send();
                }
                next();
                """
            let host = "127.0.0.1:\(upstream.port)"
            let direct = try await Program.run(node, ["-e", script, "\(upstream.port)", host])
            let proxied = try await Program.run(node, ["-e", script, "\(bench.port)", host])
            #expect(direct.status == 0 && direct.output.count > 2_000)
            #expect(String(decoding: proxied.output, as: UTF8.self) == String(decoding: direct.output, as: UTF8.self))
            let exchanges = await bench.finish()
            #expect(exchanges.count == 13)
            #expect(exchanges.map { $0.failure != nil }.filter { $0 }.count == 1)
            #expect(exchanges.first { $0.failure != nil }?.response?.body.isTruncated == true)
        }

        @Test func anUploadThatIsAnsweredAtOnceArrivesWhole() async throws {
            guard let curl = Program.find("curl"), let upstream = try NodeServer() else { return }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: "http://127.0.0.1:\(upstream.port)")
            let length = 8 << 20
            let body = Data(repeating: 0x61, count: length)
            let up = try await Program.run(
                curl,
                [
                    "-s", "--max-time", "120", "-H", "Expect:", "--data-binary", "@-",
                    "http://127.0.0.1:\(bench.port)/early",
                ],
                input: body
            )
            #expect(String(decoding: up.output, as: UTF8.self) == "early")
            let question = "http://127.0.0.1:\(bench.port)/uploads"
            let seen = try await Program.run(curl, ["-s", "--max-time", "120", question])
            #expect(String(decoding: seen.output, as: UTF8.self) == "[\(length)]")
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure) == [nil, nil])
            #expect(exchanges.first?.request.body.trueLength == length)
        }

        @Test func pythonKeepsItsConnection() async throws {
            guard let python = Program.find("python3") else { return }
            let upstream = try EchoServer.start()
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let script = """
                import http.client, json, sys
                c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=120)
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
