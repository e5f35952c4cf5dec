import ExchangeModel
import Redaction
import ReplayPlan
import Testing

/// A run is gone on with, and cited, only where it is of the same calls.
@Suite struct FlowDigestTests {
    private let keys = RedactionKeys(master: Array(repeating: 7, count: 32))
    private var redactor: Redactor { Redactor(keys: keys) }

    private func exchange(
        _ method: String = "POST",
        _ url: String = "https://api.onkadence.co/v1/public/bookings?page=1",
        body: String = #"{"note":"x"}"#,
        status: Int? = 503,
        answer: String = #"{"a":1}"#,
        failure: TransportFailure.Kind? = nil,
        at second: Int64 = 1_795_455_062
    ) -> Exchange {
        Exchange(
            startedAt: Timestamp(seconds: second),
            request: RequestMessage(
                method: method,
                url: Array(url.utf8),
                headers: ["Content-Type": "application/json"],
                body: MessageBody(Array(body.utf8))
            ),
            response: status.map {
                ResponseMessage(
                    status: $0,
                    headers: ["Content-Type": "application/json"],
                    body: MessageBody(Array(answer.utf8))
                )
            },
            failure: failure.map { TransportFailure($0, "it went wrong") },
            timings: Timings(wait: .milliseconds(second % 100))
        )
    }

    private func digest(_ exchanges: Exchange..., keys other: RedactionKeys? = nil) -> FlowDigest {
        FlowDigest(exchanges.map { redactor.redact($0) }, keys: other ?? keys)
    }

    @Test func whatAReplayGoesByTellsFlowsApart() {
        let first = digest(exchange())
        #expect(first == digest(exchange(at: 1_795_455_099)))
        #expect(first.call == FlowDigest.call(redactor.redact(exchange()), keys: keys))
        let others = [
            exchange("PUT"), exchange("POST", "https://api.onkadence.co/v1/public/bookings?page=2"),
            exchange("POST", "https://api.us.onkadence.co/v1/public/bookings?page=1"),
            exchange(body: #"{"note":"y"}"#), exchange(status: 500), exchange(answer: #"{"a":2}"#),
            exchange(status: nil), exchange(failure: .closedEarly), exchange(status: nil, failure: .reset),
        ]
        let all = [first] + others.map { digest($0) }
        #expect(Set(all.map(\.flow)).count == all.count)
        #expect(Set(all.map(\.call)).count == all.count)
    }

    @Test func theWholeFlowCountsAndItsLastCallByItself() {
        let (a, b) = (exchange("GET"), exchange())
        #expect(digest(a, b).flow != digest(b, a).flow)
        #expect(digest(a, b).flow != digest(b).flow)
        #expect(digest(a, b).call == digest(b).call)
        #expect(digest(a, b).call != digest(b, a).call)
        // No byte may move from one field to the next.
        #expect(
            digest(exchange("POST", "https://a.example/x", body: "yz")).flow
                != digest(exchange("POST", "https://a.example/xy", body: "z")).flow
        )
    }

    @Test func nobodyCanTestAGuess() {
        #expect(digest(exchange()) != digest(exchange(), keys: .ephemeral()))
        #expect(digest(exchange()).flow.utf8.count == 24)
    }
}
