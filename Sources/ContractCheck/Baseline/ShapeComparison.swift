internal import JSONTree

/// Holds what is seen now against what was seen before.
struct ShapeComparison {
    let old: BodyShape
    let new: BodyShape
    let thresholds: BaselineThresholds
    private var changes: [ShapeChange] = []

    /// Both shapes' changes, by path and kind. Of what was added or removed whole, only the outermost place is named.
    static func changes(from old: BodyShape, to new: BodyShape, _ thresholds: BaselineThresholds) -> [ShapeChange] {
        var comparison = ShapeComparison(old: old, new: new, thresholds: thresholds)
        comparison.compare()
        return comparison.changes.sorted { a, b in
            if !a.path.utf8.elementsEqual(b.path.utf8) { return a.path.utf8.lexicographicallyPrecedes(b.path.utf8) }
            return a.kind == b.kind ? a.message < b.message : a.kind.rawValue < b.kind.rawValue
        }
    }

    private init(old: BodyShape, new: BodyShape, thresholds: BaselineThresholds) {
        self.old = old
        self.new = new
        self.thresholds = thresholds
    }

    private mutating func compare() {
        var pending: [(Int, Int, [UInt8])] = [(0, 0, [])]
        while let (before, now, path) = pending.popLast() {
            let (was, now, index) = (old.nodes[before], new.nodes[now], now)
            let place = String(decoding: path, as: UTF8.self)
            compareTypes(was, now, index, place)
            compareWords(was, now, index, place)
            compareMembers(was, now, index, path)
            for (step, child) in was.children {
                guard let same = now.children[step] else { continue }
                pending.append((child, same, path + BodyShape.escaped(step.token)))
            }
        }
    }

    private mutating func compareTypes(_ was: BodyShape.Node, _ now: BodyShape.Node, _ index: Int, _ path: String) {
        // A value of which nothing was kept may have been of any type.
        guard was.unknown == 0 else { return }
        let known = JSONKind.all.filter { $0 != .null && was[$0] > 0 }
        for kind in JSONKind.all where kind != .null && was[kind] == 0 && now[kind] > 0 {
            if known.isEmpty, was[.null] >= thresholds.values {
                add(.value, path, "\(kind.noun) where there has only been null so far", now[kind], index, .kind(kind))
            } else if !known.isEmpty, was.typed >= thresholds.typedValues {
                let before = known.map(\.noun).joined(separator: " or ")
                add(
                    .type,
                    path,
                    "\(kind.noun), where it was \(before) \(times(was.typed))",
                    now[kind],
                    index,
                    .kind(kind)
                )
            }
        }
        if was[.null] == 0, now[.null] > 0, thresholds.isSettled(was) {
            add(.null, path, "null, for the first time after \(was.seen) values", now[.null], index, .kind(.null))
        }
    }

    private mutating func compareWords(_ was: BodyShape.Node, _ now: BodyShape.Node, _ index: Int, _ path: String) {
        guard let words = thresholds.enumeration(was) else { return }
        let known = words.keys.sorted().joined(separator: ", ")
        let seen = "; seen so far, \(times(was.strings.total)): \(known)"
        let fresh = now.strings.words.filter { words[$0.key] == nil }
        if let first = fresh.keys.min() {
            let names = fresh.keys.sorted().joined(separator: ", ")
            let count = fresh.values.reduce(0, ShapeCount.sum)
            add(
                .word,
                path,
                "\(fresh.count == 1 ? "a new value" : "new values"), \(names)\(seen)",
                count,
                index,
                .word(first)
            )
        } else if now.strings.other > 0 {
            add(.word, path, "values that are none of those seen so far\(seen)", now.strings.other, index, .text)
        }
    }

    private mutating func compareMembers(_ was: BodyShape.Node, _ now: BodyShape.Node, _ index: Int, _ path: [UInt8]) {
        guard was[.object] > 0, now[.object] > 0 else { return }
        for (step, child) in was.children where step != .items {
            let member = old.nodes[child]
            let place = String(decoding: path + BodyShape.escaped(step.token), as: UTF8.self)
            let seen = now.children[step].map { new.nodes[$0].seen } ?? 0
            let share = "in \(member.seen) of \(was[.object]) before"
            if seen == 0 {
                guard !new.isTruncated, thresholds.isMissed(member, in: was, from: now.objectBodies) else { continue }
                let number = counted(now[.object], "object")
                add(.removed, place, "gone: in none of \(number), \(share)", now[.object], index, .kind(.object))
            } else if seen < now[.object], thresholds.isAlwaysThere(member, in: was),
                was[.object] >= thresholds.values &* thresholds.sometimesFactor
            {
                let missing = now[.object] - seen
                let text = "missing in \(missing) of \(counted(now[.object], "object")), \(share)"
                add(.absent, place, text, missing, index, .kind(.object))
            }
        }
        guard !old.isTruncated, thresholds.isSettledObject(was) else { return }
        for (step, child) in now.children where step != .items && was.children[step] == nil {
            let member = new.nodes[child]
            let place = String(decoding: path + BodyShape.escaped(step.token), as: UTF8.self)
            var change = ShapeChange(
                kind: .added,
                path: place,
                message:
                    "new: in \(member.seen) of \(counted(now[.object], "object")), in none of \(was[.object]) before",
                count: member.seen,
                node: child,
                event: .seen
            )
            change.isAlwaysThere = member.seen >= now[.object]
            changes.append(change)
        }
    }

    private mutating func add(
        _ kind: ShapeChange.Kind,
        _ path: String,
        _ message: String,
        _ count: Int,
        _ node: Int,
        _ event: ShapeEvent
    ) {
        changes.append(
            ShapeChange(kind: kind, path: path, message: message, count: count, node: node, event: event)
        )
    }

    private func times(_ number: Int) -> String { number == 1 ? "once" : "\(number) times" }
}

extension JSONKind {
    static let all: [JSONKind] = [.null, .bool, .number, .string, .array, .object]

    /// As the stored form and JSON Schema name it.
    var word: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    var noun: String {
        switch self {
        case .null: "null"
        case .array, .object: "an " + word
        default: "a " + word
        }
    }
}
