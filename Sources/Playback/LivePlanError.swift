/// Why there is no plan for a live check.
package enum LivePlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No operation has this name. `near` are those whose names are most like it.
    case unknownOperation(String, near: [String])
    /// The operation is not a GET.
    case doesNotRead(String, label: String)
    /// The document has no GET operation at all.
    case nothingToRead
    /// Fewer than one call is allowed.
    case noBudget(Int)

    package var description: String {
        switch self {
        case .unknownOperation(let name, _): "the contract has no operation \"\(LivePlanError.short(name))\""
        case .doesNotRead(let name, let label) where name == label: "\(label) may change data"
        case .doesNotRead(let name, let label): "\(LivePlanError.short(name)) is \(label), which may change data"
        case .nothingToRead: "the contract has no GET operation, so a live check has nothing to call"
        case .noBudget(let budget): "a budget of \(budget) calls lets nothing be called"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .unknownOperation(_, let near) where !near.isEmpty: "did you mean " + near.joined(separator: " or ") + "?"
        case .unknownOperation: "name it by its operationId, or as the contract does: GET /v1/public/bookings/{id}"
        case .doesNotRead: "a live check only reads: name a GET operation"
        case .nothingToRead: "use a document that has some"
        case .noBudget: "allow at least one"
        }
    }

    private static func short(_ name: String) -> String {
        name.unicodeScalars.count > 120 ? String(name.unicodeScalars.prefix(120)) + "…" : name
    }

    /// The names most like the one given, best first, three at most.
    static func near(_ name: String, among names: [String]) -> [String] {
        let wanted = Array(name.utf8.prefix(120)).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        guard !wanted.isEmpty else { return [] }
        let ranked = names.enumerated().compactMap { index, candidate -> (Int, Int, String)? in
            let other = Array(candidate.utf8.prefix(120)).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
            let steps = distance(wanted, other)
            return steps <= max(2, wanted.count / 3) ? (steps, index, candidate) : nil
        }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(3).map(\.2)
    }

    /// Levenshtein's distance, one row at a time.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, corner + (left == right ? 0 : 1))
                corner = above
            }
        }
        return row[b.count]
    }
}
