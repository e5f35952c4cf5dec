import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct MediaTypeRuleTests {
    private func evaluate(
        _ type: String?,
        target: String = "/things",
        status: Int = 200,
        body: String = "{}",
        method: String = "GET"
    ) throws -> [Observation] {
        let headers: HeaderList = type.map { ["Content-Type": $0] } ?? HeaderList()
        let exchange = Answers.exchange(method, target, status: status, headers: headers, body: Answers.body(body))
        return MediaTypeRule(answersInJSON: .guide).evaluate(try Answers.subject(exchange))
    }

    @Test(arguments: ["application/json", "Application/JSON; charset=utf-8", "text/csv"])
    func documentedTypesPass(type: String) throws {
        #expect(try evaluate(type).isEmpty)
    }

    @Test func aWebPageFails() throws {
        let found = try evaluate("text/html", body: "<html>")
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.specPointer == "/paths/~1things/get/responses/200/content")
    }

    @Test func anotherJSONIsAWarning() throws {
        #expect(try evaluate("application/problem+json").map(\.severity) == [.warning])
    }

    @Test func aRefusalFromAGatewayIsAWarning() throws {
        #expect(try evaluate("text/html", status: 404, body: "<html>").map(\.severity) == [.warning])
        #expect(try evaluate("application/json", status: 404).isEmpty)
    }

    @Test func aTypeOfOurOwnInferenceIsInformation() throws {
        let contract = try Contract(
            parsing: Array(
                (Answers.document + """

                          x-provenance: inference
                    """).utf8
            )
        )
        let exchange = Answers.exchange("GET", "/things/7", body: Answers.body("{}"))
        let operation = contract.operations.match(method: "GET", url: Array("/things/7".utf8))
        let subject = CheckSubject(number: 1, exchange: exchange, operation: operation)
        #expect(MediaTypeRule().evaluate(subject).map(\.severity) == [.warning])
        #expect(MediaTypeRule(contract: contract).evaluate(subject).map(\.severity) == [.info])
        let page = Answers.exchange(
            "GET",
            "/things/7",
            headers: ["Content-Type": "text/html"],
            body: Answers.body("<p>")
        )
        let judged = MediaTypeRule(answersInJSON: .guide, contract: contract)
            .evaluate(CheckSubject(number: 1, exchange: page, operation: operation))
        #expect(judged.map(\.severity) == [.error], "that it is JSON at all, the guide says")
        #expect(judged.map(\.provenance) == [.guide])
    }

    @Test func nothingWhereContentIsDocumentedFails() throws {
        #expect(try evaluate(nil, body: "").map(\.severity) == [.error])
        #expect(try evaluate(nil, body: "", method: "HEAD").isEmpty)
        #expect(try evaluate(nil).map(\.severity) == [.warning])
    }

    @Test func rangesIncludeTypes() {
        #expect(MediaType("application/*").includes(MediaType("application/json")))
        #expect(MediaType("*/*").includes(MediaType("text/csv")))
        #expect(!MediaType("application/*").includes(MediaType("text/csv")))
        #expect(MediaType("").isEmpty)
    }
}
