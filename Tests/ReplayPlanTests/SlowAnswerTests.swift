import ExchangeModel
import Redaction
import ReplayPlan
import Testing

/// From which time on an answer can be far too slow is the user's to say.
@Suite struct SlowAnswerTests {
    private func endings(above floor: Duration?, _ milliseconds: [Int]) -> (slow: [Bool], explanation: [String]) {
        func taking(_ milliseconds: Int) -> RedactedExchange {
            exchange(200, timings: Timings(wait: .milliseconds(milliseconds)))
        }
        var options = JudgeOptions()
        options.slowFloor = floor
        var judge = OutcomeJudge(recorded: taking(10), options: options, operation: label)
        for time in milliseconds { _ = judge.judge(taking(time)) }
        let slow = judge.outcomes.map { outcome in
            if case .failed(let signature) = outcome { signature.failureClass == .slow } else { false }
        }
        return (slow, judge.explanation)
    }

    @Test func theFloorIsASetting() {
        let times = [10, 10, 10, 150, 900, 1_100]
        #expect(endings(above: JudgeOptions().slowFloor, times).slow == [false, false, false, false, false, true])
        let lower = endings(above: .milliseconds(800), times)
        #expect(lower.slow == [false, false, false, false, true, true])
        #expect(lower.explanation.contains("slow is an answer above 800 ms"))
        #expect(endings(above: .seconds(2), times).slow.allSatisfy { !$0 })
    }

    @Test func neverIsNever() {
        let never = endings(above: nil, [10, 10, 10, 10, 3_600_000])
        #expect(never.slow.allSatisfy { !$0 })
        #expect(never.explanation.contains("no answer is too slow: slow-above is never"))
        #expect(!never.explanation.contains { $0.contains("too few passing answers") })
    }
}
