import APIDocument
import Testing

@testable import ContractCheck

/// Says the same of every exchange.
private struct FixedRule: ContractRule {
    let id = "fixed"
    let observations: [Observation]
    func evaluate(_ subject: CheckSubject) -> [Observation] { observations }
}

@Suite struct BlameRuleTests {
    private func violation(
        _ pointer: String,
        _ keyword: String = "type",
        blame: Blame = .api,
        message: String = "m",
        isNotEvaluable: Bool = false
    ) -> Observation {
        Observation(
            rule: "schema.response-body",
            severity: .error,
            blame: blame,
            provenance: .document,
            message: message,
            dataPointer: pointer,
            keyword: keyword,
            isNotEvaluable: isNotEvaluable
        )
    }

    private func judge(
        _ document: [Observation],
        _ corrected: [Observation]?,
        _ target: String = "/things"
    ) throws -> [Observation] {
        let table = try Answers.table()
        let rule = BlameRule(
            document: DocumentRules(operations: table, rules: [FixedRule(observations: document)]),
            corrected: corrected.map { [DocumentRules(operations: table, rules: [FixedRule(observations: $0)])] } ?? []
        )
        return rule.evaluate(try Answers.subject(Answers.exchange("GET", target)))
    }

    @Test func aViolationOfBothIsTheAPIs() throws {
        let found = try judge([violation("/id", "type")], [violation("/id", "format")])
        #expect(found.map(\.blame) == [.api])
        // The corrected document says it better.
        #expect(found.map(\.keyword) == ["format"])
    }

    @Test func aRequestsViolationOfBothIsTheClients() throws {
        let found = try judge([violation("/id", blame: .client)], [violation("/id", blame: .client)])
        #expect(found.map(\.blame) == [.client])
    }

    @Test func whatTheDocumentAloneSaysIsItsOwnFault() throws {
        let found = try judge([violation("/id"), violation("/name")], [violation("/id")])
        #expect(found.map(\.blame) == [.api, .document])
        #expect(found.map(\.dataPointer) == ["/id", "/name"])
    }

    @Test func whatOnlyTheCorrectedDocumentSaysCounts() throws {
        #expect(try judge([], [violation("/id")]).map(\.blame) == [.api])
    }

    @Test func withoutACorrectedDocumentTheOneJudges() throws {
        #expect(try judge([violation("/id")], nil).map(\.blame) == [.api])
    }

    @Test func missingMembersOfOneObjectStayApart() throws {
        let found = try judge(
            [violation("", "required", message: "a is missing")],
            [violation("", "required", message: "b is missing")]
        )
        #expect(found.map(\.blame) == [.api, .document])
    }

    @Test func whatCouldNotBeJudgedIsNobodysFault() throws {
        let unjudged = Observation.notEvaluable(rule: "schema.response-body", message: "m", dataPointer: "/id")
        #expect(try judge([], [unjudged]).map(\.blame) == [.inconclusive])
        // Where the corrected document could judge, that the other could not says nothing.
        #expect(try judge([unjudged], []).isEmpty)
        #expect(try judge([unjudged], nil).map(\.blame) == [.inconclusive])
    }

    @Test func anUnknownOperationIsNotJudged() throws {
        #expect(try judge([violation("/id")], [violation("/id")], "/nowhere").isEmpty)
    }
}
