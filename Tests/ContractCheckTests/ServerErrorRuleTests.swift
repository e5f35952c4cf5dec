import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct ServerErrorRuleTests {
    @Test func aFailureIsAWarningAboutTheAPI() throws {
        let rule = ServerErrorRule()
        #expect(rule.evaluate(try Answers.subject(Answers.exchange(status: 404))).isEmpty)
        let found = rule.evaluate(try Answers.subject(Answers.exchange(status: 503)))
        #expect(found.map(\.severity) == [.warning])
        #expect(found.map(\.blame) == [.api])
    }
}
