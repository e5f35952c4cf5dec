/// The open groups of a pattern under reading, and what was said about group names and numbers.
struct PatternGroups {
    /// How many groups capture.
    var captureCount = 0

    private var frames = [Frame(offset: -1)]
    /// Names that a further group in this place would take part in a match together with.
    private var active: Set<String> = []
    private var everyName: Set<String> = []
    private var references: [(offset: Int, target: Target)] = []

    /// What a back-reference names.
    enum Target {
        case number(Int)
        case name(String)
    }

    private struct Frame {
        var offset: Int
        var canBeRepeated = true
        var alternatives = 0
        var terms = 0
        /// Names in the alternative under reading, and in those before it.
        var current: [String] = []
        var earlier: [String] = []
    }

    /// How many groups are open.
    var depth: Int { frames.count - 1 }

    /// Where the innermost open group began.
    var innermost: Int? { depth > 0 ? frames[depth].offset : nil }

    /// How many alternatives of the innermost group are at an end.
    var alternativeCount: Int { frames[depth].alternatives }

    mutating func addTerm() { frames[depth].terms += 1 }

    /// Returns the number of terms the alternative had.
    mutating func endAlternative() -> Int {
        let count = frames[depth].terms
        frames[depth].terms = 0
        frames[depth].alternatives += 1
        return count
    }

    /// Groups of different alternatives may have the same name (ECMA-262 2025).
    mutating func beginAlternative() {
        active.subtract(frames[depth].current)
        frames[depth].earlier += frames[depth].current
        frames[depth].current = []
    }

    mutating func open(at offset: Int, canBeRepeated: Bool) {
        frames.append(Frame(offset: offset, canBeRepeated: canBeRepeated))
    }

    /// Returns whether the group may have a quantifier.
    mutating func close() -> Bool {
        let frame = frames.removeLast()
        active.formUnion(frame.earlier)
        frames[depth].current += frame.earlier + frame.current
        return frame.canBeRepeated
    }

    /// Returns false if another group that can take part in the same match has the name.
    mutating func declare(_ name: String) -> Bool {
        guard active.insert(name).inserted else { return false }
        everyName.insert(name)
        frames[depth].current.append(name)
        return true
    }

    mutating func refer(to target: Target, at offset: Int) {
        references.append((offset, target))
    }

    /// A group may be referred to before it is declared, so this is known at the end.
    func checkReferences() throws(PatternError) {
        for reference in references {
            switch reference.target {
            case .number(let number) where number > captureCount:
                throw .syntax(offset: reference.offset, reason: "there is no group \(number)")
            case .name(let name) where !everyName.contains(name):
                throw .syntax(offset: reference.offset, reason: "there is no group \"\(name)\"")
            default: continue
            }
        }
    }
}
