/// A way to part the rows in two.
struct ConditionSplit {
    /// Rows as bits.
    struct RowSet: Hashable {
        private(set) var words: [UInt64]

        init(_ isMember: [Bool]) {
            words = Array(repeating: 0, count: (isMember.count + 63) / 64)
            for (place, isMember) in isMember.enumerated() where isMember { words[place / 64] |= 1 << (place % 64) }
        }

        var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

        func count(in rows: Range<Int>) -> Int {
            var (count, row) = (0, rows.lowerBound)
            while row < rows.upperBound {
                let taken = min(64 - row % 64, rows.upperBound - row)
                let bits = words[row / 64] >> (row % 64)
                count += (taken == 64 ? bits : bits & (1 << taken - 1)).nonzeroBitCount
                row += taken
            }
            return count
        }

        func common(_ other: RowSet) -> RowSet {
            var result = self
            for place in words.indices { result.words[place] &= other.words[place] }
            return result
        }

        func without(_ other: RowSet) -> RowSet {
            var result = self
            for place in words.indices { result.words[place] &= ~other.words[place] }
            return result
        }

        var first: Int? {
            words.firstIndex { $0 != 0 }.map { $0 * 64 + words[$0].trailingZeroBitCount }
        }

        func contains(_ row: Int) -> Bool { words[row / 64] >> (row % 64) & 1 == 1 }
    }

    /// What tells whether two splits are the same: the halves in an order that does not depend on which one was meant.
    struct Key: Hashable {
        var half: RowSet
        var rows: RowSet
    }

    var condition: Condition
    /// What holds for the other rows.
    var opposite: Condition
    var members: RowSet
    /// The rows of which it is known.
    var rows: RowSet

    /// Nil where one half is empty.
    init?(_ condition: Condition, _ opposite: Condition, _ isMember: [Bool?]) {
        self.condition = condition
        self.opposite = opposite
        members = RowSet(isMember.map { $0 == true })
        rows = RowSet(isMember.map { $0 != nil })
        guard members.count > 0, members.count < rows.count else { return nil }
    }

    var key: Key {
        let isFirst = rows.first.map { members.contains($0) } ?? false
        return Key(half: isFirst ? rows.without(members) : members, rows: rows)
    }

    /// All that are tested of a column.
    static func splits(of column: ConditionColumn) -> [ConditionSplit] {
        let factor = column.factor
        switch column.values {
        case .names(let values, let unknown): return names(factor, values, unknown)
        case .flags(let values):
            return names(factor, values, Set(values.indices.filter { values[$0] == nil }))
        case .numbers(let values, let isWhole): return thresholds(factor, values, isWhole: isWhole)
        case .periods(let numbers): return periods(factor, numbers)
        }
    }

    /// Each value against the rest.
    ///
    /// - Parameter unknown: the rows that say nothing.
    private static func names(
        _ factor: ConditionFactor,
        _ values: [[UInt8]?],
        _ unknown: Set<Int>
    ) -> [ConditionSplit] {
        let distinct = Set(values.compactMap { $0 }).sorted { $0.lexicographicallyPrecedes($1) }
        guard distinct.count <= ConditionColumn.mostNames else { return [] }
        // Two values and nothing else are each other's opposite.
        let isPair = distinct.count == 2 && !values.indices.contains { values[$0] == nil && !unknown.contains($0) }
        return distinct.enumerated().compactMap { place, value in
            let text = ConditionColumn.cut(String(decoding: value, as: UTF8.self))
            let other = isPair ? ConditionColumn.cut(String(decoding: distinct[1 - place], as: UTF8.self)) : nil
            return ConditionSplit(
                Condition(factor: factor, values: .equal(text)),
                Condition(factor: factor, values: other.map { .equal($0) } ?? .otherThan(text)),
                values.indices.map { unknown.contains($0) ? nil : values[$0] == value }
            )
        }
    }

    /// Between all neighbouring values where they are few, or else at eight quantiles.
    private static func thresholds(
        _ factor: ConditionFactor,
        _ values: [Double?],
        isWhole: Bool
    ) -> [ConditionSplit] {
        let sorted = values.compactMap { $0 }.filter(\.isFinite).sorted()
        var distinct: [Double] = []
        for value in sorted where distinct.last != value { distinct.append(value) }
        let cuts = 8
        var uppers = Array(distinct.dropFirst())
        if uppers.count > cuts {
            let wanted = (1...cuts).map { sorted[$0 * sorted.count / (cuts + 1)] }
            uppers = uppers.filter { wanted.contains($0) }
        }
        return uppers.compactMap { upper in
            guard let lower = distinct.last(where: { $0 < upper }) else { return nil }
            let cut = isWhole ? upper : ConditionText.roundest(above: lower, upTo: upper)
            return ConditionSplit(
                Condition(factor: factor, values: .atLeast(cut)),
                Condition(factor: factor, values: isWhole ? .atMost(lower) : .below(cut)),
                values.map { value in value.flatMap { $0.isFinite ? $0 >= upper : nil } }
            )
        }
    }

    /// Every second to tenth attempt, beginning anywhere, that comes twice at least.
    private static func periods(_ factor: ConditionFactor, _ numbers: [Int]) -> [ConditionSplit] {
        (2...10).flatMap { divisor in
            (0..<divisor).compactMap { remainder in
                guard Set(numbers.filter { $0 % divisor == remainder }).count > 1 else { return nil }
                return ConditionSplit(
                    Condition(factor: factor, values: .every(divisor: divisor, remainder: remainder)),
                    Condition(factor: factor, values: .notEvery(divisor: divisor, remainder: remainder)),
                    numbers.map { $0 % divisor == remainder }
                )
            }
        }
    }
}
