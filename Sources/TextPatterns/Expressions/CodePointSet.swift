/// Code points from `first` to `last`, both included. Surrogates count as code points, as in ECMA-262.
struct CodePointRange: Hashable, Sendable {
    var first: UInt32
    var last: UInt32

    init(_ first: UInt32, _ last: UInt32) {
        self.first = first
        self.last = last
    }

    init(_ only: UInt32) { self.init(only, only) }
}

/// A set of code points: closed ranges, ascending, that neither overlap nor touch, so that equal sets are equal values.
struct CodePointSet: Hashable, Sendable {
    static let lastCodePoint: UInt32 = 0x10_FFFF
    static let everything = CodePointSet([CodePointRange(0, lastCodePoint)])

    let ranges: [CodePointRange]

    /// The ranges may come in any order and overlap; none may be empty or reach beyond the last code point.
    init(_ unordered: [CodePointRange]) {
        guard unordered.count > 1 else {
            ranges = unordered
            return
        }
        var result: [CodePointRange] = []
        for range in unordered.sorted(by: { $0.first < $1.first }) {
            guard let last = result.last, range.first <= last.last &+ 1 else {
                result.append(range)
                continue
            }
            result[result.count - 1].last = max(last.last, range.last)
        }
        ranges = result
    }

    /// Every code point that is not in the set.
    var complement: CodePointSet {
        var result: [CodePointRange] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.first > next { result.append(CodePointRange(next, range.first - 1)) }
            next = range.last + 1
        }
        if next <= Self.lastCodePoint { result.append(CodePointRange(next, Self.lastCodePoint)) }
        return CodePointSet(result)
    }

    func contains(_ codePoint: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].first <= codePoint
    }
}

extension CodePointSet {
    /// `\d` (ECMA-262 §22.2.2.9): ASCII only.
    static let digits = CodePointSet([CodePointRange(0x30, 0x39)])

    /// `\w` without the `i` flag: ASCII letters, digits and the low line.
    static let wordCharacters = CodePointSet([
        CodePointRange(0x30, 0x39), CodePointRange(0x41, 0x5A), CodePointRange(0x5F), CodePointRange(0x61, 0x7A),
    ])

    /// `\s`: WhiteSpace and LineTerminator (ECMA-262 §12.2, §12.3); of them Space_Separator is 1680, 2000 to 200A, …
    static let spaces = CodePointSet([
        CodePointRange(0x09, 0x0D), CodePointRange(0x20), CodePointRange(0xA0), CodePointRange(0x1680),
        CodePointRange(0x2000, 0x200A), CodePointRange(0x2028, 0x2029), CodePointRange(0x202F),
        CodePointRange(0x205F), CodePointRange(0x3000), CodePointRange(0xFEFF),
    ])

    /// What `.` does not match without the `s` flag.
    static let lineTerminators = CodePointSet([
        CodePointRange(0x0A), CodePointRange(0x0D), CodePointRange(0x2028, 0x2029),
    ])

    static let anyButLineTerminators = lineTerminators.complement
}
