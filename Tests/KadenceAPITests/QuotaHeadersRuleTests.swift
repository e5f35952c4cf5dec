import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct QuotaHeadersRuleTests {
    private func evaluate(
        limit: String? = "2500",
        remaining: String? = "2000",
        reset: String? = "1795456800",
        status: Int = 200
    ) -> [Observation] {
        var headers: HeaderList = ["Content-Type": "application/ld+json", "X-WX-Trace": "t"]
        for (name, value) in zip(QuotaFacts.headers, [limit, remaining, reset]) {
            if let value { headers.append(name, value) }
        }
        return Answers.observe(
            QuotaHeadersRule(),
            Answers.exchange("GET", Answers.booking, status: status, headers: headers, body: "{}")
        )
    }

    @Test func saneHeadersPass() {
        #expect(evaluate().isEmpty)
        #expect(evaluate(limit: " 2500 ", remaining: "2500").isEmpty)
        #expect(evaluate(remaining: "0").isEmpty)
    }

    @Test func missingHeadersAreErrors() {
        let found = evaluate(limit: nil, remaining: nil, reset: nil)
        #expect(found.map(\.severity) == [.error, .error, .error])
        #expect(found.map(\.dataPointer) == QuotaFacts.headers.map { "header:" + $0 })
        #expect(Set(found.map(\.blame)) == [.api])
    }

    @Test func oneAnswerHasOneQuota() {
        func evaluate(_ second: String) -> [Observation] {
            var headers = Answers.good
            headers.append("x-ratelimit-remaining", second)
            return Answers.observe(QuotaHeadersRule(), Answers.exchange("GET", "/", headers: headers, body: "{}"))
        }
        #expect(evaluate("2000").isEmpty)
        #expect(evaluate("17").map(\.rule) == ["kadence.quota-headers.several"])
        #expect(evaluate("17").map(\.severity) == [.warning])
    }

    @Test func aGatewaysAnswerIsJudgedMildly() {
        #expect(evaluate(limit: nil, status: 502).map(\.severity) == [.warning])
        #expect(evaluate(limit: nil, status: 404).map(\.severity) == [.error])
    }

    @Test(arguments: ["", "-1", "2.5", "1e3", "many", "99999999999999999999", "0x10", "1 2"])
    func numbersAreWhole(text: String) {
        #expect(evaluate(limit: text).map(\.rule) == ["kadence.quota-headers.number"])
        #expect(evaluate(remaining: text).map(\.severity) == [.error])
    }

    @Test func arithmeticHolds() {
        #expect(evaluate(limit: "0", remaining: "0").map(\.rule) == ["kadence.quota-headers.limit"])
        #expect(evaluate(remaining: "2501").map(\.rule) == ["kadence.quota-headers.remaining"])
    }

    @Test func anotherLimitThanTheGuidesIsWorthKnowing() {
        let found = evaluate(limit: "100", remaining: "100")
        #expect(found.map(\.rule) == ["kadence.quota-headers.other-limit"])
        #expect(found.map(\.severity) == [.info])
        #expect(found.map(\.blame) == [.document])
    }

    @Test(arguments: ["596505600", "3600", "0", "1795456800000", "2795456800", "999999999999999999"])
    func anAbsurdResetIsNotTheAPIsFault(reset: String) {
        let found = evaluate(reset: reset)
        #expect(found.map(\.severity) == [.info])
        #expect(found.map(\.blame) == [.document])
    }

    @Test func theSignInHasNoQuota() {
        let exchange = Redactor(keys: .ephemeral()).redact(Answers.token(body: "{}"))
        #expect(Answers.observe(QuotaHeadersRule(), exchange).isEmpty)
        #expect(Answers.observe(TraceHeaderRule(), exchange).isEmpty)
    }
}
