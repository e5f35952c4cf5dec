internal import JSONTree

/// How much must have been seen before anything is concluded from it, so that a rare field does not flap.
package struct BaselineThresholds: Sendable, Hashable {
    /// Values at a place, or objects around it, before its absence, its first null or a new word means anything.
    package var values = 20
    /// Bodies that those came in. The items of one page are alike; three pages are less so.
    package var bodies = 3
    /// Values at a place before another type means anything.
    package var typedValues = 5
    /// Bodies before the absence of a field that was not always there means anything.
    package var bodiesOfRareField = 10
    /// How improbable that absence must be by chance.
    package var improbable = 0.001
    /// Different words that an enumeration may have; each must have been seen twice.
    package var words = 8
    /// Times `values`, before a field that was always there and is missing now and then means anything.
    package var sometimesFactor = 5

    package init() {}

    func isSettled(_ node: BodyShape.Node) -> Bool { node.seen >= values && node.bodies >= bodies }

    func isSettledObject(_ node: BodyShape.Node) -> Bool {
        node[.object] >= values && node.objectBodies >= bodies
    }

    /// Whether the member has been in each of enough objects.
    func isAlwaysThere(_ member: BodyShape.Node, in parent: BodyShape.Node) -> Bool {
        isSettledObject(parent) && member.seen >= parent[.object]
    }

    /// Whether it means something that none of the objects in `bodies` bodies has the member.
    ///
    /// A member that was always there is missed at once. One that was in the share p of the bodies is missed where
    /// (1 − p)^k for k bodies is improbable. The share is an estimate, so it is taken a little low, as if four more
    /// bodies had come without the member. Bodies are counted and not objects, since those of one body are alike.
    func isMissed(_ member: BodyShape.Node, in parent: BodyShape.Node, from bodies: Int) -> Bool {
        if isAlwaysThere(member, in: parent) { return true }
        guard parent.objectBodies >= bodiesOfRareField, member.seen < parent[.object] else { return false }
        var rest = 1.0
        let absent = 1 - Double(member.bodies) / Double(parent.objectBodies + 4)
        for _ in 0..<min(bodies, 10_000) {
            rest *= absent
            if rest < improbable { return true }
        }
        return false
    }

    /// The words of a place that is an enumeration as far as can be told; nil where it is not.
    func enumeration(_ node: BodyShape.Node) -> [String: Int]? {
        guard isSettled(node), node.strings.isClosed, node.strings.total >= values, node.unknown == 0,
            node.strings.words.count <= words, node.strings.words.values.allSatisfy({ $0 >= 2 })
        else { return nil }
        return node.strings.words
    }
}
