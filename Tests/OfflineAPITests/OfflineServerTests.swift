import ExchangeModel
import Foundation
import HARFormat
import Redaction
import TestSupport
import Testing

@testable import OfflineAPI

/// The server as clients see it that nobody here wrote.
@Suite(.serialized) struct OfflineServerTests {
    private static let bookings = "/v1/public/bookings"

    private static func start(
        _ exchanges: [RedactedExchange],
        timing: Bool = false
    ) async throws -> OfflineServer {
        var options = OfflineOptions(redact: { Recording.redact($0) })
        options.keepsTiming = timing
        return try await OfflineServer.start(RecordedAnswers(exchanges), options: options)
    }

    /// Runs a program of the system off the cooperative threads, which the server needs.
    private static func run(
        _ program: String,
        _ arguments: [String],
        files: [String: [UInt8]] = [:]
    ) async throws -> (status: Int32, text: String)? {
        let result = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try TestSupport.run(program, arguments, files: files) })
            }
        }
        return result.map { ($0.status, String(decoding: $0.output, as: UTF8.self)) }
    }

    private static func curl(_ arguments: [String]) async throws -> (status: Int32, text: String)? {
        try await run("curl", ["-s", "-i", "--max-time", "120"] + arguments)
    }

    @Test func curlIsAnsweredAsRecorded() async throws {
        let server = try await Self.start([
            Recording.exchange(
                Recording.request("GET", Self.bookings + "?page=1&itemsPerPage=50"),
                headers: ["Content-Type": "application/ld+json", "X-WX-Trace": "459fdaaa5e01f323ebce54f88f7052c4"],
                body: #"{"hydra:totalItems":1}"#
            ),
            Recording.exchange(
                Recording.request("POST", Self.bookings, type: "application/json", body: #"{"a":1,"b":"x"}"#),
                status: 422,
                body: #"{"@type":"ConstraintViolationList"}"#
            ),
        ])
        if let got = try await Self.curl([server.origin + Self.bookings + "?itemsPerPage=50&page=1"]) {
            #expect(got.status == 0)
            #expect(got.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(got.text.contains("X-WX-Trace: 459fdaaa5e01f323ebce54f88f7052c4\r\n"))
            #expect(got.text.contains("X-Reprise-Step: 1\r\n"))
            #expect(got.text.hasSuffix("\r\n\r\n" + #"{"hydra:totalItems":1}"#))
        }
        let json = ["-H", "Content-Type: application/json", "-d"]
        if let got = try await Self.curl(json + [#"{"b":"x","a":1.0}"#, server.origin + Self.bookings]) {
            #expect(got.text.hasPrefix("HTTP/1.1 422 "))
        }
        if let got = try await Self.curl(json + [#"{"b":"y","a":1}"#, server.origin + Self.bookings]) {
            #expect(got.text.hasPrefix("HTTP/1.1 501 "))
            #expect(got.text.contains("hydra:Error"))
            #expect(got.text.contains("X-Reprise-Mismatch: nearest: POST /v1/public/bookings (step 2): "))
            #expect(got.text.contains(#"body /b is \"y\", recorded \"x\""#))
        }
        #expect(server.summary.notRecordedCount == 1)
        #expect(server.neverAsked.isEmpty)
        await server.stop()
    }

    @Test func redirectsStayHere() async throws {
        let server = try await Self.start([
            Recording.exchange(
                Recording.request("GET", "/old"),
                status: 302,
                headers: ["Location": Recording.origin + "/new"],
                body: ""
            ),
            Recording.exchange(Recording.request("GET", "/new"), headers: ["Content-Type": "text/plain"], body: "here"),
        ])
        if let got = try await Self.curl(["-L", server.origin + "/old"]) {
            #expect(got.status == 0)
            #expect(got.text.hasSuffix("here"))
        }
        #expect(server.summary.notRecordedCount == 0)
        await server.stop()
    }

    @Test func curlSeesBrokenAnswersBreak() async throws {
        let server = try await Self.start([
            Recording.exchange(
                Recording.request("GET", "/half"),
                headers: ["Content-Type": "text/plain", "Content-Length": "500"],
                body: "half",
                failure: TransportFailure(.closedEarly, "gone"),
                truncated: true
            ),
            Recording.exchange(
                Recording.request("GET", "/reset"),
                status: 0,
                failure: TransportFailure(.reset, "gone")
            ),
            Recording.exchange(
                Recording.request("GET", "/silent"),
                status: 0,
                failure: TransportFailure(.readTimeout, "gone")
            ),
        ])
        // 18: partial file; 56: failure in receiving; 52: nothing came.
        for (path, code) in [("/half", Int32(18)), ("/reset", 56), ("/silent", 52)] {
            if let got = try await Self.curl([server.origin + path]) { #expect(got.status == code, "\(path)") }
        }
        #expect(server.summary.notRecordedCount == 0)
        #expect(server.neverAsked.isEmpty || server.summary.asked == 0)
        await server.stop()
    }

    @Test func headAndUploadsWorkOnOneConnection() async throws {
        let large = String(repeating: "x", count: 2 << 20)
        let server = try await Self.start([
            Recording.exchange(Recording.request("HEAD", "/a"), headers: ["Content-Length": "4711"], body: ""),
            Recording.exchange(Recording.request("GET", "/none"), status: 204, body: ""),
            Recording.exchange(
                Recording.request("POST", "/up", type: "text/plain", body: large),
                headers: [:],
                body: "got it"
            ),
        ])
        let format = "%{http_code} %{num_connects} %header{content-length}\n"
        let head = ["-s", "-o", "/dev/null", "--max-time", "120", "-w", format]
        let upload = ["-H", "Expect: 100-continue", "-H", "Content-Type: text/plain", "--data-binary", "@large"]
        if let got = try await Self.run(
            "curl",
            head + ["-I", server.origin + "/a", "--next"] + head + [server.origin + "/none", "--next"] + head + upload
                + [server.origin + "/up"],
            files: ["large": Array(large.utf8)]
        ) {
            #expect(got.status == 0)
            #expect(got.text == "200 1 4711\n204 0 \n200 0 6\n")
        }
        await server.stop()
    }

    @Test func bodiesWithoutEndAreRefused() async throws {
        let server = try await Self.start([Recording.exchange(Recording.request("POST", "/up"))])
        if let got = try await Self.run(
            "curl",
            [
                "-s", "-o", "/dev/null", "--max-time", "120", "-w", "%{http_code}", "-H", "Expect:", "--data-binary",
                "@large", server.origin + "/up",
            ],
            files: ["large": Array(repeating: 0x61, count: (10 << 20) + 1)]
        ) {
            #expect(got.text == "413")
            #expect(server.summary.notRecordedCount == 1)
        }
        await server.stop()
    }

    /// One connection kept, several clients at once, every answer the right one.
    @Test func pythonKeepsItsConnections() async throws {
        let server = try await Self.start(
            (0..<20).map {
                Recording.exchange(
                    Recording.request("GET", "/v1/public/spaces?n=\($0)"),
                    headers: [:],
                    body: "answer \($0)"
                )
            }
        )
        let script = """
            import http.client, threading, sys
            port, wrong = int(sys.argv[1]), []
            def client(start):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
                for i in range(40):
                    n = (start + i) % 20
                    connection.request("GET", "/v1/public/spaces?n=%d" % n)
                    answer = connection.getresponse()
                    body = answer.read().decode()
                    if answer.status != 200 or body != "answer %d" % n: wrong.append((n, answer.status, body))
                connection.close()
            threads = [threading.Thread(target=client, args=(s,)) for s in range(8)]
            [t.start() for t in threads]; [t.join() for t in threads]
            print(len(wrong), wrong[:3])
            """
        if let got = try await Self.run("python3", ["-c", script, String(server.port)]) {
            #expect(got.text == "0 []\n")
            #expect(server.summary.asked == 320)
            #expect(server.summary.repeated == 300)
            #expect(server.summary.notRecordedCount == 0)
        }
        await server.stop()
    }

    /// The repository's own recordings, asked what they were asked, by another client.
    @Test(arguments: ["retrieve-bookings", "check-in-and-out", "create-booking", "floorplan-availability"])
    func aFixtureAnswersItsOwnRequests(_ name: String) async throws {
        let file = Recording.repository.appendingPathComponent("fixtures/\(name).har")
        let exchanges = try HARReader.read(Array(try Data(contentsOf: file))).exchanges
        let server = try await Self.start(exchanges.map { Recording.redact($0) })
        let script = """
            import json, sys, urllib.request, urllib.parse
            base = sys.argv[1]
            for entry in json.load(open("flow.har"))["log"]["entries"]:
                asked, told = entry["request"], entry["response"]
                url = urllib.parse.urlsplit(asked["url"])
                query = urllib.parse.urlencode(list(reversed(urllib.parse.parse_qsl(url.query))))
                data = asked.get("postData")
                body = data["text"].encode() if data else None
                if data and data["mimeType"] == "application/json":
                    body = json.dumps(dict(reversed(json.loads(body).items())), indent=3).encode()
                request = urllib.request.Request(base + url.path + ("?" + query if query else ""), body, method=asked["method"])
                if data: request.add_header("Content-Type", data["mimeType"])
                with urllib.request.urlopen(request, timeout=120) as answer:
                    body, text = answer.read().decode(), told["content"]["text"]
                    # The recorded token is a stand-in, which nobody could send.
                    if "access_token" in text: body, text = json.loads(body).keys(), json.loads(text).keys()
                    same = answer.status == told["status"] and body == text
                    print(answer.headers["X-Reprise-Step"], same)
            """
        let got = try await Self.run(
            "python3",
            ["-c", script, server.origin],
            files: ["flow.har": Array(try Data(contentsOf: file))]
        )
        if let got {
            #expect(got.text == exchanges.indices.map { "\($0 + 1) True\n" }.joined())
            #expect(server.summary.notRecorded == [])
            #expect(server.neverAsked.isEmpty)
            #expect(server.summary.repeated == 0)
            // It was all asked for, so this returns.
            await server.untilAllAsked()
        }
        await server.stop()
    }

    @Test func itWaitsAsLongAsItTookIfAsked() async throws {
        let slow = Recording.exchange(
            Recording.request("GET", "/slow"),
            timings: Timings(wait: .milliseconds(300), receive: .milliseconds(200))
        )
        let server = try await Self.start([slow], timing: true)
        let clock = ContinuousClock()
        let begun = clock.now
        if try await Self.curl([server.origin + "/slow"]) != nil {
            // A lower bound, which holds however busy the machine is.
            #expect(clock.now - begun >= .milliseconds(500))
        }
        await server.stop()
    }

    /// Stopping allows half a second; a slow answer that was asked for first needs longer.
    @Test func theEndWaitsForASlowAnswer() async throws {
        guard try await Self.curl(["--version"]) != nil else { return }
        let timings = Timings(wait: .seconds(2))
        let slow = Recording.exchange(Recording.request("GET", "/slow"), body: #"{"a":"late"}"#, timings: timings)
        let (asked, announce) = AsyncStream.makeStream(of: Void.self)
        var options = OfflineOptions(redact: { Recording.redact($0) }) { _ in announce.yield() }
        options.keepsTiming = true
        let answers = RecordedAnswers([slow, Recording.exchange(Recording.request("GET", "/quick"))])
        let server = try await OfflineServer.start(answers, options: options)
        async let late = Self.curl([server.origin + "/slow"])
        var iterator = asked.makeAsyncIterator()
        _ = await iterator.next()
        _ = try await Self.curl([server.origin + "/quick"])
        await server.untilAllAsked()
        await server.stop()
        let got = try await late
        #expect(got?.status == 0)
        #expect(got?.text.hasSuffix(#"{"a":"late"}"#) == true)
    }

    @Test func itListensOnThisMachineOnly() async throws {
        let answers = RecordedAnswers([])
        let options = OfflineOptions(redact: { Recording.redact($0) })
        await #expect(throws: OfflineError.notLoopback("0.0.0.0")) {
            _ = try await OfflineServer.start(answers, listen: ("0.0.0.0", 0), options: options)
        }
        let server = try await OfflineServer.start(answers, listen: ("::1", 0), options: options)
        #expect(server.origin == "http://[::1]:\(server.port)")
        await #expect(throws: OfflineError.portTaken(host: "::1", port: server.port)) {
            _ = try await OfflineServer.start(answers, listen: ("::1", server.port), options: options)
        }
        await server.stop()
        await server.stop()
    }
}
