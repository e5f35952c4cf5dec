package import APIDocument
internal import ExchangeModel
internal import Redaction

/// The status is one that the contract documents for the operation.
///
/// A contract names the one success that it promises; nobody says that its list of refusals is complete. So the two
/// may rest on different words.
package struct StatusKnownRule: ContractRule {
    package let id = "status.unknown"
    private let successes: Provenance
    private let others: Provenance

    /// - Parameters:
    ///   - successes: who says that the documented 2xx statuses are all there are.
    ///   - others: the same for redirections, refusals and failures.
    package init(successes: Provenance = .document, others: Provenance = .document) {
        self.successes = successes
        self.others = others
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let operation = subject.operation, let status = subject.status, operation.response(for: status) == nil
        else { return [] }
        // HTTP's own answer to a conditional request (RFC 9110 §13), which no contract needs to list.
        if status == 304, isConditional(subject) { return [] }
        let isSuccess = (200..<300).contains(status)
        return [
            Observation(
                rule: id,
                severity: isSuccess ? .error : .warning,
                provenance: isSuccess ? successes : others,
                message: "\(status) is not documented here; documented: \(operation.statuses.joined(separator: ", "))",
                dataPointer: "status",
                specPointer: operation.pointer + "/responses",
                keyword: "responses"
            )
        ]
    }

    private func isConditional(_ subject: CheckSubject) -> Bool {
        let headers = subject.exchange.request.headers
        return headers.first("If-None-Match") != nil || headers.first("If-Modified-Since") != nil
    }
}
