import ExchangeModel
import Redaction
import Testing

@testable import OfflineAPI

/// What a recorded exchange answers when it is asked again.
@Suite struct RecordedAnswerTests {
    private static let get = Recording.request("GET", "/v1/public/bookings")

    private static func reply(_ step: RecordedStep) -> OfflineReply {
        OfflineReply(step, origins: [Recording.origin], ownOrigin: "http://127.0.0.1:8090")
    }

    @Test func fieldsOfOneConnectionAndTheFramingAreMadeAnew() {
        let step = RecordedStep(
            number: 3,
            Recording.exchange(
                Self.get,
                headers: [
                    "Content-Type": "application/ld+json", "Transfer-Encoding": "chunked", "Connection": "X-Hop, close",
                    "X-Hop": "1", "Content-Length": "999", "X-WX-Trace": "459fdaaa5e01f323ebce54f88f7052c4",
                    "Keep-Alive": "timeout=5", "Server": "nginx",
                ],
                body: #"{"a":1}"#
            )
        )
        let reply = Self.reply(step)
        #expect(
            reply.headers.fields.map(\.nameText) == ["Content-Type", "X-WX-Trace", "Server", OfflineReply.stepField]
        )
        #expect(reply.headers.text("X-WX-Trace") == "459fdaaa5e01f323ebce54f88f7052c4")
        #expect(reply.headers.text(OfflineReply.stepField) == "3")
        #expect(reply.announcedLength == 7)
    }

    @Test func onlyLocationIsLedBackHere() {
        let target = "/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7V?x=1"
        let step = RecordedStep(
            number: 1,
            Recording.exchange(
                Self.get,
                status: 302,
                headers: ["Location": Recording.origin + target, "Content-Type": "application/json"],
                body: #"{"@id":"\#(Recording.origin)/v1"}"#
            )
        )
        let reply = Self.reply(step)
        #expect(reply.headers.text("Location") == "http://127.0.0.1:8090" + target)
        #expect(String(decoding: reply.body, as: UTF8.self) == #"{"@id":"\#(Recording.origin)/v1"}"#)
        let elsewhere = RecordedStep(
            number: 1,
            Recording.exchange(Self.get, status: 302, headers: ["Location": "https://elsewhere.example/x"], body: "")
        )
        #expect(Self.reply(elsewhere).headers.text("Location") == "https://elsewhere.example/x")
    }

    @Test(arguments: [
        (TransportFailure.Kind.reset, true), (.closedEarly, false), (.connect, false), (.readTimeout, false),
    ])
    func aFailureWithoutResponseEndsTheConnection(_ kind: TransportFailure.Kind, _ isReset: Bool) {
        let step = RecordedStep(
            number: 1,
            Recording.exchange(Self.get, status: 0, failure: TransportFailure(kind, "gone"))
        )
        guard case .silent(isReset) = Self.reply(step).ending else {
            Issue.record("\(step.answer)")
            return
        }
    }

    @Test func aTruncatedAnswerAnnouncesMoreThanItHas() {
        let exchange = Recording.exchange(
            Self.get,
            headers: ["Content-Type": "text/plain", "Content-Length": "5000"],
            body: "half",
            failure: TransportFailure(.closedEarly, "gone"),
            truncated: true
        )
        let reply = Self.reply(RecordedStep(number: 1, exchange))
        guard case .closed = reply.ending else {
            Issue.record("\(reply.ending)")
            return
        }
        #expect(reply.announcedLength == 5_000)
        #expect(reply.body == Array("half".utf8))
    }

    @Test func whatIsNotThereIsNotServed() {
        let cut = Recording.redact(
            Exchange(
                startedAt: Timestamp(seconds: 0),
                request: Self.get,
                response: ResponseMessage(
                    status: 200,
                    headers: ["Content-Type": "application/json"],
                    body: MessageBody([0x61], trueLength: 99, isCut: true)
                )
            )
        )
        let stopped = Recording.exchange(Self.get, status: 0, failure: TransportFailure(.cancelled, "stopped"))
        let strange = Recording.exchange(Self.get, status: 101)
        let huge = Recording.exchange(Self.get, status: 70_000)
        var counter = Counter([cut, stopped, strange, huge])
        for exchange in [cut, stopped, strange, huge] {
            guard case .notServable(let reason) = RecordedAnswer(exchange) else {
                Issue.record("\(exchange.request.method)")
                continue
            }
            #expect(!reason.isEmpty)
        }
        guard case .notServable(0, _) = counter.ask(Self.get) else {
            Issue.record("served")
            return
        }
        #expect(counter.desk.summary.notServableCount == 1)
        #expect(counter.desk.summary.answered == 0)
        #expect(Self.reply(counter.answers.steps[0]).status == 501)
    }

    /// Nobody, Reprise included, may send a stand-in as a token.
    @Test func aRecordedTokenIsOneThatCanBeSent() {
        let recorded = Recording.exchange(
            Recording.request("POST", "/oauth2/token", type: "application/json", body: "{}"),
            body: #"{"token_type":"Bearer", "access_token":"eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0"}"#
        )
        #expect(StandIn.occurs(in: recorded.response?.body.bytes ?? []))
        let reply = Self.reply(RecordedStep(number: 1, recorded))
        #expect(
            String(decoding: reply.body, as: UTF8.self)
                == #"{"token_type":"Bearer", "access_token":"made-up-by-reprise-serve"}"#
        )
        #expect(reply.announcedLength == reply.body.count)
    }

    @Test func answersWithoutBodiesHaveNone() {
        let head = Recording.exchange(
            Recording.request("HEAD", "/a"),
            headers: ["Content-Length": "4711"],
            body: ""
        )
        #expect(Self.reply(RecordedStep(number: 1, head)).announcedLength == 4_711)
        for status in [204, 304] {
            let reply = Self.reply(RecordedStep(number: 1, Recording.exchange(Self.get, status: status, body: "")))
            #expect(reply.announcedLength == nil && reply.body.isEmpty)
        }
        let empty = Self.reply(RecordedStep(number: 1, Recording.exchange(Self.get, body: "")))
        #expect(empty.announcedLength == 0)
    }

    @Test func delaysAreWaitAndReceive() {
        let timings = Timings(connect: .seconds(3), wait: .milliseconds(120), receive: .milliseconds(30))
        #expect(RecordedStep(number: 1, Recording.exchange(Self.get, timings: timings)).delay == .milliseconds(150))
        let absurd = Timings(wait: .seconds(1_000_000))
        #expect(RecordedStep(number: 1, Recording.exchange(Self.get, timings: absurd)).delay == .seconds(600))
    }
}
