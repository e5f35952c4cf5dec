import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct TraceHeaderRuleTests {
    private func evaluate(_ values: String...) -> [Observation] {
        var headers = Answers.good
        headers.remove("X-WX-Trace")
        for value in values { headers.append("x-wx-trace", value) }
        return Answers.observe(
            TraceHeaderRule(),
            Answers.exchange("GET", Answers.booking, headers: headers, body: "{}")
        )
    }

    @Test func oneIsThere() {
        #expect(evaluate("8f3c").isEmpty)
        #expect(evaluate("8f3c", "8f3c").isEmpty)
    }

    @Test func otherwiseItIsAWarning() {
        #expect(evaluate().map(\.rule) == ["kadence.trace-header.missing"])
        #expect(evaluate("").map(\.rule) == ["kadence.trace-header.empty"])
        #expect(evaluate("a", "b").map(\.rule) == ["kadence.trace-header.several"])
        #expect(evaluate().map(\.severity) == [.warning])
    }
}
