import ExchangeModel
import ReplayPlan
import Testing

@testable import Playback

/// What the answers to calls that take something back lead to.
@Suite struct UndoTriesTests {
    private static let now = Timestamp(seconds: 1_795_455_062)

    private func answer(_ status: Int, _ headers: HeaderList = [:]) -> Exchange {
        var exchange = recorded("http://127.0.0.1:1", "POST", "/v1/public/bookings/x/cancel", status: status)
        exchange.response?.headers = headers
        return exchange
    }

    private func lost(_ kind: TransportFailure.Kind) -> Exchange {
        var exchange = answer(200)
        exchange.response = nil
        exchange.failure = TransportFailure(kind, "x")
        return exchange
    }

    /// With what the answers themselves say of the quota.
    private func verdicts(_ answers: [Exchange]) -> [UndoTries.Verdict] {
        var tries = UndoTries()
        var quota = QuotaPlan(times: 1, requestsPerAttempt: 1, state: nil, now: Self.now)
        return answers.map { answer in
            if let state = answer.response.flatMap({ QuotaState(headers: $0.headers) }) {
                quota.observe(state, now: Self.now)
            }
            return tries.judge(answer, quota: quota, now: Self.now)
        }
    }

    private static let first = UndoTries.Verdict.again(after: .milliseconds(500))
    private static let second = UndoTries.Verdict.again(after: .seconds(2))

    @Test(arguments: [500, 502, 503, 504, 599])
    func theServersTroublePasses(_ status: Int) {
        let end = UndoTries.Verdict.givenUp("it was tried 3 times, and was answered with \(status) at last")
        #expect(verdicts(Array(repeating: answer(status), count: 3)) == [Self.first, Self.second, end])
        #expect(verdicts([answer(status), answer(204)]) == [Self.first, .undone])
    }

    @Test func soDoesTheNetworks() {
        let end = UndoTries.Verdict.givenUp("it was tried 3 times, and got no answer at last")
        for kind in [TransportFailure.Kind.connect, .reset, .closedEarly, .readTimeout] {
            #expect(verdicts(Array(repeating: lost(kind), count: 3)) == [Self.first, Self.second, end])
        }
        // The client itself was stopped.
        #expect(verdicts([lost(.cancelled)]) == [.givenUp("it got no answer")])
    }

    @Test(arguments: [300, 400, 401, 403, 404, 409, 410, 422])
    func whatIsRefusedStaysSo(_ status: Int) {
        #expect(verdicts([answer(status)]) == [.givenUp("it was answered with \(status)")])
        let later = verdicts([answer(503), answer(status)]).last
        let isGone = status == 404 || status == 410
        #expect(
            later == (isGone ? .undone : .givenUp("it was tried 2 times, and was answered with \(status) at last"))
        )
    }

    @Test(arguments: [
        ("0", Duration.milliseconds(500)), ("1", .seconds(1)), (" 10 ", .seconds(10)), ("11", nil),
        ("999999999999999999", nil), ("9999999999999999999", nil), ("-1", nil), ("1.5", nil),
        ("Mon, 23 Nov 2026 17:31:05 GMT", nil), ("", nil),
    ])
    func a429SaysWhenToCallAgain(_ value: String, _ pause: Duration?) {
        let verdict = verdicts([answer(429, ["Retry-After": value])])[0]
        guard let pause else {
            guard case .givenUp = verdict else {
                Issue.record("\(verdict)")
                return
            }
            return
        }
        #expect(verdict == .again(after: pause))
    }

    @Test func soDoesTheQuota() {
        func quota(_ reset: Int64, remaining: Int = 0) -> HeaderList {
            [
                "X-RateLimit-Limit": "2500", "X-RateLimit-Remaining": "\(remaining)",
                "X-RateLimit-Retry-After": "\(reset)",
            ]
        }
        let now = Self.now.seconds
        #expect(verdicts([answer(429, quota(now + 7))]) == [.again(after: .seconds(7))])
        // `Retry-After` is about this call, the other about the hour.
        var both = quota(now + 1_800)
        both.append("Retry-After", "3")
        #expect(verdicts([answer(429, both)]) == [.again(after: .seconds(3))])
        let late = verdicts([answer(429, quota(now + 1_800))])
        #expect(late == [.givenUp("it was answered with 429; the next call is allowed at 2026-11-23T18:01:02Z")])
        // Absurd ones are not believed.
        for reset in [596_505_600, 30, now + 200_000] {
            let silent = "it was answered with 429, which does not say when the next call is allowed"
            #expect(verdicts([answer(429, quota(reset))]) == [.givenUp(silent)])
        }
        // Another failure that leaves nothing of the quota: the next call would be a 429.
        #expect(verdicts([answer(503, quota(now + 6))]) == [.again(after: .seconds(6))])
        guard case .givenUp = verdicts([answer(503, quota(now + 60))])[0] else {
            Issue.record("a call above the quota")
            return
        }
        #expect(verdicts([answer(503, quota(now + 60, remaining: 1))]) == [Self.first])
    }
}
