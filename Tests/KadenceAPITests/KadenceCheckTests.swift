import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct KadenceCheckTests {
    private let page = #"{"hydra:member":[],"hydra:totalItems":0}"#

    @Test func aGoodAnswerHasNoFindings() {
        let result = Answers.check(Answers.exchange("GET", "/v1/public/bookings", body: page))
        #expect(result.findings.isEmpty)
        #expect(result.verdict().exitCode == 0)
    }

    @Test func aBrokenAnswerFails() {
        let body = #"{"hydra:member":[{"id":7}],"hydra:totalItems":0}"#
        let result = Answers.check(Answers.exchange("GET", "/v1/public/bookings", body: body))
        #expect(result.findings.filter { $0.severity == .error }.count == 2)
        #expect(result.verdict().exitCode == 1)
    }

    @Test(arguments: [(429, "quota"), (401, "sign-in")])
    func refusalsAreInconclusive(status: Int, kind: String) {
        let exchange = Answers.exchange("GET", "/v1/public/bookings", status: status, headers: HeaderList(), body: "no")
        let result = Answers.check(exchange)
        #expect(result.findings.map(\.rule) == ["inconclusive." + kind])
        #expect(result.verdict().exitCode == 4)
    }

    @Test(arguments: [
        (401, "application/json", #"{"error":"invalid_client","error_description":"a","message":"b"}"#),
        (401, "application/json", "{}"), (200, "text/html", "<html>"), (500, "text/html", "<html>"),
        (429, "application/json", "{"), (404, "", ""),
    ])
    func aFailedSignInIsNeverAContractFailure(status: Int, type: String, body: String) {
        let exchange = Redactor(keys: .ephemeral()).redact(Answers.token(status: status, type: type, body: body))
        let result = Answers.check(exchange)
        #expect(result.findings.contains { $0.blame == .inconclusive })
        #expect(result.findings.allSatisfy { $0.severity < .error })
        #expect(result.verdict().exitCode == 4)
    }

    @Test func aGrantedTokenPasses() {
        let body = #"{"token_type":"Bearer","expires_in":43200,"access_token":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}"#
        let result = Answers.check(Redactor(keys: .ephemeral()).redact(Answers.token(body: body)))
        #expect(result.findings.isEmpty)
        #expect(result.verdict().exitCode == 0)
    }

    @Test func aServerErrorIsAWarning() {
        let body = #"{"@type":"hydra:Error","hydra:title":"a","hydra:description":"Upstream unavailable"}"#
        let result = Answers.check(Answers.exchange("GET", "/v1/public/bookings", status: 503, body: body))
        #expect(result.findings.map(\.rule) == ["status.server-error"])
        #expect(result.verdict().exitCode == 0)
        #expect(result.verdict(failOn: .warning).exitCode == 1)
    }

    @Test func operationsTheContractLacksAreSaid() {
        let result = Answers.check(
            Answers.exchange("GET", "/v1/public/bookings", body: page),
            Answers.exchange("GET", "/v1/public/parcels", headers: HeaderList(), body: "{}")
        )
        #expect(result.findings.contains { $0.rule == "operation.unknown" })
        #expect(result.findings.contains { $0.rule == "kadence.quota-headers.missing" })
        #expect(result.coverage.notMatched == 1)
    }

    @Test func callsToOthersAreLeftAlone() {
        var exchange = Answers.raw("GET", "/", headers: HeaderList(), body: "<html>")
        exchange.request.url = Array("https://fonts.example.com/a.css".utf8)
        let result = Answers.check(Redactor(keys: .ephemeral()).redact(exchange))
        #expect(result.findings.isEmpty)
        #expect(result.verdict().exitCode == 3)
    }

    @Test(arguments: [
        ("https://auth.example.com/oauth2/token", "grant_type=client_credentials&scope=orders", false),
        ("https://auth.example.com/oauth2/token", "", false),
        ("https://auth.example.com/oauth2/token", "scope=publications&x=scope=public", false),
        ("https://auth.example.com/oauth2/token", "grant_type=client_credentials&scope=public", true),
        ("http://127.0.0.1:8080/oauth2/token", #"{"grant_type":"client_credentials","scope":"public"}"#, true),
        ("https://login.us.onkadence.co/oauth2/token", "", true),
        ("https://staging.example.com/v1/public/users", "", true),
        ("https://example.com/v1/private/users", "", false),
    ])
    func anotherServicesSignInIsNotKadences(url: String, body: String, isOurs: Bool) {
        var exchange = Answers.token(body: #"{"nothing":"of a token"}"#)
        exchange.request.url = Array(url.utf8)
        exchange.request.body = MessageBody(Array(body.utf8))
        exchange.request.headers = [
            "Content-Type": body.hasPrefix("{") ? "application/json" : "application/x-www-form-urlencoded"
        ]
        let redacted = Redactor(keys: .ephemeral()).redact(exchange)
        #expect(Kadence.isKadence(redacted.request) == isOurs)
        #expect(Answers.check(redacted).findings.isEmpty == !isOurs)
    }

    @Test func callsForDifferentThingsAreOneFinding() {
        let exchanges = [Answers.id, "01H59ZGH7HDQ4KAAN6RR1X8V7V"].map {
            Answers.exchange("GET", "/v1/public/parcels/\($0)", body: "{}")
        }
        let result = Answers.check(exchanges[0], exchanges[1])
        #expect(result.findings.map(\.operation) == ["GET /v1/public/parcels/{id}"])
        #expect(result.findings.map(\.count) == [2])
    }

    /// The document promises 201; a client that waits for it is broken by any other success.
    @Test(arguments: [(201, [String]()), (200, ["status.unknown"]), (204, ["status.unknown"])])
    func anotherSuccessThanTheDocumentsIsAnError(status: Int, rules: [String]) {
        let body = status == 204 ? "" : #"{"id":"\#(Answers.id)"}"#
        let result = Answers.check(
            Answers.exchange("POST", Answers.booking + "/check-in", status: status, body: body)
        )
        // What else the booking should have is inference.
        #expect(result.findings.filter { $0.severity > .info }.map(\.rule) == rules)
        #expect(result.verdict().exitCode == (rules.isEmpty ? 0 : 1))
    }

    @Test func anAnswerWithoutATypeIsJudgedAllTheSame() {
        var headers = Answers.good
        headers.remove("Content-Type")
        let result = Answers.check(Answers.exchange("GET", Answers.booking, headers: headers, body: #"{"id":7}"#))
        let found = result.findings.filter { $0.severity > .info }
        #expect(found.map(\.rule) == ["schema.response-body", "body.media-type"], "one defect, one finding")
        #expect(found.first?.dataPointer == "/id")
    }

    @Test func aBodyThatNobodyLookedIntoIsNoPass() {
        var headers = Answers.good
        headers.set("Content-Encoding", "br")
        let brotli = Answers.check(
            Answers.exchange("GET", "/v1/public/bookings", headers: headers, body: "\u{8B}\u{1}")
        )
        #expect(brotli.findings.map(\.isNotEvaluable) == [true])
        #expect(brotli.verdict().exitCode == 3)
        headers = Answers.good
        headers.set("Content-Type", "application/ld+json; charset=iso-8859-5")
        let withheld = Answers.check(Answers.exchange("GET", "/v1/public/bookings", headers: headers, body: page))
        #expect(withheld.verdict().exitCode == 3)
    }

    @Test func rulesHaveIdsOfTheirOwn() {
        let ids = Kadence.rules.map(\.id)
        #expect(Set(ids).count == ids.count)
    }
}
