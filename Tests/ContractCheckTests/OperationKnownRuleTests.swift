import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct OperationKnownRuleTests {
    @Test func saysWhatTheContractLacks() throws {
        let rule = OperationKnownRule()
        #expect(rule.evaluate(try Answers.subject(Answers.exchange())).isEmpty)
        let found = rule.evaluate(try Answers.subject(Answers.exchange("GET", "/unknown")))
        #expect(found.map(\.severity) == [.info])
        #expect(found.map(\.blame) == [.document])
    }
}
