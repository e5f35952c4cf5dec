import CaptureStore
import Deflate
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import Testing

/// `reprise runs`, and what a report takes from the runs.
@Suite struct RunsTests {
    /// A folder whose store holds a failing capture, and, where asked, runs about it.
    private struct Bench {
        let program: Program
        let captures: SQLiteCaptures
        let archive: RunArchive

        init() throws {
            program = try Program()
            let folder = program.path(".reprise")
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            let keys = try KeyFile.loadOrCreate(at: folder + "/key")
            let redactor = Redactor(keys: keys, secrets: KnownSecrets())
            captures = try SQLiteCaptures.open(path: folder + "/captures.sqlite", redactor: redactor)
            archive = RunArchive(captures)
            _ = try captures.append([
                RecordedExchange(exchange: redactor.redact(Bench.exchange(503))),
                RecordedExchange(exchange: redactor.redact(Bench.exchange(503)), run: "by-captures", repeats: 1),
                RecordedExchange(exchange: redactor.redact(Bench.exchange(200)), run: "by-captures", repeats: 1),
            ])
        }

        static func exchange(_ status: Int) -> Exchange {
            Exchange(
                startedAt: Timestamp(seconds: 1_795_455_062),
                request: RequestMessage(
                    method: "GET",
                    url: Array("https://api.onkadence.co/v1/public/buildings".utf8),
                    headers: ["Host": "api.onkadence.co"]
                ),
                response: ResponseMessage(
                    status: status,
                    headers: ["Content-Type": "application/json", "X-WX-Trace": "trace-of-\(status)"],
                    body: MessageBody(Array("{}".utf8))
                ),
                timings: Timings(wait: .milliseconds(20))
            )
        }

        /// A run whose every third attempt fails.
        func keep(_ id: String, attempts: Int, planned: Int? = nil, at seconds: Int64 = 0, about: Int? = 1) throws {
            let start = Timestamp(seconds: 1_795_465_862 + seconds)
            var run = RunRecord(
                id: id,
                startedAt: start,
                title: "capture 1 \u{1B}[31m\u{202E}",
                selection: ["1"],
                about: about,
                operation: "GET /v1/public/buildings",
                options: ["times": ["\(planned ?? attempts)"]],
                planned: planned ?? attempts
            )
            try archive.begin(run)
            for index in 1...max(1, attempts) where attempts > 0 {
                try archive.add(attempt(index, start.advanced(by: .seconds(index))), to: id)
            }
            if planned != nil { run.stoppedBecause = "stopped by hand\u{7}" }
            run.endedAt = start.advanced(by: .seconds(60))
            try archive.end(run)
        }

        private func attempt(_ index: Int, _ moment: Timestamp) -> Attempt {
            let failed = index % 3 == 1
            let signature = FailureSignature(
                operation: "GET /v1/public/buildings",
                failureClass: .status,
                status: 503,
                summary: "503 \u{1B}]0;owned\u{7} Upstream"
            )
            let call = Attempt.Call(
                number: 40 + index,
                method: "GET",
                url: Array("https://api.onkadence.co/v1/public/buildings".utf8),
                status: failed ? 503 : 200,
                headers: ["X-Served-By": failed ? "node-3" : "node-1"],
                traceID: TraceID("trace\(index)\u{1B}[2J"),
                startedAt: moment,
                duration: .milliseconds(index * 10),
                conditions: CallConditions(),
                outcome: nil
            )
            return Attempt(
                index: index,
                calls: [call],
                outcome: failed ? .failed(signature) : .passed,
                startedAt: moment,
                traceID: call.traceID
            )
        }
    }

    @Test func runsAreListedTheNewestFirst() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        let empty = try await bench.program.run(["runs"])
        #expect(empty.status == 0)
        #expect(empty.out.isEmpty)
        #expect(empty.talk.contains("no run is stored yet · next: reprise replay N --times 10"))

        try bench.keep("20261123T203102Z-a", attempts: 10)
        try bench.keep("20261123T213102Z-b", attempts: 4, planned: 20, at: 3_600)
        try bench.keep("20261123T223102Z-c", attempts: 0, planned: 5, at: 7_200, about: nil)
        let list = try await bench.program.run(["runs"])
        #expect(list.status == 0)
        let lines = list.out.split(separator: "\n").map(String.init)
        #expect(lines.count == 3, "\(list.out)")
        #expect(lines[0].hasPrefix("20261123T223102Z-c"))
        #expect(lines[0].contains("no attempt was made"))
        #expect(lines[1].contains("fails") && lines[1].contains("2/4 (50 %, 7–93 %)"))
        #expect(lines[0].contains("nothing yet") && lines[1].contains("fails so far"))
        #expect(lines[2].contains("4/10 (40 %, 12–74 %)") && !lines[2].contains("so far"))
        #expect(lines[2].hasSuffix("/buildings"))
        for byte in [0x1B, 0x07] as [UInt8] { #expect(!list.out.utf8.contains(byte)) }
        #expect(!list.out.contains("\u{202E}"))
        #expect(list.talk.contains("3 runs · next: reprise runs 20261123T223102Z-c · unfinished ones go on"))

        let about = try await bench.program.run(["runs", "--about", "1", "--limit", "1", "--json"])
        let rows = about.out.split(separator: "\n")
        #expect(rows.count == 1)
        let row = try JSONDocument.parse(Array((rows.first ?? "").utf8)).root
        #expect(
            row.members.map { $0.key.string ?? "" } == [
                "id", "startedAt", "endedAt", "title", "operation", "about", "planned", "stoppedBecause", "resumable",
                "verdict", "attempts", "counted", "failed", "inconclusive", "rate", "interval", "signatures",
            ]
        )
        #expect(row["id"]?.string == "20261123T213102Z-b")
        #expect(row["resumable"]?.bool == true)
        #expect(row["failed"]?.int == 2)
        let none = try await bench.program.run(["runs", "--about", "2"])
        #expect(none.talk.contains("no run about capture 2 is stored yet · next: reprise replay 2"))
    }

    @Test func oneRunIsShownWhole() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep("20261123T203102Z-a", attempts: 10)
        let shown = try await bench.program.run(["runs", "20261123T2031"])
        #expect(shown.status == 0, "\(shown.talk)")
        for text in [
            "run       20261123T203102Z-a\n", "began     2026-11-23T20:31:02Z, ",
            "ended after 1 minute · 10 attempts of 10",
            "fails     4 out of 10 times (40 %", "over time ✗✓✓✗✓✓✗✓✓✗\n", "took      p50 50 ms · p90 90 ms",
            "fails 4/4 on X-Served-By: node-3, 0/6 elsewhere", "options   --times 10",
        ] { #expect(shown.out.contains(text), "\(text)\n\(shown.out)") }
        let rows = shown.out.split(separator: "\n").filter { $0.contains("  capture 4") || $0.contains("  capture 5") }
        #expect(rows.count == 10)
        #expect(rows[0].contains("20:31:03.000  ✗  503") && rows[0].contains("trace1") && rows[0].contains("Upstream"))
        for byte in [0x1B, 0x07] as [UInt8] { #expect(!shown.out.utf8.contains(byte)) }
        #expect(shown.talk.contains("next: reprise report 1"))

        let json = try await bench.program.run(["runs", "20261123T203102Z-a", "--json"])
        let root = try JSONDocument.parse(Array(json.out.utf8)).root
        #expect(root["verdict"]?.string == "fails")
        #expect(root["eachAttempt"]?.count == 10)
        #expect(root["eachAttempt"]?[0]?["capture"]?.int == 41)
    }

    @Test func whatIsNotThereIsSaid() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep("20261123T203102Z-a", attempts: 1)
        try bench.keep("20261123T203102Z-b", attempts: 2)
        for (arguments, words) in [
            (["runs", "nothing"], "there is no run \"nothing\""), (["runs", "7"], "reprise runs --about 7"),
            (["runs", "2026"], "several runs begin with \"2026\""),
            (["runs", "a", "--about", "3"], "exclude each other"),
        ] {
            let result = try await bench.program.run(arguments)
            #expect(result.status == (words.hasPrefix("several") ? result.status : 2), "\(arguments)")
            #expect(result.status != 0)
            #expect(result.talk.contains(words), "\(result.talk)")
        }
        try bench.captures.save(attempt: [1, 2, 3], index: 2, run: "20261123T203102Z-b")
        let damaged = try await bench.program.run(["runs", "20261123T203102Z-b"])
        #expect(damaged.status == 3)
        #expect(damaged.talk.contains("1 attempt can't be read"))
        try bench.captures.save(
            run: StoredRun(id: "z\u{1B}[2J", startedAt: Timestamp(seconds: 0), about: nil, title: "", head: [1])
        )
        let listed = try await bench.program.run(["runs"])
        #expect(listed.status == 3)
        #expect(listed.out.split(separator: "\n").count == 2)
        #expect(listed.talk.contains("a run can't be read: z") && !listed.talk.utf8.contains(0x1B))
    }

    @Test func aReportCitesTheNewestRun() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        let statements = ["--goal", "g", "--expected", "e", "--actual", "a"]
        func frequency(_ folder: String) throws -> JSONNode {
            let files = try FileManager.default.contentsOfDirectory(atPath: bench.program.path(folder))
            let name = try #require(files.first { $0.hasSuffix(".zip") })
            let zip = try ZipReader(
                Array(try Data(contentsOf: URL(fileURLWithPath: bench.program.path(folder + "/" + name))))
            )
            let entry = try #require(zip.entries.first { $0.name == "frequency.json" })
            return try JSONDocument.parse(try zip.contents(of: entry)).root
        }
        // Where only captures are there, they are judged.
        let old = try await bench.program.run(["report", "1", "--output", "old"] + statements)
        #expect(old.status == 0, "\(old.talk)")
        #expect(!old.talk.contains("its frequency is from run"))
        let judged = try frequency("old")
        #expect(judged["run"] == nil)
        #expect(judged["counted"]?.int == 2)

        try bench.keep("20261123T203102Z-a", attempts: 10)
        try bench.keep("20261123T213102Z-b", attempts: 4, at: 3_600)
        // One that made no attempt says nothing.
        try bench.keep("20261123T223102Z-c", attempts: 0, at: 7_200)
        let new = try await bench.program.run(["report", "1", "--output", "new"] + statements)
        #expect(new.status == 0, "\(new.talk)")
        #expect(new.talk.contains("its frequency is from run 20261123T213102Z-b, measured "))
        let cited = try frequency("new")
        #expect(cited["run"]?["id"]?.string == "20261123T213102Z-b")
        #expect(cited["run"]?["secondsAfterTheCall"]?.int == 10_800 + 3_600)
        #expect(cited["counted"]?.int == 4)
        #expect(cited["conditions"]?.elements.contains { $0.string?.contains("4 are too few") == true } == true)
    }
}
