/// One step of a parsed pattern in postfix order: an operator follows its operands, so neither the parser nor what
/// reads its result has to recurse.
enum PatternNode: Hashable, Sendable {
    /// One code point of the set with this number.
    case set(Int)
    case assertion(PatternAssertion)
    /// The last `count` operands one after the other; nothing at all for 0.
    case sequence(count: Int)
    /// One of the last `count` operands.
    case alternation(count: Int)
    /// The last operand, from `least` to `most` times; `most` is `Int.max` for no end. Whether it is greedy does not
    /// matter, as only the fact of a match is asked for.
    case repetition(least: Int, most: Int)
}

/// What takes no character (ECMA-262 §22.2.2.4), of what is regular.
enum PatternAssertion: UInt8, Hashable, Sendable {
    case textStart, textEnd, wordBoundary, noWordBoundary
}

/// What the parser found.
struct ParsedPattern: Sendable {
    var nodes: [PatternNode] = []
    /// The sets the nodes name; equal ones have one number.
    var sets: [CodePointSet] = []
    /// The first feature that is part of ECMA-262 and not evaluated here.
    var beyond: PatternError?
    /// Whether the sets hold more ranges than `rangeLimit`; those beyond it were not kept.
    var hasTooManyRanges = false

    static let rangeLimit = 400_000
}
