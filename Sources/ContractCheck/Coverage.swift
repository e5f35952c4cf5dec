/// How much of the contract a check has seen: findings say nothing about what was never called.
package struct Coverage: Sendable, Hashable {
    /// Labels of the operations the contract has.
    package let operationsDocumented: [String]
    /// How many exchanges each of them had.
    package private(set) var exchangesByOperation: [String: Int] = [:]
    /// The statuses seen, by operation.
    package private(set) var statusesByOperation: [String: Set<Int>] = [:]
    /// All exchanges looked at.
    package private(set) var exchanges = 0
    /// Exchanges for which the contract has no operation; the ones of other APIs included.
    package private(set) var notMatched = 0

    package init(documented: [String]) {
        operationsDocumented = documented
    }

    /// Labels of the operations seen, in the contract's order.
    package var operationsSeen: [String] {
        operationsDocumented.filter { exchangesByOperation[$0] != nil }
    }

    package var matched: Int { exchanges - notMatched }

    mutating func count(_ subject: CheckSubject) {
        exchanges += 1
        guard let operation = subject.operation else {
            notMatched += 1
            return
        }
        exchangesByOperation[operation.label, default: 0] += 1
        if let status = subject.status { statusesByOperation[operation.label, default: []].insert(status) }
    }

    mutating func countForeign() {
        exchanges += 1
        notMatched += 1
    }
}
