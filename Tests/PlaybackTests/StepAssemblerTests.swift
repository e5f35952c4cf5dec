import CaptureStore
import Deflate
import ExchangeModel
import KadenceAPI
import Redaction
import ReplayPlan
import Testing

@testable import Playback

/// Requests of a flow as they are sent today.
@Suite struct StepAssemblerTests {
    private static let user = "01H59Z8K3QW7V2M4N6P8R0T1CD"
    private static let booking = "01H59Z8K3QW7V2M4N6P8R0T1AB"
    private static let today = "01JNEWNEWNEWNEWNEWNEWNEW12"
    private static let base = "https://api.onkadence.co"

    private let keys = RedactionKeys.ephemeral()
    private let captures = InMemoryCaptures()
    private var redactor: Redactor { Redactor(keys: keys) }

    private func assembler(
        _ exchanges: [Exchange],
        values: [String: [UInt8]] = [:],
        shift: DateShift? = nil,
        elsewhere: Bool = false,
        storing: Bool = false
    ) throws -> StepAssembler {
        let redacted = exchanges.map { redactor.redact($0) }
        if storing { _ = try captures.append(redacted.map { RecordedExchange(exchange: $0) }) }
        // As a file has them on another machine: stand-ins stay, sealed values don't come along.
        let other = Redactor(keys: .ephemeral())
        let flow = elsewhere ? redacted.map { other.redact(Self.raw($0)) } : redacted
        return StepAssembler(
            script: FlowScript(flow.map { (nil, $0) }, operation: { operationLabel(method: $0, url: $1) }),
            resolver: ValueResolver(
                captures: captures,
                keys: elsewhere && !storing ? .ephemeral() : keys,
                values: values
            ),
            shift: shift
        )
    }

    private static func raw(_ exchange: RedactedExchange) -> Exchange {
        Exchange(
            startedAt: exchange.startedAt,
            request: RequestMessage(
                method: exchange.request.method,
                url: exchange.request.url,
                headers: exchange.request.headers,
                body: MessageBody(exchange.request.body.bytes)
            ),
            response: exchange.response.map {
                ResponseMessage(status: $0.status, headers: $0.headers, body: MessageBody($0.body.bytes))
            }
        )
    }

    private func ready(_ result: StepAssembler.Result) throws -> RequestMessage {
        guard case .ready(let request) = result else {
            Issue.record("not ready: \(result)")
            throw NotReady()
        }
        return request
    }

    private struct NotReady: Error {}

    private func missing(_ result: StepAssembler.Result) -> [String] {
        guard case .missing(let values) = result else { return [] }
        return values.map(\.name)
    }

    private func reason(_ result: StepAssembler.Result) -> String? {
        guard case .sourceGone(_, let reason) = result else { return nil }
        return reason
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func users(_ email: String, _ id: String) -> Exchange {
        recorded(
            StepAssemblerTests.base,
            "GET",
            "/v1/public/users?page=1",
            responseBody: #"{"hydra:member":[{"id":"\#(id)","email":"\#(email)"}]}"#
        )
    }

    private var checkIn: Exchange {
        recorded(
            StepAssemblerTests.base,
            "POST",
            "/v1/public/users/\(StepAssemblerTests.user)/mail?to=ada%40example.com",
            requestBody: #"{"to":"ada@example.com","on":"2026-11-30","user":"\#(StepAssemblerTests.user)"}"#
        )
    }

    @Test func todaysAnswersCountMoreThanSealedValues() throws {
        let assembler = try assembler([users("ada@example.com", StepAssemblerTests.user), checkIn])
        #expect(assembler.script.sources(of: 1) == [0])
        let answer = users("bob+1@example.com", StepAssemblerTests.today)
        let request = try ready(assembler.request(for: 1, answers: [0: answer]))
        let today = StepAssemblerTests.today
        #expect(text(request.url).hasSuffix("/users/\(today)/mail?to=bob%2B1%40example.com"))
        #expect(text(request.body.bytes) == #"{"to":"bob+1@example.com","on":"2026-11-30","user":"\#(today)"}"#)
        #expect(request.headers.text("Authorization") == "Bearer \(StepAssembler.placeholderToken)")
    }

    @Test func theSameAnswerGivesTheRecordedRequest() throws {
        let assembler = try assembler([users("ada@example.com", StepAssemblerTests.user), checkIn])
        let request = try ready(
            assembler.request(for: 1, answers: [0: users("ada@example.com", StepAssemblerTests.user)])
        )
        #expect(request.url == checkIn.request.url)
        #expect(request.body.bytes == checkIn.request.body.bytes)
    }

    /// A text with a personal value in it comes by that value, so that it can be given too.
    @Test func aTextWithAPersonalValueInItIsFilled() throws {
        let desk = { (owner: String) in
            recorded(StepAssemblerTests.base, "GET", "/v1/public/desk", responseBody: #"{"note":"Desk for \#(owner)"}"#)
        }
        let post = recorded(
            StepAssemblerTests.base,
            "POST",
            "/v1/public/notes",
            requestBody: #"{"note":"Desk for ada@example.com"}"#
        )
        for elsewhere in [false, true] {
            let assembler = try assembler([desk("ada@example.com"), post], elsewhere: elsewhere)
            #expect(assembler.script.sources(of: 1) == [0])
            let request = try ready(assembler.request(for: 1, answers: [0: desk("bob@example.com")]))
            #expect(text(request.body.bytes) == #"{"note":"Desk for bob@example.com"}"#)
        }
    }

    @Test func aTagWithAPersonalValueInItIsFilled() throws {
        let get = { (owner: String) in
            var exchange = recorded(StepAssemblerTests.base, "GET", "/v1/public/desk", responseBody: "{}")
            exchange.response?.headers.append("ETag", "\"\(owner)\"")
            return exchange
        }
        let put = recorded(
            StepAssemblerTests.base,
            "PUT",
            "/v1/public/desk",
            headers: ["If-Match": "\"ada@example.com\""],
            requestBody: "{}"
        )
        for elsewhere in [false, true] {
            let assembler = try assembler([get("ada@example.com"), put], elsewhere: elsewhere)
            let request = try ready(assembler.request(for: 1, answers: [0: get("bob@example.com")]))
            #expect(request.headers.text("If-Match") == "\"bob@example.com\"")
        }
    }

    @Test func gzippedAnswersAreOpened() throws {
        let assembler = try assembler([users("ada@example.com", StepAssemblerTests.user), checkIn])
        var answer = users("bob@example.com", StepAssemblerTests.today)
        let plain = try #require(answer.response?.body.bytes)
        answer.response?.body = MessageBody(try Compression.compress(plain, as: .gzip))
        answer.response?.headers.append("Content-Encoding", "gzip")
        let request = try ready(assembler.request(for: 1, answers: [0: answer]))
        #expect(text(request.url).contains(StepAssemblerTests.today))
        answer.response?.body.isTruncated = true
        #expect(reason(assembler.request(for: 1, answers: [0: answer]))?.contains("can't be read") == true)
    }

    @Test func aSourceThatIsGoneIsNamed() throws {
        let assembler = try assembler([users("ada@example.com", StepAssemblerTests.user), checkIn])
        let empty = recorded(StepAssemblerTests.base)
        #expect(
            reason(assembler.request(for: 1, answers: [0: empty]))
                == "nothing at /hydra:member/0/id in the answer to step 1"
        )
        #expect(reason(assembler.request(for: 1, answers: [:])) == "there is no answer to step 1")
        #expect(reason(assembler.request(for: 9, answers: [:])) == "there is no step 10")
        for bad in ["..", "."] {
            let answer = users("bob@example.com", bad)
            #expect(reason(assembler.request(for: 1, answers: [0: answer]))?.contains("can't be sent") == true)
        }
    }

    @Test func anAnswerThatHoldsAStandInSendsNothing() throws {
        let assembler = try assembler([users("ada@example.com", StepAssemblerTests.user), checkIn])
        for value in ["email-000000000000@redacted.invalid", "redacted-name-000000000000"] {
            let result = assembler.request(for: 1, answers: [0: users("bob@example.com", value)])
            #expect(missing(result) == [value])
        }
    }

    @Test func sealedValuesThenGivenOnesThenNone() throws {
        let mail = recorded(StepAssemblerTests.base, "GET", "/v1/public/users?email=ada%40example.com")
        // Sealed with the exchange; a value given does not count.
        let here = try assembler([mail], values: ["email": Array("given@example.com".utf8)])
        #expect(text(try ready(here.request(for: 0, answers: [:])).url).hasSuffix("?email=ada%40example.com"))
        // From a file, on the machine that has the sealed value.
        let file = try assembler([mail], elsewhere: true, storing: true)
        #expect(text(try ready(file.request(for: 0, answers: [:])).url).hasSuffix("?email=ada%40example.com"))
    }

    @Test func elsewhereAValueMustBeGiven() throws {
        let mail = recorded(StepAssemblerTests.base, "GET", "/v1/public/users?email=ada%40example.com")
        let none = try assembler([mail], elsewhere: true)
        #expect(missing(none.request(for: 0, answers: [:])) == ["email"])
        for name in ["email", "EMAIL"] {
            let given = try assembler([mail], values: [name: Array("c d@example.com".utf8)], elsewhere: true)
            #expect(text(try ready(given.request(for: 0, answers: [:])).url).hasSuffix("?email=c%20d%40example.com"))
        }
    }

    @Test func defaultsGiveWayToGivenValues() throws {
        let get = recorded(StepAssemblerTests.base, "GET", "/v1/public/bookings/\(StepAssemblerTests.booking)")
        let plain = try assembler([get])
        #expect(try ready(plain.request(for: 0, answers: [:])).url == get.request.url)
        let given = try assembler([get], values: ["bookingId": Array(StepAssemblerTests.today.utf8)])
        #expect(text(try ready(given.request(for: 0, answers: [:])).url).hasSuffix(StepAssemblerTests.today))
        let bad = try assembler([get], values: ["bookingId": Array("..".utf8)])
        #expect(reason(bad.request(for: 0, answers: [:]))?.contains("bookingId in path can't be sent") == true)
    }

    @Test func datesMoveButNotThoseOfAnswers() throws {
        let page = { (day: String) in
            recorded(
                StepAssemblerTests.base,
                "GET",
                "/v1/public/bookings?startDateTime[after]=2026-11-23T00:00:00&email=ada%40example.com",
                responseBody: #"{"hydra:view":{"hydra:next":"/v1/public/bookings?after=\#(day)&page=2"}}"#
            )
        }
        let next = recorded(StepAssemblerTests.base, "GET", "/v1/public/bookings?after=2026-11-23&page=2")
        let start = Timestamp(seconds: 1_795_455_062)
        let shift = DateShift(recordedAt: start, now: start.advanced(by: .seconds(86_400 * 3)))
        #expect(shift.days == 7)
        let assembler = try assembler([page("2026-11-23"), next], shift: shift)
        let first = try ready(assembler.request(for: 0, answers: [:]))
        #expect(text(first.url).contains("=2026-11-30T00:00:00&email=ada%40example.com"))
        let second = try ready(assembler.request(for: 1, answers: [0: page("2026-11-30")]))
        #expect(text(second.url).hasSuffix("?after=2026-11-30&page=2"))
    }

    @Test func aBodyThatWasNotRecordedIsMissing() throws {
        var post = recorded(StepAssemblerTests.base, "POST", "/v1/public/bookings", requestBody: #"{"a":"#)
        post.request.body.isCut = true
        let assembler = try assembler([post])
        #expect(missing(assembler.request(for: 0, answers: [:])) == ["body"])
        #expect(assembler.script.unrepeatable.map(\.step) == [0])
    }

    @Test func basicCredentialsComeFromOutside() throws {
        let basic = recorded(
            StepAssemblerTests.base,
            headers: ["Authorization": "Basic dXNlci1vbmU6aHVudGVyMjI="]
        )
        let none = try assembler([basic])
        #expect(missing(none.request(for: 0, answers: [:])) == ["identifier", "password"])
        let given = try assembler([basic], values: ["identifier": Array("u".utf8), "password": Array("p".utf8)])
        let request = try ready(given.request(for: 0, answers: [:]))
        #expect(request.headers.text("Authorization") == "Basic dTpw")
    }

    @Test func aGivenValueStaysInItsPlace() throws {
        let path = recorded(StepAssemblerTests.base, "GET", "/v1/public/users/ada%40example.com")
        for value in ["..", "."] {
            let given = try assembler([path], values: ["email": Array(value.utf8)], elsewhere: true)
            #expect(reason(given.request(for: 0, answers: [:]))?.contains("email in path can't be sent") == true)
        }
        let field = recorded(StepAssemblerTests.base, headers: ["X-Tenant": "acme"])
        let given = try assembler([field], values: ["X_Tenant": Array("a\r\nEvil: 1".utf8)], elsewhere: true)
        #expect(reason(given.request(for: 0, answers: [:]))?.contains("X_Tenant in header can't be sent") == true)
    }
}
