package import JSONTree
internal import SafeText

/// How much of the contract was seen, for people and programs.
package enum CoverageFormat {
    /// Operations that the short list names.
    private static let most = 6

    /// `seen: 3 of 27 operations, 5 of 120 statuses, …`; what the contract has none of is left out.
    package static func line(_ coverage: Coverage) -> String {
        "seen: "
            + coverage.parts.filter { $0.documented > 0 || $0.noun == "operation" }
            .map(\.text).joined(separator: ", ")
    }

    /// What was never seen, one line for each operation called and one for those never called. Hostile text as far as
    /// the document is.
    ///
    /// - Parameter shortly: the operations never called only, and no more than a few of them.
    package static func gaps(_ coverage: Coverage, shortly: Bool) -> [String] {
        var lines: [String] = []
        if !shortly {
            for operation in coverage.operations {
                let gaps = operation.gaps
                if !gaps.isEmpty { lines.append("\(operation.operation) never showed " + gaps.joined(separator: ", ")) }
            }
        }
        let uncalled = coverage.operations.filter { !$0.isSeen }.map(\.operation)
        if !uncalled.isEmpty {
            let shown = shortly ? Array(uncalled.prefix(most)) : uncalled
            let rest = uncalled.count - shown.count
            lines.append("never called: " + shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : ""))
        }
        return lines
    }

    /// Everything: for each operation each documented item with the number of exchanges that showed it, 0 for what was
    /// never seen.
    package static func json(_ coverage: Coverage) -> JSONValue {
        let seen = coverage.operations.filter(\.isSeen)
        return [
            "exchanges": .int(coverage.exchanges),
            "notMatched": .int(coverage.notMatched),
            "operationsDocumented": .int(coverage.operationsDocumented.count),
            "operationsSeen": .array(
                seen.map { operation -> JSONValue in
                    [
                        "operation": .string(operation.operation),
                        "exchanges": .int(operation.exchanges),
                        "statuses": .array(operation.statusesSeen.map { .int($0) }),
                    ]
                }
            ),
            "parts": .array(
                coverage.parts.map {
                    ["part": .string($0.noun), "seen": .int($0.seen), "documented": .int($0.documented)]
                }
            ),
            "operations": .array(coverage.operations.map(value(of:))),
        ]
    }

    private static func value(of operation: OperationCoverage) -> JSONValue {
        func items(_ items: [OperationCoverage.Item]) -> JSONValue {
            .array(items.map { ["name": .string($0.name), "exchanges": .int($0.exchanges)] })
        }
        return [
            "operation": .string(operation.operation),
            "exchanges": .int(operation.exchanges),
            "statuses": items(operation.statuses),
            "parameters": items(operation.parameters),
            "requestMediaTypes": items(operation.requestMediaTypes),
            "responseMediaTypes": items(operation.responseMediaTypes),
            "statusesSeen": .array(operation.statusesSeen.map { .int($0) }),
        ]
    }

    /// The line, and what was never seen in a list that can be opened.
    package static func markdown(_ coverage: Coverage) -> [String] {
        var lines = [Neutralizer.neutralize(line(coverage), for: .markdown)]
        let gaps = gaps(coverage, shortly: false)
        guard !gaps.isEmpty else { return lines }
        lines += ["", "<details><summary>Never seen</summary>", ""]
        lines += gaps.map { "- " + Neutralizer.neutralize($0, for: .markdown, maximum: 2_000) }
        return lines + ["", "</details>"]
    }
}
