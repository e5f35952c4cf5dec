import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct StatusKnownRuleTests {
    private func evaluate(
        _ status: Int,
        successes: Provenance = .document,
        others: Provenance = .document
    ) throws -> [Observation] {
        StatusKnownRule(successes: successes, others: others)
            .evaluate(try Answers.subject(Answers.exchange(status: status)))
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
        #expect(try evaluate(206, successes: .inference).map(\.severity) == [.info])
        #expect(try evaluate(418, others: .inference).map(\.severity) == [.info])
        #expect(try evaluate(302, others: .inference).map(\.severity) == [.info])
        #expect(try evaluate(206, others: .inference).map(\.severity) == [.error])
    }

    @Test func notModifiedIsHTTPsOwnAnswer() throws {
        #expect(try evaluate(304).map(\.severity) == [.warning])
        let exchange = Exchange(
            startedAt: Answers.moment,
            request: RequestMessage(
                method: "GET",
                url: Array("https://api.example.test/things".utf8),
                headers: ["If-None-Match": "\"a\""]
            ),
            response: ResponseMessage(status: 304)
        )
        let subject = try Answers.subject(Redactor(keys: .ephemeral()).redact(exchange))
        #expect(StatusKnownRule().evaluate(subject).isEmpty)
    }
}
