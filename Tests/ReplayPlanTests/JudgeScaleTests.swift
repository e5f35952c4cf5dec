import ExchangeModel
import Redaction
import ReplayPlan
import Testing

@Suite struct JudgeScaleTests {
    @Test func tenThousandAttemptsAreJudgedAtOnce() {
        let recorded = exchange(200, #"{"at":0,"n":1}"#)
        let answers = (0..<100).map { exchange(200, "{\"at\":\($0 + 1),\"n\":\($0 % 10 == 0 ? 2 : 1)}") }
        var judge = OutcomeJudge(recorded: recorded, operation: label)
        for attempt in 0..<10_000 { _ = judge.judge(answers[attempt % 100]) }
        #expect(judge.outcomes.count { $0 != .passed } == 1_000)
    }

    /// Names, values and lists without end: judged, and what is kept stays bounded.
    @Test func hostileAnswersAreJudged() {
        let deep = String(repeating: #"{"a":["#, count: 255) + String(repeating: "]}", count: 255)
        let bodies = [
            deep, String(repeating: "[", count: 100_000), #"{"a":1,"a":"x","a":[]}"#, "{\"\\ud800\":\"\\u0000\"}",
            "[" + String(repeating: "1,", count: 50_000) + "1]", "[1e999999999999999999999,-0,1E+2]",
            "{" + (0..<5_000).map { "\"k\($0)\":\"\($0)\"" }.joined(separator: ",") + "}",
        ]
        for body in bodies {
            let type = body.hasPrefix("[[[") ? "text/plain" : "application/json"
            let recorded = exchange(200, body, type: type)
            var judge = OutcomeJudge(recorded: recorded, operation: label)
            #expect(judge.recordedFailure == nil)
            #expect(judge.judge(recorded) == .passed)
            for other in bodies where other != body { _ = judge.judge(exchange(200, other, type: "application/json")) }
            #expect(judge.outcomes.first == .passed)
            #expect(judge.outcomes.dropFirst().allSatisfy { $0 != .passed })
            for case .failed(let signature) in judge.outcomes { #expect(signature.summary.utf8.count < 1_000) }
        }
    }

    @Test func bytesThatAreNoTextAreJudged() {
        func answer(_ bytes: [UInt8], _ type: String) -> RedactedExchange {
            redactor.redact(
                Exchange(
                    startedAt: recordedAt,
                    request: RequestMessage(method: "GET", url: Array("https://api.onkadence.co/x".utf8)),
                    response: ResponseMessage(status: 200, headers: ["Content-Type": type], body: MessageBody(bytes))
                )
            )
        }
        let broken = Array("{\"a\":\"".utf8) + [0xFF, 0xC0] + Array("\"}".utf8)
        var judge = OutcomeJudge(recorded: answer(Array("{\"a\":\"x\"}".utf8), "application/json"), operation: label)
        #expect(judge.judge(answer(broken, "application/json")) != .passed)
        var other = OutcomeJudge(recorded: answer(broken, "image/png"), operation: label)
        #expect(other.judge(answer(broken, "image/png")) == .passed)
    }

    @Test func moreDifferencesThanAreKeptAreAFailure() {
        func wide(_ offset: Int) -> RedactedExchange {
            let members = (0..<600).map { "\"k\($0)\":\($0 + offset)" }
            return exchange(200, "{" + members.joined(separator: ",") + "}")
        }
        var judge = OutcomeJudge(recorded: wide(0), operation: label)
        for offset in 1...3 { _ = judge.judge(wide(offset)) }
        for outcome in judge.outcomes {
            guard case .failed(let signature) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(signature.summary == "200, differs in more than 500 places")
        }
    }
}
