import JSONTree

/// Visits the strings and numbers of a document in the order of the text, without recursion.
struct JSONWalk {
    /// One step down: a member's key, or an element's index.
    enum Way {
        case key(JSONNode)
        case index(Int)
    }

    private struct Frame {
        var members: JSONMembers?
        var elements: JSONElements?
        var position = 0
    }

    private(set) var way: [Way] = []

    /// How many steps lead to the value.
    var depth: Int { way.count }

    /// The way to the value; made only where it is needed.
    var pointer: JSONPointer {
        JSONPointer(
            way.map { step in
                switch step {
                case .key(let key): key.string ?? ""
                case .index(let index): String(index)
                }
            }
        )
    }

    /// The last key on the way; empty where there is none.
    var lastKey: [UInt8] {
        for case .key(let key) in way.reversed() { return key.stringBytes ?? [] }
        return []
    }

    /// Calls `visit` with each string and number.
    static func forEachScalar(of document: JSONDocument, _ visit: (JSONNode, borrowing JSONWalk) -> Void) {
        var walk = JSONWalk()
        walk.run(document.root, visit)
    }

    private mutating func run(_ root: JSONNode, _ visit: (JSONNode, borrowing JSONWalk) -> Void) {
        var frames: [Frame] = []
        enter(root, &frames, visit)
        while var frame = frames.popLast() {
            let next: JSONNode?
            if frame.members != nil {
                let member = frame.members?.next()
                if let key = member?.key { way.append(.key(key)) }
                next = member?.value
            } else {
                next = frame.elements?.next()
                if next != nil { way.append(.index(frame.position)) }
                frame.position += 1
            }
            guard let next else {
                if !frames.isEmpty { way.removeLast() }
                continue
            }
            frames.append(frame)
            if !enter(next, &frames, visit) { way.removeLast() }
        }
    }

    /// Whether the value has values inside, which come next.
    @discardableResult
    private func enter(
        _ node: JSONNode,
        _ frames: inout [Frame],
        _ visit: (JSONNode, borrowing JSONWalk) -> Void
    ) -> Bool {
        switch node.kind {
        case .object: frames.append(Frame(members: node.members))
        case .array: frames.append(Frame(elements: node.elements))
        case .string, .number:
            visit(node, self)
            return false
        default: return false
        }
        return true
    }
}
