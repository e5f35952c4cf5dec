import JSONTree

/// Compares two JSON values by what they mean.
///
/// Numbers by their exact value, objects whatever the order of their members, of duplicate names the last (as most
/// readers do), arrays of objects that all have an `@id` by those, whatever their order, as Hydra's `hydra:member` is
/// (JSON-LD 1.1 §2.4.1), other arrays by position. A member that was not recorded is no difference.
///
/// Linear in both texts, and without recursion: depth is hostile too.
struct SemanticDifference {
    private struct Step {
        var parent: Int
        var token: [UInt8]
        /// Looked up when the first difference below it is found; most answers have few.
        var place: Int?
    }

    private struct Pair {
        var recorded: JSONNode
        var now: JSONNode
        var step: Int
    }

    private let recorded: RecordedJSON
    private let rules: ValueRules
    private var steps: [Step] = []
    private var pairs: [Pair] = []

    init(_ recorded: RecordedJSON, rules: ValueRules) {
        self.recorded = recorded
        self.rules = rules
    }

    /// Adds every difference between a recorded value and the present one, the outermost first.
    ///
    /// - Parameter root: the place of the two.
    mutating func find(
        _ was: JSONNode,
        _ now: JSONNode,
        at root: Int = PlaceTable.body,
        places: inout PlaceTable,
        into differences: inout Differences
    ) {
        steps = [Step(parent: -1, token: [], place: root)]
        pairs = []
        guard was.kind == now.kind, was.kind == .object || was.kind == .array else {
            if !rules.isSame(was, now) { report(was, now, at: root, &differences) }
            return
        }
        pairs.append(Pair(recorded: was, now: now, step: 0))
        var next = 0
        while next < pairs.count {
            let pair = pairs[next]
            next += 1
            if pair.recorded.kind == .object {
                compareMembers(pair, &places, &differences)
            } else {
                compareElements(pair, &places, &differences)
            }
        }
    }

    private mutating func compareMembers(_ pair: Pair, _ places: inout PlaceTable, _ differences: inout Differences) {
        let expected = recorded.members(of: pair.recorded)
        guard !expected.isEmpty else { return }
        var present: [[UInt8]: JSONNode] = [:]
        present.reserveCapacity(pair.now.count)
        for (key, value) in pair.now.members { present[key.stringBytes ?? []] = value }
        for member in expected {
            guard let value = present[member.name] else {
                let place = places.child(of: place(of: pair.step, &places), member.name)
                differences.add(place, origin: member.value.index, value: 0, isStructural: true) {
                    ("is missing", "(missing)")
                }
                continue
            }
            compare(member.value, value, below: pair.step, member.name, &places, &differences)
        }
    }

    private mutating func compareElements(_ pair: Pair, _ places: inout PlaceTable, _ differences: inout Differences) {
        if let expected = recorded.names(of: pair.recorded), let names = RecordedJSON.names(of: pair.now),
            !(expected.isEmpty && names.isEmpty)
        {
            return compareNamed(pair, expected, names, &places, &differences)
        }
        for (was, now) in zip(pair.recorded.elements, pair.now.elements) {
            compare(was, now, below: pair.step, PlaceTable.element, &places, &differences)
        }
        let (before, after) = (pair.recorded.count, pair.now.count)
        guard before != after else { return }
        let place = place(of: pair.step, &places)
        differences.add(place, origin: -1 - pair.recorded.index, value: UInt64(after), isStructural: true) {
            ("has \(after) \(after == 1 ? "element" : "elements"), had \(before)", "\(after) elements")
        }
    }

    private mutating func compareNamed(
        _ pair: Pair,
        _ expected: [[UInt8]],
        _ names: [[UInt8]],
        _ places: inout PlaceTable,
        _ differences: inout Differences
    ) {
        // A name that stands twice: the first goes with the first.
        var waiting: [[UInt8]: [JSONNode]] = [:]
        for (name, node) in zip(names.reversed(), Array(pair.now.elements).reversed()) {
            waiting[name, default: []].append(node)
        }
        var lost: [[UInt8]] = []
        for (name, was) in zip(expected, pair.recorded.elements) {
            if let now = waiting[name]?.popLast() {
                compare(was, now, below: pair.step, PlaceTable.element, &places, &differences)
            } else {
                lost.append(name)
            }
        }
        let added = names.filter { waiting[$0]?.popLast() != nil }
        guard !(lost.isEmpty && added.isEmpty) else { return }
        // The order of the list says nothing, so neither must it change the digest.
        let gone = lost.reduce(UInt64(1)) { $0 &+ Digest.of($1, kind: 1) }
        let change = added.reduce(gone) { $0 &+ Digest.of($1, kind: 2) }
        let place = place(of: pair.step, &places)
        differences.add(place, origin: -1 - pair.recorded.index, value: change, isStructural: true) {
            let words = [
                SemanticDifference.named(lost, "lacks"), SemanticDifference.named(added, "has the new"),
            ]
            .compactMap(\.self).joined(separator: " and ")
            return (words, words)
        }
    }

    private static func named(_ names: [[UInt8]], _ verb: String) -> String? {
        names.first.map { first in
            "\(verb) \(ValueText.short(first))" + (names.count > 1 ? " and \(names.count - 1) more" : "")
        }
    }

    private mutating func compare(
        _ was: JSONNode,
        _ now: JSONNode,
        below step: Int,
        _ token: [UInt8],
        _ places: inout PlaceTable,
        _ differences: inout Differences
    ) {
        if was.kind == now.kind, was.kind == .object || was.kind == .array {
            steps.append(Step(parent: step, token: token, place: nil))
            pairs.append(Pair(recorded: was, now: now, step: steps.count - 1))
        } else if !rules.isSame(was, now) {
            // Looked up before the call: its `self` would hold the steps, and changing them would copy them all.
            let place = places.child(of: place(of: step, &places), token)
            report(was, now, at: place, &differences)
        }
    }

    private func report(_ was: JSONNode, _ now: JSONNode, at place: Int, _ differences: inout Differences) {
        let value = ValueRules.digest(now)
        let isMoment =
            rules.moments.map {
                AnswerMoment.isTold(by: was, around: $0.recorded) && AnswerMoment.isTold(by: now, around: $0.now)
            } ?? false
        differences.add(
            place,
            origin: was.index,
            value: value,
            isStructural: was.kind != now.kind,
            isMoment: isMoment
        ) {
            let text = ValueText.short(now)
            return ("is \(text), was \(ValueText.short(was))", text)
        }
    }

    private mutating func place(of step: Int, _ places: inout PlaceTable) -> Int {
        var way: [Int] = []
        var current = step
        while steps[current].place == nil {
            way.append(current)
            current = steps[current].parent
        }
        var place = steps[current].place ?? PlaceTable.elsewhere
        for step in way.reversed() {
            place = places.child(of: place, steps[step].token)
            steps[step].place = place
        }
        return place
    }
}
