package import APIDocument
internal import Redaction

/// Everything that one document says of an exchange: its operations, and the rules that hold an exchange against them.
package struct DocumentRules: ContractRule {
    package let id = "document-rules"
    package let operations: OperationTable
    private let rules: [any ContractRule]

    package var failures: [String] { rules.flatMap(\.failures) }

    package init(operations: OperationTable, rules: [any ContractRule]) {
        self.operations = operations
        self.rules = rules
    }

    /// Whether the document describes the request at all.
    func knows(_ subject: CheckSubject) -> Bool { operation(of: subject) != nil }

    /// What the document's rules notice; nothing where it does not describe the request.
    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let operation = operation(of: subject) else { return [] }
        let subject = subject.seen(as: operation)
        return rules.flatMap { $0.evaluate(subject) }
    }

    private func operation(of subject: CheckSubject) -> OperationDescription? {
        operations.match(method: subject.exchange.request.method, url: subject.exchange.request.url)
    }
}
