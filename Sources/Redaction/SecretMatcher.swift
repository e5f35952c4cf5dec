/// Finds many byte strings in one pass (A. Aho, M. Corasick, "Efficient string matching", 1975): linear in the text,
/// whatever the text and the patterns are.
struct SecretMatcher: Sendable {
    /// How a pattern's secret is written.
    enum Encoding: UInt8, Sendable { case raw, percent, json, base64, hex, token }

    struct Pattern: Sendable {
        var bytes: [UInt8]
        /// Which of `kinds` it belongs to.
        var secret: Int
        var encoding: Encoding
        /// Short patterns count only where no letter or digit is next to them.
        var needsBoundary: Bool
    }

    struct Match {
        var start: Int
        var end: Int
        var pattern: Int
    }

    /// What a byte makes worth looking for; found in the same pass.
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let at = Flags(rawValue: 1)
        /// `%`, `\` or `&`: the text may hold an encoding.
        static let escape = Flags(rawValue: 2)
        static let equals = Flags(rawValue: 4)
        static let quote = Flags(rawValue: 8)
        static let tag = Flags(rawValue: 16)
        static let colon = Flags(rawValue: 32)
        /// `{` or `[`.
        static let bracket = Flags(rawValue: 64)
    }

    private struct Node {
        /// The only child's byte, where there is only one.
        var byte: UInt8 = 0
        /// The only child, or -1.
        var child: Int32 = -1
        /// The row of `rows` with the children, where there are several, or -1.
        var row: Int32 = -1
        var fail: Int32 = 0
        /// The last pattern whose head ends here, or -1.
        var output: Int32 = -1
        /// The nearest node on the way of `fail` that has an output, or -1.
        var nextOutput: Int32 = -1
        var depth: Int32 = 0
    }

    let patterns: [Pattern]
    /// The kind of each secret, and the secret.
    let kinds: [StandInKind]
    private let secrets: [[UInt8]]
    /// Longer patterns are in the automaton with so many bytes of their start.
    private static let headLength = 32
    /// For each pattern the one before it that has the same head, or -1.
    private var sameHead: [Int32]
    private var nodes: ContiguousArray<Node> = [Node()]
    private var rows: ContiguousArray<Int32> = []
    /// For each byte the root's child in the low 24 bits, and the flags above.
    private var root: ContiguousArray<UInt32>

    init(_ patterns: [Pattern], kinds: [StandInKind], secrets: [[UInt8]] = []) {
        self.patterns = patterns
        self.kinds = kinds
        self.secrets = secrets
        sameHead = Array(repeating: -1, count: patterns.count)
        root = ContiguousArray(repeating: 0, count: 256)
        for (byte, flag) in [
            (0x40, Flags.at), (0x25, .escape), (0x5C, .escape), (0x26, .escape), (0x3D, .equals), (0x22, .quote),
            (0x27, .quote), (0x3E, .tag), (0x3A, .colon), (0x7B, .bracket), (0x5B, .bracket),
        ] { root[byte] = UInt32(flag.rawValue) << 24 }
        for (index, pattern) in patterns.enumerated() where !pattern.bytes.isEmpty { insert(pattern.bytes, index) }
        root[0x2B] |= root[0x20] & 0xFF_FFFF
        linkFailures()
    }

    /// The secret with this number.
    func secret(_ number: Int) -> [UInt8] { secrets.indices.contains(number) ? secrets[number] : [] }

    /// What a run over a text has seen beside the matches.
    struct Outcome {
        var flags: Flags
        /// How many bytes at the text's end are the start of a pattern.
        var pendingDepth: Int
    }

    /// Adds every occurrence, in the order of their starts' finding; of those that begin alike the longest.
    ///
    /// Long patterns are recognised by their heads, and then compared: an occurrence cut off behind three quarters
    /// counts, since most of the secret is there. The comparing has a budget that grows with the text. What would
    /// exceed it, which only a text made for that does, counts as found.
    ///
    /// - Parameter isCut: the text's end is missing, so a pattern that reaches it counts whatever its length.
    func run(_ text: UnsafeBufferPointer<UInt8>, isCut: Bool = false, into matches: inout [Match]) -> Outcome {
        var flags: UInt32 = 0
        var state: Int32 = 0
        var budget = text.count * 4 + 65_536
        root.withUnsafeBufferPointer { root in
            nodes.withUnsafeBufferPointer { nodes in
                for index in 0..<text.count {
                    let byte = text[index]
                    let entry = root[Int(byte)]
                    flags |= entry
                    if state == 0 {
                        state = Int32(truncatingIfNeeded: entry & 0xFF_FFFF)
                        if state == 0 { continue }
                    } else {
                        let folded = SecretMatcher.folded(byte)
                        if nodes[Int(state)].child >= 0, nodes[Int(state)].byte == folded {
                            state = nodes[Int(state)].child
                        } else {
                            state = step(state, folded)
                            if state == 0 { continue }
                        }
                    }
                    if nodes[Int(state)].output >= 0 || nodes[Int(state)].nextOutput >= 0 {
                        report(state, index + 1, text, isCut, &budget, &matches)
                    }
                }
            }
        }
        let depth = Int(nodes[Int(state)].depth)
        return Outcome(flags: Flags(rawValue: UInt8(truncatingIfNeeded: flags >> 24)), pendingDepth: depth)
    }

    private func report(
        _ state: Int32,
        _ headEnd: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ isCut: Bool,
        _ budget: inout Int,
        _ matches: inout [Match]
    ) {
        var current = nodes[Int(state)].output >= 0 ? state : nodes[Int(state)].nextOutput
        // Shorter heads that end here lie inside the longest; they matter only where that one doesn't count.
        while current >= 0 {
            let node = nodes[Int(current)]
            let start = headEnd - Int(node.depth)
            var best: Match?
            var candidate = node.output
            while candidate >= 0 {
                if let end = end(of: Int(candidate), start, headEnd, text, isCut, &budget), end > best?.end ?? 0 {
                    best = Match(start: start, end: end, pattern: Int(candidate))
                }
                candidate = sameHead[Int(candidate)]
            }
            if let best {
                matches.append(best)
                return
            }
            current = node.nextOutput
        }
    }

    /// Where the occurrence of this pattern ends whose head has been seen; nil where it is none.
    private func end(
        of number: Int,
        _ start: Int,
        _ headEnd: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ isCut: Bool,
        _ budget: inout Int
    ) -> Int? {
        let pattern = patterns[number]
        let whole = start + pattern.bytes.count
        var end = headEnd
        let limit = min(whole, text.count)
        while end < limit, budget > 0,
            SecretMatcher.folded(text[end]) == SecretMatcher.folded(pattern.bytes[end - start])
        {
            end += 1
            budget -= 1
        }
        if budget <= 0 { end = limit }
        guard end == whole || (end - start) * 4 >= pattern.bytes.count * 3 || isCut && end == text.count else {
            return nil
        }
        guard pattern.needsBoundary else { return end }
        let isFree =
            (start == 0 || !ValueFormat.isAlphanumeric(text[start - 1]))
            && (end == text.count || !ValueFormat.isAlphanumeric(text[end]))
        return isFree ? end : nil
    }

    private func step(_ from: Int32, _ byte: UInt8) -> Int32 {
        var state = from
        while state != 0 {
            if let next = child(state, byte) { return next }
            state = nodes[Int(state)].fail
        }
        return Int32(truncatingIfNeeded: root[Int(byte)] & 0xFF_FFFF)
    }

    private func child(_ state: Int32, _ byte: UInt8) -> Int32? {
        if state == 0 {
            let next = Int32(truncatingIfNeeded: root[Int(byte)] & 0xFF_FFFF)
            return next == 0 ? nil : next
        }
        let node = nodes[Int(state)]
        if node.row >= 0 {
            let next = rows[Int(node.row) * 256 + Int(byte)]
            return next == 0 ? nil : next
        }
        return node.child >= 0 && node.byte == byte ? node.child : nil
    }

    /// Forms write a space as `+`, or not, as they like; so the two are one here.
    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 { byte == 0x2B ? 0x20 : byte }

    private mutating func insert(_ bytes: [UInt8], _ pattern: Int) {
        var state: Int32 = 0
        for byte in bytes.prefix(SecretMatcher.headLength).map(SecretMatcher.folded) {
            if let next = child(state, byte) {
                state = next
                continue
            }
            // The root's table has 24 bits for a state.
            guard nodes.count < 0xFF_FFFF else { return }
            let new = Int32(nodes.count)
            nodes.append(Node(depth: nodes[Int(state)].depth + 1))
            link(state, byte, new)
            state = new
        }
        sameHead[pattern] = nodes[Int(state)].output
        nodes[Int(state)].output = Int32(pattern)
    }

    private mutating func link(_ state: Int32, _ byte: UInt8, _ new: Int32) {
        if state == 0 {
            root[Int(byte)] |= UInt32(new)
        } else if nodes[Int(state)].row >= 0 {
            rows[Int(nodes[Int(state)].row) * 256 + Int(byte)] = new
        } else if nodes[Int(state)].child < 0 {
            nodes[Int(state)].byte = byte
            nodes[Int(state)].child = new
        } else {
            let row = Int32(rows.count / 256)
            rows.append(contentsOf: repeatElement(0, count: 256))
            rows[Int(row) * 256 + Int(nodes[Int(state)].byte)] = nodes[Int(state)].child
            rows[Int(row) * 256 + Int(byte)] = new
            nodes[Int(state)].row = row
            nodes[Int(state)].child = -1
        }
    }

    private func children(of state: Int32) -> [(UInt8, Int32)] {
        let node = nodes[Int(state)]
        if state == 0 || node.row >= 0 {
            // `+` only repeats what the space has.
            return (0..<256).compactMap { byte in
                byte == 0x2B ? nil : child(state, UInt8(byte)).map { (UInt8(byte), $0) }
            }
        }
        return node.child >= 0 ? [(node.byte, node.child)] : []
    }

    /// Breadth first, so that a shallower node is ready before a deeper one needs it.
    private mutating func linkFailures() {
        var queue: [Int32] = children(of: 0).map(\.1)
        var position = 0
        while position < queue.count {
            let state = queue[position]
            position += 1
            for (byte, next) in children(of: state) {
                let fail = step(nodes[Int(state)].fail, byte)
                nodes[Int(next)].fail = fail
                nodes[Int(next)].nextOutput =
                    nodes[Int(fail)].output >= 0 ? fail : nodes[Int(fail)].nextOutput
                queue.append(next)
            }
        }
    }
}
