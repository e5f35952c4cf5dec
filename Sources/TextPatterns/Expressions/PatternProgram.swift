/// One instruction of a nondeterministic program. Distances count from the instruction itself, so that a piece of a
/// program can be copied.
struct PatternInstruction: Hashable, Sendable {
    enum Operation: UInt8, Hashable, Sendable {
        /// Takes one code point of set `first`.
        case set
        /// Goes on at distance `first` and at distance `second`.
        case split
        /// Goes on at distance `first`.
        case jump
        /// Goes on behind it if the `PatternAssertion` with the raw value `first` holds.
        case assertion
        case match
    }

    var operation: Operation
    var first: Int32 = 0
    var second: Int32 = 0
}

/// Turns a parsed pattern into instructions (Thompson's construction).
struct PatternProgram: Sendable {
    private(set) var code: [PatternInstruction] = []
    private(set) var sets: [CodePointSet]

    /// More instructions than this are refused: the time of a match is the text's length times this at the worst.
    static let limit = 16_384

    /// A piece of the code that matches one operand.
    private struct Fragment {
        var start: Int
        /// Whether it matches nothing, wherever it stands.
        var isNullable: Bool
    }

    /// Set when the code has outgrown its limit. What can match nothing anywhere matches every text, so it goes on
    /// without code until that is known.
    private var isOversized: Bool
    private var fragments: [Fragment] = []

    /// - Throws: `PatternError.tooLarge`.
    init(_ pattern: ParsedPattern) throws(PatternError) {
        sets = pattern.sets
        isOversized = pattern.hasTooManyRanges
        for node in pattern.nodes { add(node) }
        if fragments.last?.isNullable == true {
            code = []
        } else if isOversized {
            throw .tooLarge(limit: Self.limit)
        }
        code.append(PatternInstruction(operation: .match))
    }

    private mutating func add(_ node: PatternNode) {
        switch node {
        case .set(let number): addOne(PatternInstruction(operation: .set, first: Int32(number)))
        case .assertion(let kind): addOne(PatternInstruction(operation: .assertion, first: Int32(kind.rawValue)))
        case .sequence(let count):
            let parts = pop(count)
            fragments.append(
                Fragment(start: parts.first?.start ?? code.count, isNullable: parts.allSatisfy(\.isNullable))
            )
        case .alternation(let count): addAlternation(pop(count))
        case .repetition(let least, let most):
            if let part = pop(1).first { addRepetition(part, least, most) }
        }
        if code.count > Self.limit { isOversized = true }
        if isOversized { code = [] }
    }

    private mutating func addOne(_ instruction: PatternInstruction) {
        fragments.append(Fragment(start: code.count, isNullable: false))
        code.append(instruction)
    }

    private mutating func pop(_ count: Int) -> [Fragment] {
        let first = max(0, fragments.count - count)
        defer { fragments.removeSubrange(first...) }
        return Array(fragments[first...])
    }

    private mutating func addAlternation(_ parts: [Fragment]) {
        guard let start = parts.first?.start else { return }
        fragments.append(Fragment(start: start, isNullable: parts.contains(where: \.isNullable)))
        guard !isOversized else { return }
        let old = Array(code[start...])
        code.removeSubrange(start...)
        let total = old.count + 2 * (parts.count - 1)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            let piece = old[(part.start - start)..<(isLast ? old.count : parts[index + 1].start - start)]
            if !isLast {
                code.append(PatternInstruction(operation: .split, first: 1, second: Int32(piece.count + 2)))
            }
            code += piece
            if !isLast {
                code.append(PatternInstruction(operation: .jump, first: Int32(start + total - code.count)))
            }
        }
    }

    private mutating func addRepetition(_ part: Fragment, _ least: Int, _ most: Int) {
        fragments.append(Fragment(start: part.start, isNullable: part.isNullable || least == 0))
        guard !isOversized else { return }
        let piece = Array(code[part.start...])
        code.removeSubrange(part.start...)
        guard !piece.isEmpty else { return }
        let size = piece.count
        // Nothing below is counted before it is known to be small.
        let copies = most == .max ? max(least, 1) : most
        guard copies <= Self.limit / size, copies * (size + 1) + 2 <= Self.limit + size else {
            isOversized = true
            return
        }
        for _ in 0..<(most == .max ? max(least - 1, 0) : least) { code += piece }
        if most == .max {
            if least == 0 {
                code.append(PatternInstruction(operation: .split, first: 1, second: Int32(size + 2)))
                code += piece
                code.append(PatternInstruction(operation: .jump, first: Int32(-size - 1)))
            } else {
                code += piece
                code.append(PatternInstruction(operation: .split, first: Int32(-size), second: 1))
            }
            return
        }
        let optional = most - least
        for index in 0..<optional {
            let distance = (optional - index) * (size + 1)
            code.append(PatternInstruction(operation: .split, first: 1, second: Int32(distance)))
            code += piece
        }
    }
}
