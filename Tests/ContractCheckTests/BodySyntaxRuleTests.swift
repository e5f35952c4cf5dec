import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct BodySyntaxRuleTests {
    private func evaluate(
        _ body: MessageBody,
        type: String = "application/json",
        method: String = "GET",
        status: Int = 200,
        headers more: HeaderList = HeaderList()
    ) throws -> [Observation] {
        var headers: HeaderList = ["Content-Type": type]
        headers.fields += more.fields
        let exchange = Answers.exchange(method, status: status, headers: headers, body: body)
        return BodySyntaxRule().evaluate(try Answers.subject(exchange))
    }

    @Test(arguments: ["{}", "[1,2]", "null", " {\"a\": 1}\n", "\"text\""]) func jsonPasses(text: String) throws {
        #expect(try evaluate(Answers.body(text)).isEmpty)
    }

    @Test(arguments: ["{", "<html></html>", "{\"a\":1}}", "nul", "{'a':1}", "\u{FEFF}{}", "\u{1B}[31m", "[1,]"])
    func whatOnlyClaimsToBeJSONFails(text: String) throws {
        let found = try evaluate(Answers.body(text), type: "application/ld+json; charset=utf-8")
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.blame) == [.api])
        #expect(found.map(\.isNotEvaluable) == [false])
    }

    @Test func anEmptyBodyIsNotJSON() throws {
        #expect(try evaluate(.empty).map(\.severity) == [.error])
    }

    @Test func someAnswersHaveNoBody() throws {
        #expect(try evaluate(.empty, method: "HEAD").isEmpty)
        #expect(try evaluate(.empty, status: 204).isEmpty)
        #expect(try evaluate(.empty, status: 304).isEmpty)
    }

    @Test func otherTypesAreNotJudged() throws {
        #expect(try evaluate(Answers.body("a,b\n1,2"), type: "text/csv").isEmpty)
    }

    @Test func aCutBodyIsNotEvaluable() throws {
        let body = MessageBody(Array("{\"a\":".utf8), trueLength: 20_000_000, isCut: true)
        #expect(try evaluate(body).map(\.isNotEvaluable) == [true])
    }

    @Test func aBrokenCodingFails() throws {
        let found = try evaluate(
            MessageBody([0x1F, 0x8B, 0x08, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
            headers: ["Content-Encoding": "gzip"]
        )
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.keyword == "contentEncoding")
    }

    @Test func deepAndWideBodiesDoNotCrash() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try evaluate(Answers.body(deep)).count == 1)
        _ = try evaluate(MessageBody((0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    }
}
