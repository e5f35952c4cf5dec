import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct WhereSilentTests {
    private let rule = WhereSilent(IdentifierRule(), contract: Kadence.contract)

    private func evaluate(_ target: String, status: Int = 200, type: String = "application/ld+json") -> [Observation] {
        var headers = Answers.good
        headers.set("Content-Type", type)
        return Answers.observe(
            rule,
            Answers.exchange("GET", target, status: status, headers: headers, body: #"{"id":7}"#)
        )
    }

    @Test func itSpeaksWhereTheContractHasNoSchema() {
        #expect(evaluate(Answers.booking).isEmpty)
        #expect(evaluate("/v1/public/unheard-of").count == 1)
        #expect(evaluate(Answers.booking, status: 206).count == 1)
        #expect(evaluate(Answers.booking, type: "application/vnd.other+json").count == 1)
        #expect(evaluate(Answers.booking, type: "").isEmpty, "it is taken for the JSON that is documented")
    }

    /// A gateway's error under a status that the contract does not list still has to explain itself.
    @Test func errorsOfUnknownOperationsAreJudged() {
        let rules = Kadence.rulesWhereSchemasAreSilent
        #expect(rules.map(\.id) == Kadence.rulesReplacedBySchemas.map(\.id))
        func errors(_ target: String, _ status: Int) -> [String] {
            let exchange = Answers.exchange("GET", target, status: status, body: "{}")
            return rules.flatMap { Answers.observe($0, exchange) }.map(\.rule)
        }
        #expect(errors("/v1/public/unheard-of", 404) == ["kadence.error-body.members"])
        #expect(errors(Answers.booking, 418) == ["kadence.error-body.members"])
        #expect(errors(Answers.booking, 404).isEmpty)
    }

    @Test func noRuleIsInTwoPlaces() {
        let ids = Kadence.rules.map(\.id) + Kadence.recordingRules.map(\.id)
        #expect(Set(ids).count == ids.count)
    }
}
