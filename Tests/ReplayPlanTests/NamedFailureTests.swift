import ExchangeModel
import JSONTree
import Redaction
import ReplayPlan
import Testing

/// `--failing`.
@Suite struct NamedFailureTests {
    private let recorded = exchange(200, #"{"n":9,"o":{"a":1,"b":[1,2]}}"#)

    private func outcome(_ criteria: String..., for exchange: RedactedExchange) throws -> Outcome {
        try outcome(criteria, for: exchange)
    }

    private func outcome(_ criteria: [String], for exchange: RedactedExchange) throws -> Outcome {
        var options = JudgeOptions()
        options.failing = try criteria.map { try FailureCriterion(parsing: $0) }
        var judge = OutcomeJudge(recorded: recorded, options: options, operation: label) { exchange in
            exchange.response?.status == 202
                ? [ContractFact(rule: "status.known", fingerprint: "ab12cd34", message: "no status")] : []
        }
        let outcome = judge.judge(exchange)
        #expect(judge.outcomes == [outcome])
        return outcome
    }

    private func summary(_ criteria: String, for exchange: RedactedExchange) throws -> String? {
        guard case .failed(let signature) = try outcome(criteria, for: exchange) else { return nil }
        return "\(signature.failureClass): \(signature.summary)"
    }

    @Test func status() throws {
        #expect(
            try summary("status:5xx", for: exchange(503, unavailable))
                == #"status: 503 hydra:Error "Upstream unavailable""#
        )
        #expect(try outcome("status:5xx", for: exchange(404, "{}")) == .passed)
        #expect(try outcome("status:5xx", for: lost(.reset)) == .inconclusive(.notEvaluable("no answer")))
        // The status came; the rest of the answer has no say.
        #expect(try outcome("status:5xx", for: exchange(200, "{", isTruncated: true)) == .passed)
        #expect(try summary("status:200", for: exchange()) == "status: 200 Booking")
    }

    @Test func slower() throws {
        let slow = exchange(timings: Timings(wait: .milliseconds(2_400)))
        #expect(try summary("slower:2s", for: slow) == "slow: 200, slower than 2 s")
        #expect(try outcome("slower:2.4s", for: slow) == .passed)
        let silent = lost(.readTimeout, timings: Timings(wait: .seconds(30)))
        #expect(try summary("slower:2s", for: silent) == "slow: no answer, slower than 2 s")
        // Nobody knows how long it would have taken.
        let early = lost(.reset, timings: Timings(wait: .milliseconds(3)))
        #expect(try outcome("slower:2s", for: early) == .inconclusive(.notEvaluable("no whole answer")))
        let half = exchange(200, "{", isTruncated: true)
        #expect(try outcome("slower:2s", for: half) == .inconclusive(.notEvaluable("no whole answer")))
        #expect(try outcome("slower:2s", for: exchange(503, unavailable)) == .passed)
    }

    @Test func transport() throws {
        #expect(try summary("transport", for: lost(.reset)) == "transport: connection reset")
        #expect(
            try summary("transport", for: exchange(200, "{", isTruncated: true)) == "transport: 200, answer cut short"
        )
        #expect(try outcome("transport", for: exchange(503, unavailable)) == .passed)
        // Named beside others, it decides, wherever it stands.
        for criteria in [["transport", "status:5xx", "slower:2s"], ["slower:2s", "status:5xx", "transport"]] {
            guard case .failed(let signature) = try outcome(criteria, for: lost(.reset)) else {
                Issue.record("\(criteria)")
                continue
            }
            #expect(signature.failureClass == .transport)
        }
    }

    @Test func finding() throws {
        let found = exchange(202, "{}")
        for name in ["status.known", "status", "ab12cd", "AB12CD34"] {
            #expect(try summary("finding:\(name)", for: found) == "contract: finding status.known: no status")
        }
        for name in ["status.kno", "ab12c", "b12cd34"] {
            #expect(try outcome("finding:\(name)", for: found) == .passed)
        }
        #expect(try outcome("finding:status", for: exchange()) == .passed)
        guard case .inconclusive(.notEvaluable) = try outcome("finding:status", for: lost(.reset)) else {
            Issue.record("a lost answer can't be checked")
            return
        }
    }

    @Test func differs() throws {
        let same = exchange(200, #"{"o":{"b":[1.0,2],"a":1},"n":9.0,"at":5}"#)
        #expect(try outcome("differs:/n", for: same) == .passed)
        #expect(try outcome("differs:/o", for: same) == .passed)
        #expect(try outcome("differs:", for: same) == .passed)
        let wrong = exchange(200, #"{"n":7,"o":{"a":1,"b":[1,3]}}"#)
        #expect(try summary("differs:/n", for: wrong) == "wrongData: /n is 7, was 9")
        #expect(try summary("differs:/o/b/1", for: wrong) == "wrongData: /o/b/1 is 3, was 2")
        #expect(try outcome("differs:/o/b/0", for: wrong) == .passed)
        #expect(try summary("differs:/o", for: wrong) == "wrongData: /o is not what was recorded")
        #expect(try summary("differs:/n", for: exchange(200, "{}")) == "wrongData: /n is missing")
        #expect(try summary("differs:/n", for: exchange(503, "oops", type: "text/plain")) == "wrongData: /n is missing")
    }

    @Test func whatCannotBeToldIsInconclusive() throws {
        func isUndecided(_ criterion: String, _ exchange: RedactedExchange) throws -> Bool {
            if case .inconclusive(.notEvaluable) = try outcome(criterion, for: exchange) { return true }
            return false
        }
        #expect(try isUndecided("differs:/elsewhere", exchange()))
        #expect(try isUndecided("differs:/n", cut(#"{"n":9"#)))
        #expect(try isUndecided("differs:/n", lost(.reset)))
        var options = JudgeOptions()
        options.failing = [.differs(JSONPointer(["n"]))]
        var judge = OutcomeJudge(recorded: exchange(200, "n", type: "text/plain"), options: options, operation: label)
        guard case .inconclusive(.notEvaluable) = judge.judge(recorded) else {
            Issue.record("nothing to compare with")
            return
        }
    }

    @Test func oneThatHoldsIsEnough() throws {
        let failed = try outcome("differs:/elsewhere", "slower:9s", "status:5xx", for: exchange(503, unavailable))
        guard case .failed(let signature) = failed else {
            Issue.record("\(failed)")
            return
        }
        #expect(signature.failureClass == .status)
        // What nobody named does not count.
        #expect(try outcome("slower:9s", "transport", for: exchange(500, "{}")) == .passed)
    }

    @Test func theRecordingIsReadInTheSameWay() throws {
        var options = JudgeOptions()
        options.failing = [.slower(.seconds(1))]
        let slow = exchange(timings: Timings(wait: .seconds(3)))
        var judge = OutcomeJudge(recorded: slow, options: options, operation: label)
        #expect(judge.recordedFailure?.failureClass == .slow)
        #expect(judge.judge(slow) == judge.recordedFailure.map { .failed($0) })
        #expect(
            OutcomeJudge(recorded: exchange(503, unavailable), options: options, operation: label).recordedFailure
                == nil
        )
        #expect(judge.explanation == ["an attempt fails by slower:1s"])
    }

    @Test func severalWrongValuesAreOneFailure() throws {
        var options = JudgeOptions()
        options.failing = [.differs(JSONPointer(["n"]))]
        var judge = OutcomeJudge(recorded: recorded, options: options, operation: label)
        for n in [7, 8, 9] { _ = judge.judge(exchange(200, "{\"n\":\(n)}")) }
        let summaries = judge.outcomes.map { outcome -> String? in
            if case .failed(let signature) = outcome { return signature.summary }
            return nil
        }
        #expect(summaries == ["/n is not what was recorded", "/n is not what was recorded", nil])
    }
}
