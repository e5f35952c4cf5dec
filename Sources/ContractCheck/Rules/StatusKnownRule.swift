internal import Redaction

/// The status is one that the contract documents for the operation.
package struct StatusKnownRule: ContractRule {
    package let id = "status.unknown"
    private let provenance: Provenance

    /// - Parameter provenance: who says that the documented statuses are all there are.
    package init(provenance: Provenance = .document) {
        self.provenance = provenance
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let operation = subject.operation, let status = subject.status, operation.response(for: status) == nil
        else { return [] }
        return [
            Observation(
                rule: id,
                severity: severity(of: status),
                provenance: provenance,
                message: "\(status) is not documented here; documented: \(operation.statuses.joined(separator: ", "))",
                dataPointer: "status",
                specPointer: operation.pointer + "/responses",
                keyword: "responses"
            )
        ]
    }

    /// Documents seldom list every refusal, so an unlisted one is a warning; an unlisted success is another answer
    /// than the one promised.
    private func severity(of status: Int) -> Severity {
        (200..<400).contains(status) ? .error : .warning
    }
}
