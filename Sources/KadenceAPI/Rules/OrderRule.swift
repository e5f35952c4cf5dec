internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// A list that was asked for in the order of its dates comes in that order; equal dates in any.
package struct OrderRule: ContractRule {
    package let id = "kadence.order"

    private struct Order {
        let parameter: String
        let member: String
        let isDescending: Bool

        /// Whether the first may not stand before the second.
        func isBroken(_ first: Timestamp, _ second: Timestamp) -> Bool {
            isDescending ? first < second : first > second
        }
    }

    /// A member's dates in the orders' sequence; nil for one that is not there or not to be read.
    private typealias Row = (index: Int, dates: [Timestamp?])

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let answer = CollectionAnswer(subject) else { return [] }
        let orders = OrderRule.orders(answer.query)
        guard !orders.isEmpty else { return [] }
        let rows: [Row] = answer.members.elements.enumerated().map { index, member in
            (index, orders.map { OrderRule.date(member, $0.member, subject) })
        }
        // Which of two orders comes first is not said; one of the two ways will do.
        let ways = orders.count == 1 ? [[0]] : [[0, 1], [1, 0]]
        let faults = ways.map { OrderRule.faults(rows, $0, orders) }
        guard let best = faults.min(by: { $0.count < $1.count }), let first = best.first else { return [] }
        let names = orders.map(\.parameter).joined(separator: " and ")
        return [
            Observation(
                rule: id,
                severity: .error,
                provenance: .document,
                message: "the list is not in the order of \(names): this member belongs before the one above it",
                dataPointer: "/hydra:member/\(first)/\(orders[0].member)",
                furtherPointers: best.dropFirst().prefix(2).map { "/hydra:member/\($0)/\(orders[0].member)" },
                count: best.count,
                specPointer: subject.operation.map { $0.pointer + "/parameters" } ?? "",
                keyword: names
            )
        ]
    }

    private static func orders(_ query: RequestQuery) -> [Order] {
        var result: [Order] = []
        for (parameter, member) in [("order[startDate]", "startDate"), ("order[endDate]", "endDate")] {
            guard case .text(let bytes) = query[parameter] else { continue }
            let word = ASCII.lower(bytes)
            if word.elementsEqual("asc".utf8) {
                result.append(Order(parameter: parameter, member: member, isDescending: false))
            } else if word.elementsEqual("desc".utf8) {
                result.append(Order(parameter: parameter, member: member, isDescending: true))
            }
        }
        return result
    }

    private static func date(_ member: JSONNode, _ name: String, _ subject: CheckSubject) -> Timestamp? {
        guard member.kind == .object, let node = member[name], node.kind == .string,
            case .actual = subject.view(of: node), let text = node.string, text.utf8.count <= 64
        else { return nil }
        return Timestamp(rfc3339: text)
    }

    /// The indices of members that stand behind one they belong before. Members whose dates can't be read are passed
    /// over, since nobody says where nothing sorts.
    private static func faults(_ rows: [Row], _ way: [Int], _ orders: [Order]) -> [Int] {
        var result: [Int] = []
        var last: Row?
        for row in rows {
            guard way.allSatisfy({ row.dates[$0] != nil }) else { continue }
            if let last, isBroken(last, row, way, orders) { result.append(row.index) }
            last = row
        }
        return result
    }

    private static func isBroken(_ first: Row, _ second: Row, _ way: [Int], _ orders: [Order]) -> Bool {
        for index in way {
            guard let a = first.dates[index], let b = second.dates[index] else { return false }
            if a != b { return orders[index].isBroken(a, b) }
        }
        return false
    }
}
