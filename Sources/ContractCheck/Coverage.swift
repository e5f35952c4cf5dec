package import APIDocument

/// How much of the contract a check has seen: findings say nothing about what was never called.
///
/// Counted are exchanges whose request names an operation of the contract, whatever the answer was: a 429 shows that
/// the operation was called, though nothing else. What was seen of an operation is told by `OperationCoverage`.
package struct Coverage: Sendable, Hashable {
    /// What was seen of each operation, in the contract's order.
    package private(set) var operations: [OperationCoverage]
    /// All exchanges looked at.
    package private(set) var exchanges = 0
    /// Exchanges for which the contract has no operation; the ones of other APIs included.
    package private(set) var notMatched = 0
    private var places: [String: Int] = [:]

    package init(operations: [OperationDescription]) {
        self.operations = []
        for operation in operations { _ = place(of: operation) }
    }

    /// The same where only the operations' labels are known; the rest is learned from what is seen.
    package init(documented: [String]) {
        operations = []
        for label in documented where places[label] == nil {
            places[label] = operations.count
            operations.append(OperationCoverage(operation: label))
        }
    }

    /// Labels of the operations the contract has.
    package var operationsDocumented: [String] { operations.map(\.operation) }

    /// Labels of the operations seen, in the contract's order.
    package var operationsSeen: [String] { operations.filter(\.isSeen).map(\.operation) }

    /// How many exchanges each operation had that had any.
    package var exchangesByOperation: [String: Int] {
        var result: [String: Int] = [:]
        for operation in operations where operation.isSeen { result[operation.operation] = operation.exchanges }
        return result
    }

    /// The statuses seen, by operation.
    package var statusesByOperation: [String: Set<Int>] {
        var result: [String: Set<Int>] = [:]
        for operation in operations where !operation.statusesSeen.isEmpty {
            result[operation.operation] = Set(operation.statusesSeen)
        }
        return result
    }

    package var matched: Int { exchanges - notMatched }

    /// How much of each kind was seen: operations, documented statuses, parameters, and media types of requests and
    /// answers together.
    package var parts: [CoveragePart] {
        var parts = [CoveragePart(noun: "operation", seen: operationsSeen.count, documented: operations.count)]
        let kinds: [(String, (OperationCoverage) -> [OperationCoverage.Item])] = [
            ("status", { $0.statuses }), ("parameter", { $0.parameters }),
            ("media type", { $0.requestMediaTypes + $0.responseMediaTypes }),
        ]
        for (noun, items) in kinds {
            let all = operations.flatMap(items)
            parts.append(CoveragePart(noun: noun, seen: all.count { $0.isSeen }, documented: all.count))
        }
        return parts
    }

    mutating func count(_ subject: CheckSubject) {
        exchanges += 1
        guard let operation = subject.operation else {
            notMatched += 1
            return
        }
        operations[place(of: operation)].count(subject, as: operation)
    }

    mutating func countForeign() {
        exchanges += 1
        notMatched += 1
    }

    private mutating func place(of operation: OperationDescription) -> Int {
        if let place = places[operation.label] {
            if !operations[place].isDescribed { operations[place].describe(operation) }
            return place
        }
        let place = operations.count
        places[operation.label] = place
        operations.append(OperationCoverage(operation: operation.label))
        operations[place].describe(operation)
        return place
    }
}

/// One line of the coverage: how many of the documented were seen.
package struct CoveragePart: Sendable, Hashable {
    /// In the singular.
    package let noun: String
    package let seen: Int
    package let documented: Int

    /// `12 of 27 operations`.
    package var text: String {
        let plural = noun == "status" ? "statuses" : noun + "s"
        return "\(seen) of \(documented) \(documented == 1 ? noun : plural)"
    }
}
