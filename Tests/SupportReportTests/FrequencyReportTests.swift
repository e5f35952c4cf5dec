import ExchangeModel
import JSONTree
import ReplayPlan
import SupportReport
import Testing

/// What the report says of the run that it cites.
@Suite struct FrequencyReportTests {
    private func input(after: Duration = .seconds(3 * 3_600)) -> ReportInput {
        var input = ReportSamples.input()
        let call = Timestamp(seconds: 1_795_455_062)
        var record = RunRecord(
            id: "20261123T203102Z-1abc",
            startedAt: call.advanced(by: after),
            title: "capture 3",
            selection: ["/home/ada/secret-project/flow.har"],
            about: 3,
            operation: ReportSamples.operation,
            options: ["allow-write": ["POST /x"]],
            planned: 20
        )
        record.endedAt = record.startedAt.advanced(by: .seconds(20))
        record.stoppedBecause = "stopped by hand\n\nFREQUENCY\nalways"
        for place in input.attempts.indices {
            input.attempts[place].startedAt = record.startedAt.advanced(by: .seconds(place))
            input.attempts[place].calls[0].conditions.isReused = place > 0
            input.attempts[place].calls[0].conditions.spacing = place > 0 ? .seconds(1) : nil
            input.attempts[place].calls[0].duration = .milliseconds(10 * (place + 1))
        }
        input.attempts[9].outcome = .inconclusive(.notSent("the network is gone"))
        record.attempts = input.attempts
        input.frequency = Frequency(input.attempts)
        input.measurement = ReportInput.Measurement(record)
        input.conditions = ["candidate: X-Served-By: node-3\u{1B}[31m\nFREQUENCY (3 of 3 fail)"]
        return input
    }

    @Test func theLetterSaysWhenItWasMeasured() throws {
        let letter = try ReportSamples.bundle(input()).letter.replacing("\n", with: " ")
        #expect(
            letter.contains(
                "from 2026-11-23T20:31:02.000Z to 2026-11-23T20:31:11.000Z, the first time 3 hours after the call that this is about."
            )
        )
        #expect(letter.contains("It was to be repeated 20 times, but: stopped by hand"))
        let before = try ReportSamples.bundle(input(after: .seconds(-90))).letter.replacing("\n", with: " ")
        #expect(before.contains("the first time 1 minute before the call that this is about."))
        // Where only captures were kept, nothing is said of a run.
        var old = input()
        old.measurement = nil
        let plain = try ReportSamples.bundle(old).letter
        #expect(!plain.contains("the first time") && !plain.contains("It was to be"))
    }

    @Test func theLetterShowsTheStripAndPairs() throws {
        let letter = try ReportSamples.bundle(input()).letter
        #expect(letter.contains("In the order of time (✗ failed, ✓ passed, ? inconclusive):\n  ✗✓✓✓✗✓✓✓✗?\n"))
        #expect(letter.contains("Answers took 50 ms in the median, 90 ms at the 90th percentile, 90 ms at most."))
        #expect(
            letter.contains(
                """
                Failed, and beside it the passed attempt that is nearest in time:
                  trace0aabbccdd                        trace1aabbccdd
                  trace4aabbccdd                        trace3aabbccdd
                  trace8aabbccdd                        trace7aabbccdd

                """
            )
        )
        #expect(letter.contains("What tells failing attempts from passing ones:\n- candidate: X-Served-By: node-3"))
        #expect(letter.contains("1 attempt was inconclusive and does not count: not sent: the network is gone"))
        // Nothing from outside begins a line, or steers a terminal.
        #expect(letter.split(separator: "\n").filter { $0.hasPrefix("FREQUENCY") }.count == 1)
        #expect(!letter.utf8.contains(0x1B))
        #expect(
            letter.split(separator: "\n").allSatisfy {
                $0.count <= 78 || $0.hasPrefix("Subject:") || $0.contains("GET ")
            }
        )
    }

    @Test func longTraceIDsStandBelowEachOther() throws {
        var input = input()
        let long = String(repeating: "a", count: 60)
        input.attempts[0].traceID = TraceID(long)
        input.frequency = Frequency(input.attempts)
        let letter = try ReportSamples.bundle(input).letter
        #expect(letter.contains("  failed \(long)\n  passed trace1aabbccdd\n"))
    }

    @Test func theFileHasEveryAttempt() throws {
        let bundle = try ReportSamples.bundle(input())
        let root = try JSONDocument.parse(try bundle.bytes("frequency.json")).root
        #expect(
            root.members.map { $0.key.string ?? "" } == [
                "sentence", "run", "attempts", "counted", "failed", "inconclusive", "rate", "interval", "signatures",
                "wilson", "latencyMilliseconds", "conditions", "eachAttempt",
            ]
        )
        let run = try #require(root["run"])
        #expect(run["id"]?.string == "20261123T203102Z-1abc")
        #expect(run["startedAt"]?.string == "2026-11-23T20:31:02.000Z")
        #expect(run["secondsAfterTheCall"]?.int == 10_800)
        #expect(run["planned"]?.int == 20)
        #expect(run["stoppedBecause"]?.string?.hasPrefix("stopped by hand") == true)
        #expect(root["failed"]?.int == 3)
        #expect(root["counted"]?.int == 9)
        #expect(root["interval"]?["method"]?.string == "Clopper-Pearson")
        #expect(root["wilson"]?["method"]?.string == "Wilson")
        let latency = try #require(root["latencyMilliseconds"])
        // Of a histogram with a resolution of 0.1 %.
        let p90 = try #require(latency["counted"]?["p90"]?.double)
        #expect(abs(p90 - 90) <= 0.09)
        #expect(latency["failed"]?["count"]?.int == 3)
        let longest = try #require(latency["passed"]?["longest"]?.double)
        #expect(abs(longest - 80) <= 0.08)
        let each = try #require(root["eachAttempt"])
        #expect(each.count == 10)
        let first = try #require(each[0])
        #expect(first["attempt"]?.int == 1)
        #expect(first["startedAt"]?.string == "2026-11-23T20:31:02.000Z")
        #expect(first["outcome"]?.string == "failed")
        #expect(first["signature"]?.string == #"503 hydra:Error "Upstream unavailable""#)
        #expect(first["status"]?.int == 503)
        #expect(first["traceID"]?.string == "trace0aabbccdd")
        #expect(first["durationMilliseconds"]?.double == 10)
        #expect(first["capture"]?.int == 10)
        #expect(first["conditions"]?["connectionReused"]?.bool == false)
        #expect(first["conditions"]?["spacingMilliseconds"] == nil)
        #expect(each[1]?["outcome"]?.string == "passed")
        #expect(each[1]?["conditions"]?["spacingMilliseconds"]?.double == 1_000)
        #expect(each[9]?["outcome"]?.string == "inconclusive")
        #expect(each[9]?["reason"]?.string == "not sent: the network is gone")
        // What names things on the sender's machine stays there.
        for file in try bundle.contents() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("secret-project") && !text.contains("POST /x"), "\(file.name)")
        }
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        #expect(try ReportSamples.bundle(input()).zip == (try ReportSamples.bundle(input()).zip))
    }
}
