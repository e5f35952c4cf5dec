internal import APIDocument
internal import Redaction

/// An answer of the class 5xx: the API says of itself that it failed.
///
/// A warning, not an error: no contract promises that a server never fails, and how often it does is for replays
/// to tell.
package struct ServerErrorRule: ContractRule {
    package let id = "status.server-error"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let status = subject.status, (500..<600).contains(status) else { return [] }
        let place = subject.operation.flatMap { $0.response(for: status)?.pointer } ?? ""
        return [
            Observation(
                rule: id,
                severity: .warning,
                provenance: .internal,
                message: "the server failed with \(status)",
                dataPointer: "status",
                specPointer: place,
                keyword: "responses"
            )
        ]
    }
}
