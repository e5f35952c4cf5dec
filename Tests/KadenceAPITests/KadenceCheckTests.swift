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
            Answers.exchange("GET", "/v1/public/visits", headers: HeaderList(), body: "{}")
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

    @Test func rulesHaveIdsOfTheirOwn() {
        let ids = Kadence.rules.map(\.id)
        #expect(Set(ids).count == ids.count)
    }
}
