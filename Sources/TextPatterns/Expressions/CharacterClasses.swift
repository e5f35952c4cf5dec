/// The code points of a pattern, in classes that it treats alike. A program over a few classes needs neither a table of
/// a million code points nor the many states of UTF-8 sequences.
struct CharacterClasses: Sendable {
    /// The class of each ASCII code point.
    let ascii: [UInt16]
    /// How many classes there are.
    let count: Int

    /// Where intervals of one class begin, ascending, the first at 0; and the class of each.
    private let starts: [UInt32]
    private let classes: [UInt16]
    /// For each set a row of bits, one a class.
    private let members: [UInt64]
    private let rowLength: Int
    private let wordRow: Int

    /// Bounds on the work and on the memory.
    private static let stepLimit = 4_000_000
    private static let wordLimit = 500_000

    /// - Throws: `PatternError.tooLarge`.
    init(_ sets: [CodePointSet]) throws(PatternError) {
        // `\b` needs to know the word characters apart.
        let sets = sets + [.wordCharacters]
        var starts = Array(Set(sets.flatMap { $0.ranges.flatMap { [$0.first, $0.last + 1] } } + [0])).sorted()
        if starts.last == CodePointSet.lastCodePoint + 1 { starts.removeLast() }
        var (classes, count) = try Self.refine(starts, by: sets)
        // Numbers that were split up until nothing was left are not used any more.
        var renumbered = Array(repeating: Int.max, count: count)
        count = 0
        for index in classes.indices {
            if renumbered[classes[index]] == .max {
                renumbered[classes[index]] = count
                count += 1
            }
            classes[index] = renumbered[classes[index]]
        }
        rowLength = (count + 63) / 64
        guard count < Int(UInt16.max), rowLength * sets.count <= Self.wordLimit else {
            throw .tooLarge(limit: PatternProgram.limit)
        }
        var members = Array(repeating: UInt64(0), count: rowLength * sets.count)
        for (row, set) in sets.enumerated() {
            for index in Self.intervals(of: set, in: starts) {
                members[row * rowLength + classes[index] / 64] |= 1 << UInt64(classes[index] % 64)
            }
        }
        self.starts = starts
        self.classes = classes.map { UInt16($0) }
        self.count = count
        self.members = members
        wordRow = sets.count - 1
        var ascii: [UInt16] = []
        for codePoint in 0..<128 as Range<UInt32> {
            ascii.append(UInt16(classes[Self.interval(of: codePoint, in: starts)]))
        }
        self.ascii = ascii
    }

    func number(of codePoint: UInt32) -> Int {
        codePoint < 128 ? Int(ascii[Int(codePoint)]) : Int(classes[Self.interval(of: codePoint, in: starts)])
    }

    func set(_ set: Int, contains number: Int) -> Bool {
        members[set * rowLength + number / 64] >> UInt64(number % 64) & 1 != 0
    }

    func isWord(_ number: Int) -> Bool { set(wordRow, contains: number) }

    /// Splits the classes by each set in turn. A set splits them as its complement does, so the smaller one is walked.
    private static func refine(
        _ starts: [UInt32],
        by sets: [CodePointSet]
    ) throws(PatternError) -> (classes: [Int], count: Int) {
        var classes = Array(repeating: 0, count: starts.count)
        var count = 1
        var steps = 0
        for set in sets {
            var inside = intervals(of: set, in: starts)
            if inside.count > starts.count / 2 { inside = intervals(of: set.complement, in: starts) }
            steps += inside.count
            guard steps <= stepLimit else { throw .tooLarge(limit: PatternProgram.limit) }
            var moved: [Int: Int] = [:]
            for index in inside {
                if let number = moved[classes[index]] {
                    classes[index] = number
                } else {
                    moved[classes[index]] = count
                    classes[index] = count
                    count += 1
                }
            }
        }
        return (classes, count)
    }

    /// The numbers of the intervals that make up the set.
    private static func intervals(of set: CodePointSet, in starts: [UInt32]) -> [Int] {
        var result: [Int] = []
        for range in set.ranges {
            var index = interval(of: range.first, in: starts)
            while index < starts.count, starts[index] <= range.last {
                result.append(index)
                index += 1
            }
        }
        return result
    }

    /// The number of the interval a code point lies in.
    private static func interval(of codePoint: UInt32, in starts: [UInt32]) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= codePoint { low = middle } else { high = middle }
        }
        return low
    }
}
