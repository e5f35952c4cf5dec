import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct StatusKnownRuleTests {
    private func evaluate(_ status: Int, _ provenance: Provenance = .document) throws -> [Observation] {
        StatusKnownRule(provenance: provenance).evaluate(try Answers.subject(Answers.exchange(status: status)))
    }

    @Test(arguments: [200, 404, 500, 503]) func documentedStatusesPass(status: Int) throws {
        #expect(try evaluate(status).isEmpty)
    }

    @Test func anUnknownSuccessIsAnError() throws {
        let observation = try #require(try evaluate(206).first)
        #expect(observation.severity == .error)
        #expect(observation.blame == .api)
        #expect(observation.dataPointer == "status")
        #expect(observation.specPointer == "/paths/~1things/get/responses")
    }

    @Test func anUnknownRefusalIsAWarning() throws {
        #expect(try evaluate(418).map(\.severity) == [.warning])
    }

    @Test func anInferenceIsInformation() throws {
        #expect(try evaluate(206, .inference).map(\.severity) == [.info])
    }
}
