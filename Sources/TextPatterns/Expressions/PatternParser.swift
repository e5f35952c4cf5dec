/// Reads a regular expression as ECMA-262 §22.2.1 defines it with the `u` flag, without Annex B.
///
/// It keeps its own stack of open groups. Features beyond the regular ones are read and noted, so that a caller who
/// only asks whether the text is a pattern (JSON Schema's format `regex`) gets the right answer.
struct PatternParser {
    let source: [Unicode.Scalar]
    var position = 0
    var result = ParsedPattern()
    var setNumbers: [CodePointSet: Int] = [:]
    var rangeCount = 0
    /// Sets of `\p{…}` by what stands between the braces: a scan takes milliseconds.
    var properties: [String: CodePointSet] = [:]
    var groups = PatternGroups()
    /// Whether a quantifier may follow.
    private var canRepeat = false

    /// Groups may be nested this deep.
    static let nestingLimit = 250

    private init(_ source: [Unicode.Scalar]) {
        self.source = source
    }

    /// - Throws: `PatternError.syntax`, and nothing else: what is beyond is part of the result.
    static func parse(_ source: [Unicode.Scalar]) throws(PatternError) -> ParsedPattern {
        var parser = PatternParser(source)
        try parser.run()
        return parser.result
    }

    private mutating func run() throws(PatternError) {
        while let scalar = peek {
            switch scalar {
            case "|":
                position += 1
                endAlternative()
                groups.beginAlternative()
                canRepeat = false
            case "(": try openGroup()
            case ")": try closeGroup()
            case "*", "+", "?", "{": try readQuantifier(scalar)
            case "^", "$":
                position += 1
                addAssertion(scalar == "^" ? .textStart : .textEnd)
            case ".":
                position += 1
                addSet(.anyButLineTerminators)
            case "[": addSet(try readClass())
            case "]", "}": throw error("\"\(scalar)\" stands alone and must be escaped")
            case "\\": try readEscape()
            default:
                position += 1
                addSet(CodePointSet([CodePointRange(scalar.value)]))
            }
        }
        if let open = groups.innermost { throw .syntax(offset: open, reason: "the group has no end") }
        endAlternative()
        endAlternation()
        try groups.checkReferences()
    }

    // MARK: What is emitted

    mutating func addSet(_ set: CodePointSet) {
        result.nodes.append(.set(number(of: set)))
        groups.addTerm()
        canRepeat = true
    }

    mutating func addAssertion(_ assertion: PatternAssertion) {
        result.nodes.append(.assertion(assertion))
        groups.addTerm()
        canRepeat = false
    }

    /// Something that is read and noted, not evaluated.
    mutating func addBeyond(_ feature: String, at offset: Int) {
        note(feature, at: offset)
        result.nodes.append(.sequence(count: 0))
        groups.addTerm()
        canRepeat = true
    }

    mutating func note(_ feature: String, at offset: Int) {
        if result.beyond == nil { result.beyond = .notRegular(offset: offset, feature: feature) }
    }

    private mutating func number(of set: CodePointSet) -> Int {
        if let known = setNumbers[set] { return known }
        rangeCount += set.ranges.count
        guard rangeCount <= ParsedPattern.rangeLimit else {
            result.hasTooManyRanges = true
            return 0
        }
        let number = result.sets.count
        result.sets.append(set)
        setNumbers[set] = number
        return number
    }

    private mutating func endAlternative() {
        let count = groups.endAlternative()
        if count != 1 { result.nodes.append(.sequence(count: count)) }
    }

    private mutating func endAlternation() {
        let count = groups.alternativeCount
        if count > 1 { result.nodes.append(.alternation(count: count)) }
    }

    // MARK: Groups

    private mutating func openGroup() throws(PatternError) {
        let start = position
        guard groups.depth < Self.nestingLimit else {
            throw error("groups are nested more than \(Self.nestingLimit) deep")
        }
        position += 1
        var canBeRepeated = true
        if take("?") {
            if take(":") {
                // Nothing to note: captures are not kept.
            } else if take("=") || take("!") {
                note("look-ahead", at: start)
                canBeRepeated = false
            } else if take("<") {
                if take("=") || take("!") {
                    note("look-behind", at: start)
                    canBeRepeated = false
                } else {
                    let name = try readGroupName()
                    guard groups.declare(name) else {
                        throw .syntax(offset: start, reason: "another group has the name \"\(name)\"")
                    }
                    groups.captureCount += 1
                }
            } else {
                try readModifiers()
                note("an inline modifier", at: start)
            }
        } else {
            groups.captureCount += 1
        }
        groups.open(at: start, canBeRepeated: canBeRepeated)
        canRepeat = false
    }

    private mutating func closeGroup() throws(PatternError) {
        guard groups.depth > 0 else { throw error("\")\" closes nothing") }
        position += 1
        endAlternative()
        endAlternation()
        canRepeat = groups.close()
        groups.addTerm()
    }

    /// `ims-ims:` behind `(?`, each flag once, at least one (ECMA-262 2025, §22.2.1).
    private mutating func readModifiers() throws(PatternError) {
        let start = position
        var seen: Set<Unicode.Scalar> = []
        var isAfterHyphen = false
        while let scalar = peek, scalar != ":" {
            switch scalar {
            case "i", "m", "s":
                guard seen.insert(scalar).inserted else { throw error("the flag \"\(scalar)\" stands there twice") }
            case "-" where !isAfterHyphen: isAfterHyphen = true
            default: throw .syntax(offset: start, reason: "\"(?\" begins no group known to ECMA-262")
            }
            position += 1
        }
        guard !seen.isEmpty, take(":") else {
            throw .syntax(offset: start, reason: "\"(?\" begins no group known to ECMA-262")
        }
    }

    // MARK: Quantifiers

    private mutating func readQuantifier(_ scalar: Unicode.Scalar) throws(PatternError) {
        let start = position
        guard canRepeat else { throw error("\"\(scalar)\" has nothing to repeat") }
        position += 1
        var least = scalar == "+" ? 1 : 0
        var most = scalar == "?" ? 1 : Int.max
        if scalar == "{" {
            guard let first = readNumber() else {
                throw .syntax(offset: start, reason: "\"{\" begins no quantifier and must be escaped")
            }
            least = first
            most = first
            if take(",") { most = readNumber() ?? .max }
            guard take("}") else { throw .syntax(offset: start, reason: "the quantifier has no end") }
            guard least <= most else {
                throw .syntax(offset: start, reason: "the quantifier's numbers are out of order")
            }
        }
        _ = take("?")
        result.nodes.append(.repetition(least: least, most: most))
        canRepeat = false
    }

    /// Decimal digits; numbers that no program could hold are cut at a million million.
    private mutating func readNumber() -> Int? {
        let start = position
        var number = 0
        while let digit = peek, digit.value &- 0x30 < 10 {
            number = min(number * 10 + Int(digit.value - 0x30), 1_000_000_000_000)
            position += 1
        }
        return position > start ? number : nil
    }

    // MARK: Reading

    var peek: Unicode.Scalar? { position < source.count ? source[position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    func error(_ reason: String) -> PatternError { .syntax(offset: position, reason: reason) }
}
