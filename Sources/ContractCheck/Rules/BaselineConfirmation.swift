internal import APIDocument
internal import JSONSchema
internal import JSONTree

/// Tells whether real answers confirm what is otherwise only an inference of the document's author.
struct BaselineConfirmation: Sendable {
    private let baseline: ShapeBaseline
    private let contract: Contract

    init(_ baseline: ShapeBaseline, contract: Contract) {
        self.baseline = baseline
        self.contract = contract
    }

    /// Whether the answers that the baseline was learned from all kept what this failure breaks.
    func confirms(_ failure: SchemaFailure, in subject: CheckSubject) -> Bool {
        guard let operation = subject.operation?.label, let status = subject.status,
            let pointer = JSONPointer(parsing: failure.instancePointer), let node = subject.json?.node(at: pointer)
        else { return false }
        func confirms(_ pointer: JSONPointer) -> Bool {
            baseline.confirms(
                operation: operation,
                status: status,
                pointer: pointer.description,
                keyword: failure.keyword,
                found: subject.view(of: node)
            )
        }
        guard failure.keyword == "required" else { return confirms(pointer) }
        // The failure is the object's; which members it lacks, the schema tells.
        let missing = (contract.node(at: failure.place)?["required"]?.elements.compactMap(\.string) ?? [])
            .filter { node[$0] == nil }
        return !missing.isEmpty && missing.allSatisfy { confirms(pointer.appending($0)) }
    }
}
