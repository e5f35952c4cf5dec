internal import APIDocument

/// The contract has an operation for the request; otherwise only rules that need none were asked.
package struct OperationKnownRule: ContractRule {
    package let id = "operation.unknown"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard subject.operation == nil else { return [] }
        return [
            Observation(
                rule: id,
                severity: .info,
                blame: .document,
                provenance: .internal,
                message: "the contract has no operation for this method and path",
                keyword: "paths"
            )
        ]
    }
}
