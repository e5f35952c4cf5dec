import ExchangeModel
import ReplayPlan
import Statistics
import SupportReport
import Testing

@Suite struct OutcomeStripTests {
    /// `x` failed, `.` passed, anything else inconclusive; began in this order.
    private func attempts(_ text: String) -> [Attempt] {
        text.enumerated().map { place, mark in
            let signature = FailureSignature(operation: "GET /a", failureClass: .status, status: 503, summary: "503")
            let outcome: Outcome = mark == "x" ? .failed(signature) : mark == "." ? .passed : .inconclusive(.quota)
            let moment = Timestamp(seconds: 1_795_455_062 + Int64(place))
            return Attempt(index: place + 1, calls: [], outcome: outcome, startedAt: moment, traceID: nil)
        }
    }

    @Test func marksStandInTens() {
        #expect(OutcomeStrip.lines(attempts("x..?"), columns: 76) == ["✗✓✓?"])
        #expect(OutcomeStrip.lines(attempts("xxxxxxxxxx.."), columns: 76) == ["✗✗✗✗✗✗✗✗✗✗ ✓✓"])
        #expect(OutcomeStrip.lines([], columns: 76).isEmpty)
    }

    @Test(arguments: [1, 10, 21, 40, 76]) func linesFit(columns: Int) {
        let lines = OutcomeStrip.lines(attempts(String(repeating: "x.?", count: 70)), columns: columns)
        // Ten marks always stand together.
        #expect(lines.allSatisfy { $0.count <= max(10, columns) })
        #expect(lines.joined().filter { $0 != " " }.count == 210)
        #expect(lines.joined().filter { $0 == "✗" }.count == 70)
    }

    @Test func aLongRunEnds() {
        let lines = OutcomeStrip.lines(attempts(String(repeating: ".", count: 1_000)), columns: 76, maximum: 8)
        #expect(lines.count == 9)
        #expect(lines.last == "and 440 more")
    }

    @Test func timeDecidesAndNotTheIndex() {
        var run = attempts("x..")
        run[0].startedAt = run[2].startedAt.advanced(by: .seconds(1))
        #expect(OutcomeStrip.lines(run, columns: 76) == ["✓✓✗"])
    }

    @Test func spansAreSaidInTheirLargestUnit() {
        let spans: [(Duration, String)] = [
            (.zero, "less than a second"), (.milliseconds(999), "less than a second"), (.seconds(1), "1 second"),
            (.seconds(59), "59 seconds"), (.seconds(60), "1 minute"), (.seconds(3_599), "59 minutes"),
            (.seconds(10_800), "3 hours"), (.seconds(86_400), "1 day"), (.seconds(-7_200), "2 hours"),
            (.microseconds(Int64.min), "106751991 days"),
        ]
        for (span, text) in spans { #expect(SpanText.text(span) == text) }
    }

    @Test func whatIsInconclusiveTookNoTime() {
        func run(_ outcomes: String) -> [Attempt] {
            attempts(outcomes).enumerated().map { place, attempt in
                var attempt = attempt
                var call = Attempt.Call(number: nil, ReportSamples.exchange())
                call.duration = .milliseconds(place + 1)
                attempt.calls = [call]
                return attempt
            }
        }
        #expect(LatencyHistogram(attempts: attempts("x.")).count == 0)
        #expect(LatencyHistogram(attempts: run("x.?")) == LatencyHistogram([.milliseconds(1), .milliseconds(2)]))
    }
}
