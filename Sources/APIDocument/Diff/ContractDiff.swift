internal import JSONSchema

/// What changed from one document to another, for requests and answers apart.
///
/// Requests break when less is accepted, answers when more may come. Texts, examples and names that no message carries
/// are not compared.
package struct ContractDiff: Sendable {
    /// In the order of the old document, what is new after that.
    package let changes: [ContractChange]

    package init(from old: Contract, to new: Contract) {
        let log = ChangeLog(old: old, new: new)
        let theirs = Dictionary(
            new.operations.operations.map { (Key($0), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var met: Set<Key> = []
        for operation in old.operations.operations {
            let key = Key(operation)
            guard met.insert(key).inserted else { continue }
            if let other = theirs[key] {
                var diff = OperationDiff(old: operation, new: other, log: log)
                diff.compare()
            } else {
                log.note(
                    "operation-removed",
                    .request,
                    .breaking,
                    operation,
                    operation.place,
                    nil,
                    "\(operation.label) is gone"
                )
            }
        }
        for operation in new.operations.operations where met.insert(Key(operation)).inserted {
            log.note(
                "operation-added",
                .request,
                .nonBreaking,
                operation,
                nil,
                operation.place,
                "\(operation.label) is new"
            )
        }
        changes = log.changes
    }

    /// Method and path; how a variable is called no request shows.
    private struct Key: Hashable {
        let method: String
        let shape: [[[UInt8]]]

        init(_ operation: OperationDescription) {
            method = operation.method
            shape = PathTemplate(operation.pathTemplate).shape
        }
    }

    package func count(_ classification: ContractChange.Class, _ direction: ContractChange.Direction? = nil) -> Int {
        changes.count { $0.classification == classification && (direction == nil || $0.direction == direction) }
    }

    package var isBreaking: Bool { changes.contains { $0.classification == .breaking } }

    /// One line: how many changes of each class, for requests and answers.
    package var summary: String {
        guard !changes.isEmpty else { return "nothing changed for requests or answers" }
        let parts = ContractChange.Class.allCases.compactMap { classification -> String? in
            let requests = count(classification, .request)
            let responses = count(classification, .response)
            guard requests + responses > 0 else { return nil }
            return
                "\(requests + responses) \(classification.rawValue) (\(requests) for requests, \(responses) for answers)"
        }
        return parts.joined(separator: ", ")
    }
}
