import TestSupport

/// A regular expression as a tree, matched the plain way: the set of places where a match can end, from each place
/// where it can begin. Slow, and short enough to be seen to be right.
indirect enum ReferencePattern {
    case nothing, textStart, textEnd, wordBoundary, noWordBoundary
    case oneOf([Unicode.Scalar])
    case noneOf([Unicode.Scalar])
    case sequence([ReferencePattern])
    case either([ReferencePattern])
    case repeated(ReferencePattern, Int, Int?)

    func matches(_ text: [Unicode.Scalar]) -> Bool {
        text.indices.contains { !ends(text, $0).isEmpty } || !ends(text, text.count).isEmpty
    }

    func ends(_ text: [Unicode.Scalar], _ start: Int) -> Set<Int> {
        switch self {
        case .nothing: return [start]
        case .textStart: return start == 0 ? [start] : []
        case .textEnd: return start == text.count ? [start] : []
        case .wordBoundary: return isBoundary(text, start) ? [start] : []
        case .noWordBoundary: return isBoundary(text, start) ? [] : [start]
        case .oneOf(let scalars): return start < text.count && scalars.contains(text[start]) ? [start + 1] : []
        case .noneOf(let scalars): return start < text.count && !scalars.contains(text[start]) ? [start + 1] : []
        case .sequence(let parts):
            return parts.reduce(into: [start]) { places, part in
                places = Set(places.flatMap { part.ends(text, $0) })
            }
        case .either(let parts): return Set(parts.flatMap { $0.ends(text, start) })
        case .repeated(let part, let least, let most):
            var places: Set = [start]
            for _ in 0..<least { places = Set(places.flatMap { part.ends(text, $0) }) }
            var all = places
            var count = least
            while count < most ?? .max {
                let next = all.union(all.flatMap { part.ends(text, $0) })
                if next == all { break }
                all = next
                count += 1
            }
            return all
        }
    }

    private func isBoundary(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && "abcdefghijklmnopqrstuvwxyz0123456789_".unicodeScalars.contains(text[index])
        }
        return isWord(place - 1) != isWord(place)
    }

    /// The same as ECMA-262 writes it.
    var source: String {
        switch self {
        case .nothing: "(?:)"
        case .textStart: "^"
        case .textEnd: "$"
        case .wordBoundary: "\\b"
        case .noWordBoundary: "\\B"
        case .oneOf(let scalars): "[" + String(String.UnicodeScalarView(scalars)) + "]"
        case .noneOf(let scalars): "[^" + String(String.UnicodeScalarView(scalars)) + "]"
        case .sequence(let parts): parts.map { $0.isEither ? "(\($0.source))" : $0.source }.joined()
        case .either(let parts): parts.map(\.source).joined(separator: "|")
        case .repeated(let part, let least, let most):
            "(?:\(part.source))" + Self.quantifier(least, most)
        }
    }

    private var isEither: Bool { if case .either = self { true } else { false } }

    private static func quantifier(_ least: Int, _ most: Int?) -> String {
        switch (least, most) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1): "?"
        case (_, nil): "{\(least),}?"
        case (_, .some(let most)): most == least ? "{\(least)}" : "{\(least),\(most)}"
        }
    }

    static let alphabet: [Unicode.Scalar] = ["a", "b", "é", "-", "\n", "🐲"]

    static func random(_ depth: Int, _ generator: inout SeededGenerator) -> ReferencePattern {
        let kind = Int.random(in: 0..<(depth == 0 ? 9 : 18), using: &generator)
        func parts(_ generator: inout SeededGenerator) -> [ReferencePattern] {
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in random(depth - 1, &generator) }
        }
        switch kind {
        case 0: return .nothing
        case 1: return Bool.random(using: &generator) ? .textStart : .textEnd
        case 2: return Bool.random(using: &generator) ? .wordBoundary : .noWordBoundary
        case 3...8:
            let scalars = alphabet.filter { $0 != "-" }.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
            return kind < 8 ? .oneOf(scalars) : .noneOf(scalars)
        case 9...12: return .sequence(parts(&generator))
        case 13...14: return .either(parts(&generator))
        default:
            let least = Int.random(in: 0...2, using: &generator)
            let most = Bool.random(using: &generator) ? nil : least + Int.random(in: 0...2, using: &generator)
            return .repeated(random(depth - 1, &generator), least, most)
        }
    }
}
