/// Character classes (ECMA-262 §22.2.1, CharacterClass).
extension PatternParser {
    /// Reads from `[` to `]`.
    mutating func readClass() throws(PatternError) -> CodePointSet {
        let start = position
        position += 1
        let isNegated = take("^")
        var ranges: [CodePointRange] = []
        // The same large set again and again would fill the memory before it is merged.
        var seen: Set<ArraySlice<Unicode.Scalar>> = []
        while let scalar = peek, scalar != "]" {
            let offset = position
            let first = try readClassAtom()
            guard peek == "-", position + 1 < source.count, source[position + 1] != "]" else {
                switch first {
                case .codePoint(let codePoint): ranges.append(CodePointRange(codePoint))
                case .set(let set): if seen.insert(source[offset..<position]).inserted { ranges += set.ranges }
                case .beyond: break
                }
                continue
            }
            position += 1
            let last = try readClassAtom()
            guard case .codePoint(let low) = first, case .codePoint(let high) = last else {
                throw .syntax(offset: offset, reason: "a class escape can't be the end of a range")
            }
            guard low <= high else { throw .syntax(offset: offset, reason: "the range is out of order") }
            ranges.append(CodePointRange(low, high))
        }
        guard take("]") else { throw .syntax(offset: start, reason: "the class has no end") }
        let set = CodePointSet(ranges)
        return isNegated ? set.complement : set
    }

    private mutating func readClassAtom() throws(PatternError) -> Escape {
        guard let scalar = peek else { throw error("the class has no end") }
        if scalar == "\\" { return try readCharacterEscape(isInClass: true) }
        position += 1
        return .codePoint(scalar.value)
    }
}
