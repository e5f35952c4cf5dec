import APIDocument
import ContractCheck
import Deflate
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

    @Test(arguments: ["br", "zstd", "gzip, br", "made-up"])
    func aCodingThatIsNotDecodedHereIsNotTheAPIsFault(coding: String) throws {
        let found = try evaluate(MessageBody([0x8B, 0x07, 0x80, 0, 1, 2, 3]), headers: ["Content-Encoding": coding])
        #expect(found.map(\.isNotEvaluable) == [true])
        #expect(found.map(\.blame) == [.inconclusive])
    }

    @Test func whatIsMoreThanThisProgramReadsIsNotTheAPIsFault() throws {
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        #expect(try evaluate(Answers.body(deep)).map(\.isNotEvaluable) == [true])
        #expect(throws: JSONSyntaxError.self) { try JSONDocument.parse(Array(deep.utf8)) }
        // A megabyte of blanks for every kilobyte: a ratio no honest answer has.
        let bomb = try Deflated.gzip(of: 4 << 20)
        #expect(try evaluate(MessageBody(bomb), headers: ["Content-Encoding": "gzip"]).map(\.isNotEvaluable) == [true])
        let many = try evaluate(Answers.body("{}"), headers: ["Content-Encoding": "gzip, gzip, gzip, gzip, gzip"])
        #expect(many.map(\.isNotEvaluable) == [true])
    }

    @Test func aWithheldBodyIsNotAPass() throws {
        let found = try evaluate(Answers.body(#"{"id":7}"#), type: "application/json; charset=iso-8859-5")
        #expect(found.map(\.isNotEvaluable) == [true])
        let broken = try evaluate(Answers.body(#"{"id":"#), type: "application/json; charset=iso-8859-5")
        #expect(broken.map(\.severity) == [.error], "what was found out before it was withheld still counts")
    }

    @Test func bytesThatAreNotUTF8AreNotJSON() throws {
        for bytes in [
            [0x22, 0xFF, 0x22], Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8), [0, 0x7B, 0, 0x7D],
        ] {
            let found = try evaluate(MessageBody(bytes))
            #expect(found.map(\.severity) == [.error])
            #expect(found.map(\.isNotEvaluable) == [false])
        }
    }

    @Test func aBodyWithoutATypeIsJudgedByItsLook() throws {
        let exchange = Answers.exchange(headers: HeaderList(), body: Answers.body(#"{"a":1,}"#))
        #expect(BodySyntaxRule().evaluate(try Answers.subject(exchange)).map(\.severity) == [.error])
    }

    @Test func deepAndWideBodiesDoNotCrash() throws {
        // Brackets that never close: whether they are JSON lies beyond what is read.
        let deep = String(repeating: "[", count: 100_000)
        #expect(try evaluate(Answers.body(deep)).map(\.isNotEvaluable) == [true])
        _ = try evaluate(MessageBody((0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    }
}

private enum Deflated {
    /// So many blanks, compressed.
    static func gzip(of count: Int) throws -> [UInt8] {
        try Compression.compress([UInt8](repeating: 0x20, count: count), as: .gzip)
    }
}
