package import APIDocument
package import ContractCheck
internal import Redaction

/// A rule that speaks only where the contract has no schema for the answer's body: an operation, a status or a media
/// type that it does not know. Elsewhere the schema says the same, and one defect shall be one finding.
package struct WhereSilent: ContractRule {
    private let rule: any ContractRule
    private let contract: Contract

    package init(_ rule: any ContractRule, contract: Contract) {
        self.rule = rule
        self.contract = contract
    }

    package var id: String { rule.id }
    package var failures: [String] { rule.failures }
    package var judgesInconclusive: Bool { rule.judgesInconclusive }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        hasSchema(subject) ? [] : rule.evaluate(subject)
    }

    /// Whether `ResponseSchemaRule` has something to hold the answer against; it takes an answer without a type for
    /// the JSON that is documented.
    private func hasSchema(_ subject: CheckSubject) -> Bool {
        // The subject's own operation may be one of a document that the user named.
        let request = subject.exchange.request
        guard let status = subject.status,
            let response = contract.operations.match(method: request.method, url: request.url)?.response(for: status)
        else { return false }
        let declared = subject.mediaType
        let type = declared.isEmpty ? response.mediaTypes.map { MediaType($0) }.first { $0.isJSON } : declared
        return type.flatMap { response.content.best(for: $0) }?.schema != nil
    }
}
