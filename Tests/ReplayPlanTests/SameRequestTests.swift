import ExchangeModel
import Redaction
import ReplayPlan
import Testing

/// A flow that takes today's ids asks for other things than the recording did.
@Suite struct SameRequestTests {
    private static let first = "01H59Z0000000000000000000A"
    private static let second = "01H59Z0000000000000000000B"

    private func answer(_ id: String, _ body: String, host: String = "https://api.onkadence.co") -> RedactedExchange {
        redactor.redact(
            Exchange(
                startedAt: recordedAt,
                request: RequestMessage(method: "GET", url: Array("\(host)/v1/public/bookings/\(id)".utf8)),
                response: ResponseMessage(
                    status: 200,
                    headers: ["Content-Type": "application/ld+json"],
                    body: MessageBody(Array(body.utf8))
                )
            )
        )
    }

    private func judge() -> OutcomeJudge {
        OutcomeJudge(recorded: answer(Self.first, #"{"id":"\#(Self.first)","seats":4}"#), operation: label)
    }

    @Test func valuesOfAnotherThingAreNotCompared() {
        var judge = judge()
        #expect(judge.judge(answer(Self.second, #"{"id":"\#(Self.second)","seats":9}"#)) == .passed)
        #expect(judge.outcomes == [.passed])
        #expect(judge.explanation.contains { $0.contains("only status and shape were compared") })
    }

    @Test func itsShapeIs() {
        var judge = judge()
        guard case .failed(let signature) = judge.judge(answer(Self.second, #"{"id":"\#(Self.second)"}"#)) else {
            Issue.record("a lost member is not noticed")
            return
        }
        #expect(signature.failureClass == .wrongData)
    }

    @Test func theSameThingElsewhereIsCompared() {
        var judge = judge()
        let elsewhere = answer(Self.first, #"{"id":"\#(Self.first)","seats":9}"#, host: "http://127.0.0.1:8089")
        guard case .failed = judge.judge(elsewhere) else {
            Issue.record("another value of the same thing is not noticed")
            return
        }
    }
}
