import ExchangeModel
import ReplayPlan
import Statistics
import Testing

@Suite struct FrequencyTests {
    private let upstream = signature("503 hydra:Error \"Upstream unavailable\"")
    private let other = signature("500")

    private func frequency(_ outcomes: [Outcome]) -> Frequency {
        Frequency(outcomes.enumerated().map { attempt($0.offset + 1, $0.element, trace: "t\($0.offset + 1)") })
    }

    @Test func saysItAsPeopleWriteIt() {
        let result = frequency(Array(repeating: .failed(upstream), count: 3) + Array(repeating: .passed, count: 7))
        #expect(result.sentence == "3 out of 10 times (30 %, 95 % interval 7–65 %)")
        #expect(result.shortSentence == "3 out of 10 times")
        #expect(result.rate == 0.3)
        #expect(result.passingTraceIDs.count == 7)
    }

    @Test func leavesTheInconclusiveOut() {
        let result = frequency([.passed, .inconclusive(.quota), .failed(upstream), .inconclusive(.notSent("no"))])
        #expect([result.attempts, result.counted, result.failed, result.inconclusive] == [4, 2, 1, 2])
        #expect(result.shortSentence == "1 out of 2 times")
        #expect(result.passingTraceIDs.map(\.text) == ["t1"])
    }

    @Test func isHonestAtTheEnds() {
        #expect(
            frequency(Array(repeating: .passed, count: 10)).sentence
                == "0 out of 10 times (0 %, 95 % interval 0–31 %), which does not rule the failure out"
        )
        #expect(
            frequency(Array(repeating: .failed(other), count: 10)).sentence
                == "10 out of 10 times (100 %, 95 % interval 69–100 %)"
        )
        #expect(frequency([.failed(other)]).shortSentence == "1 out of 1 time")
        #expect(frequency([]).sentence == "an unknown number of times: nothing was replayed")
        #expect(
            frequency([.inconclusive(.quota), .inconclusive(.quota)]).sentence
                == "an unknown number of times: all 2 attempts were inconclusive"
        )
        #expect(frequency([.inconclusive(.quota)]).rate == nil)
        #expect(frequency([.inconclusive(.quota)]).interval == nil)
        let rare = frequency([.failed(other)] + Array(repeating: .passed, count: 999))
        #expect(rare.sentence == "1 out of 1000 times (0.1 %, 95 % interval <0.1–0.6 %)")
    }

    @Test func countsEachSignature() {
        let result = frequency([.failed(other), .failed(upstream), .passed, .failed(upstream)])
        #expect(result.signatures.map(\.signature) == [upstream, other])
        #expect(result.signatures.map(\.count) == [2, 1])
        #expect(result.signatures[0].traceIDs.map(\.text) == ["t2", "t4"])
    }

    @Test func aRunThatWasStoppedHasASequencesInterval() throws {
        let run = (1...10).map { attempt($0, $0 <= 3 ? .failed(other) : .passed) }
        let fixed = Frequency(run)
        #expect(fixed.method == .fixed && fixed.interval?.method == "Clopper-Pearson")
        let stopped = Frequency(run, method: .sequence)
        #expect(stopped.sentence == "3 out of 10 times (30 %, 95 % interval 3–75 %)")
        #expect(stopped.interval?.method == "beta-binomial confidence sequence")
        #expect(try #require(stopped.interval).width > #require(fixed.interval).width)
        #expect(fixed.wilsonText == "Wilson 11–60 %" && stopped.wilson == fixed.wilson)
        #expect(frequency([]).wilsonText == nil)
    }

    @Test func latencyIsThatOfTheDecisiveCallsThatCount() {
        func timed(_ index: Int, _ outcome: Outcome, _ milliseconds: [Int]) -> Attempt {
            let calls = milliseconds.map { milliseconds in
                var one = call()
                one.duration = .milliseconds(milliseconds)
                return one
            }
            return Attempt(index: index, calls: calls, outcome: outcome, startedAt: recordedAt, traceID: nil)
        }
        let result = Frequency([
            timed(1, .passed, [9_000, 100]), timed(2, .failed(other), [200]), timed(3, .inconclusive(.quota), [7_000]),
            timed(4, .passed, []),
        ])
        #expect(result.latency.count == 2)
        #expect(result.latency.shortest == .milliseconds(100) && result.latency.greatest == .milliseconds(200))
        #expect(result.latencyText == "p50 100 ms · p90 200 ms · p99 200 ms")
        #expect(frequency([]).latencyText == nil)
    }
}
