import APIDocument
import ExchangeModel
import Redaction
import Testing

@testable import ContractCheck

/// A violation inside a value that redaction replaces is still found, and no stand-in makes one up.
@Suite struct RedactedValuesTests {
    private static let document = """
        openapi: 3.1.0
        paths:
          /people:
            get:
              responses:
                '200':
                  description: fine
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          email: { type: string, format: email }
                          lastName: { type: string, minLength: 2, maxLength: 12 }
                          firstName: { type: string, pattern: '^[A-Z]' }
        """

    private func observations(_ body: String) throws -> [Observation] {
        let contract = try Contract(parsing: Array(RedactedValuesTests.document.utf8))
        let exchange = Answers.exchange("GET", "/people", body: Answers.body(body))
        // Nothing of it is there any more.
        let kept = String(decoding: exchange.response?.body.bytes ?? [], as: UTF8.self)
        for word in ["grace", "Hopper", "nobody"] { #expect(!kept.contains(word), "\(kept)") }
        let operation = contract.operations.match(method: "GET", url: exchange.request.url)
        let subject = CheckSubject(number: 1, exchange: exchange, operation: operation)
        return ResponseSchemaRule(contract.compiled(.pragmatic)).evaluate(subject)
    }

    @Test(arguments: [
        (#"{"email":"nobody at example"}"#, "/email", "format"),
        (#"{"lastName":"Hopper-Murray-and-Sons"}"#, "/lastName", "maxLength"),
        (#"{"lastName":"H"}"#, "/lastName", "minLength"),
        (#"{"lastName":null}"#, "/lastName", "type"),
        (#"{"email":{"value":"grace@example.com"}}"#, "/email", "type"),
    ])
    func aViolationIsStillFound(body: String, pointer: String, keyword: String) throws {
        let found = try observations(body).filter { !$0.isNotEvaluable }
        #expect(found.map(\.dataPointer) == [pointer])
        #expect(found.map(\.keyword) == [keyword])
        #expect(found.map(\.severity) == [.error])
    }

    /// The stand-in for a name of six letters is longer than twelve characters.
    @Test func noneIsInvented() throws {
        let found = try observations(#"{"email":"grace@example.com","lastName":"Hopper"}"#)
        #expect(found.isEmpty, "\(found)")
    }

    /// What the value's shape does not tell is said to be unknown: neither kept nor broken.
    @Test func whatTheShapeDoesNotTellIsNotJudged() throws {
        let found = try observations(#"{"firstName":"grace"}"#)
        #expect(found.map(\.isNotEvaluable) == [true])
        #expect(found.map(\.keyword) == ["pattern"])
        #expect(found.map(\.blame) == [.inconclusive])
    }
}
