import Foundation

/// An API in Node that nobody here wrote the HTTP of, for as long as it is needed.
final class NodeServer {
    let port: Int
    private let process: Process

    private static let script = """
        const http = require("http"), zlib = require("zlib");
        const uploads = [], asking = [];
        const server = http.createServer((req, res) => {
          const path = req.url.split("?")[0];
          res.sendDate = false;
          if (path === "/head-seen") {
            const seen = req.rawHeaders.filter((_, i, all) => !/^connection$/i.test(all[i - i % 2]));
            return res.end(JSON.stringify([req.method, req.url, seen]));
          }
          if (path === "/early") {
            let length = 0;
            req.on("data", d => length += d.length).on("end", () => {
              uploads.push(length);
              for (const other of asking.splice(0)) other.end(JSON.stringify(uploads));
            });
            return res.writeHead(202, {"X-Early": "yes"}).end("early");
          }
          if (path === "/uploads") return uploads.length ? res.end(JSON.stringify(uploads)) : asking.push(res);
          if (path === "/trailers") {
            res.writeHead(200, {"Trailer": "X-Sum", "Content-Type": "text/plain"});
            res.write("one "); res.write("two"); res.addTrailers({"X-Sum": "7"});
            return res.end();
          }
          if (path === "/hints") { res.writeEarlyHints({link: "</style.css>; rel=preload"}); return res.end("hinted"); }
          if (path === "/gzip") {
            res.writeHead(200, {"Content-Encoding": "gzip", "Set-Cookie": ["a=1", "b=2"]});
            return res.end(zlib.gzipSync("x".repeat(5000)));
          }
          if (path === "/none") return res.writeHead(204).end();
          if (path === "/same") return res.writeHead(304, {"ETag": "\\"e\\""}).end();
          if (path === "/cut") {
            res.writeHead(200);
            return res.write("part", () => res.destroy());
          }
          const parts = [];
          req.on("data", d => parts.push(d)).on("end", () => {
            const body = Buffer.concat(parts);
            res.writeHead(201, "Made It", {"Content-Type": "application/json", "X-wx-TRACE": "t1"});
            res.end(JSON.stringify([req.method, req.url, body.length, body.subarray(0, 100).toString("latin1"), req.rawTrailers]));
          });
        });
        server.keepAliveTimeout = 60000;
        server.listen(0, "127.0.0.1", () => console.log(server.address().port));
        """

    init?() throws {
        guard let node = Program.find("node") else { return nil }
        process = Process()
        process.executableURL = URL(fileURLWithPath: node)
        process.arguments = ["-e", Self.script]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else {
            process.terminate()
            print("skipped: node started no server")
            return nil
        }
        self.port = port
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
