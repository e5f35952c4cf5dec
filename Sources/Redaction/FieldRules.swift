internal import ExchangeModel

/// Looks a field's name up among the rules, without making a string of it.
///
/// Names compare without case, punctuation and trailing digits: `client_secret`, `clientSecret` and `Client-Secret`
/// are one. Of `filter[email]` and `user.email` the last part counts, of `firstName[partial]` the one before.
struct FieldRules: Sendable {
    /// Longer names are looked at from their end.
    private static let longest = 64

    let rules: [FieldRule]
    let isEverything: Bool
    private let exact: [UInt64: Int]
    private let pairs: [UInt64: Int]
    private let endings: [UInt64: Int]
    private let exceptions: Set<UInt64>
    /// For each length whether an ending of it exists.
    private let endingLengths: [Bool]
    /// Member names and types that make what is inside personal.
    let contexts: Set<UInt64>

    init(_ rules: [FieldRule], exceptions: [[UInt8]] = [], everything: Bool = false) {
        self.rules = everything ? [.any] : rules
        isEverything = everything
        var exact: [UInt64: Int] = [:]
        var pairs: [UInt64: Int] = [:]
        var endings: [UInt64: Int] = [:]
        var lengths = [Bool](repeating: false, count: FieldRules.longest + 1)
        var contexts: Set<UInt64> = []
        for (index, rule) in rules.enumerated() {
            for name in rule.names {
                let hash = FieldRules.hash(name)
                if rule.onlyInPairs {
                    pairs[hash] = index
                    continue
                }
                if exact[hash] == nil { exact[hash] = index }
                guard rule.isSuffix, name.count <= FieldRules.longest else { continue }
                if endings[hash] == nil { endings[hash] = index }
                lengths[name.count] = true
            }
            for name in rule.within { contexts.insert(FieldRules.hash(name)) }
        }
        self.exact = exact
        self.pairs = pairs
        self.endings = endings
        endingLengths = lengths
        self.exceptions = Set(exceptions.map { FieldRules.hash(FieldRules.normalized($0)) })
        self.contexts = contexts
    }

    /// The rule for this name where nothing is known of what holds it but what the name says: `visitor.name`.
    ///
    /// - Parameter isPair: the name stands in a query, a form or the like.
    func rule(for name: some BidirectionalCollection<UInt8>, isPair: Bool) -> FieldRule? {
        if isEverything { return .any }
        var rest = name[...]
        while true {
            if let index = index(for: rest, isPair: isPair) {
                if rules[index].within.isEmpty { return rules[index] }
                if isContext(rest[..<FieldRules.lastPart(rest).startIndex]) { return rules[index] }
            }
            guard let bracket = rest.lastIndex(of: 0x5B) else { return nil }
            rest = rest[..<bracket]
        }
    }

    /// The place in `rules` of the rule for this name, also of one that holds only in a context.
    func index(for name: some BidirectionalCollection<UInt8>, isPair: Bool) -> Int? {
        if isEverything { return 0 }
        var hash = FieldRules.seed
        var length = 0
        var best: Int?
        for byte in FieldRules.lastPart(name).reversed() {
            guard let letter = FieldRules.normalized(byte) else { continue }
            if length == 0, letter &- 0x30 < 10 { continue }
            hash = (hash ^ UInt64(letter)) &* FieldRules.prime
            length += 1
            guard length <= FieldRules.longest else { break }
            if endingLengths[length], let index = endings[hash] { best = index }
        }
        guard length > 0, !exceptions.contains(hash) else { return nil }
        if length <= FieldRules.longest {
            if isPair, let index = pairs[hash] { return index }
            if let index = exact[hash] { best = index }
        }
        return best
    }

    /// Whether the name (of a member, or a JSON-LD type) makes personal what is inside.
    func isContext(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        let hash = FieldRules.hash(FieldRules.lastPart(name))
        return contexts.contains(hash)
    }

    // MARK: Names

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3

    /// FNV-1a from the end, so that each ending has a hash on the way. Two names with one hash would only make a
    /// stand-in too many.
    private static func hash(_ name: some BidirectionalCollection<UInt8>) -> UInt64 {
        var hash = seed
        var length = 0
        for byte in name.reversed() {
            guard let letter = normalized(byte) else { continue }
            if length == 0, letter &- 0x30 < 10 { continue }
            hash = (hash ^ UInt64(letter)) &* prime
            length += 1
        }
        return hash
    }

    /// In lower case; nil for punctuation.
    @inline(__always)
    private static func normalized(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case 0x61...0x7A, 0x30...0x39: byte
        case 0x80...0xFF: byte
        default: nil
        }
    }

    static func normalized(_ name: [UInt8]) -> [UInt8] {
        var result = name.compactMap { normalized($0) }
        while let last = result.last, last &- 0x30 < 10 { result.removeLast() }
        return result
    }

    /// `email` of `filter[email][]`, `user.email`, `ns:email`.
    private static func lastPart<C: BidirectionalCollection<UInt8>>(_ name: C) -> C.SubSequence {
        var part = name[...]
        while let last = part.last, [0x5D, 0x5B, 0x2E, 0x3A, 0x2F].contains(last) { part = part.dropLast() }
        if let cut = part.lastIndex(where: { $0 == 0x5B || $0 == 0x2E || $0 == 0x3A || $0 == 0x2F }) {
            part = part[part.index(after: cut)...]
        }
        return part
    }
}
