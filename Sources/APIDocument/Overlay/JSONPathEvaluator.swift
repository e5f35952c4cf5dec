internal import JSONTree
internal import TextPatterns

/// Selects nodes of a tree by JSONPath, looking at no more than a limit.
struct JSONPathEvaluator {
    typealias ID = ValueTree.ID

    /// The query looked at more nodes than it may.
    struct Exhausted: Error {}

    let tree: ValueTree
    private(set) var budget: Int

    init(tree: ValueTree, budget: Int) {
        self.tree = tree
        self.budget = budget
    }

    /// The nodes that the query selects, each once, in its order.
    mutating func nodes(of path: JSONPath) throws(Exhausted) -> [ID] {
        let found = try nodes(of: path.query, from: tree.root)
        var seen: Set<ID> = []
        return found.filter { seen.insert($0).inserted }
    }

    private mutating func nodes(of query: JSONPath.Query, from current: ID) throws(Exhausted) -> [ID] {
        var nodes = [query.isRelative ? current : tree.root]
        for segment in query.segments {
            var next: [ID] = []
            for node in nodes {
                let sources = segment.isDescendant ? try descendants(of: node) : [node]
                for source in sources {
                    for selector in segment.selectors { try select(selector, from: source, into: &next) }
                }
            }
            nodes = next
        }
        return nodes
    }

    private mutating func spend(_ count: Int = 1) throws(Exhausted) {
        budget -= count
        if budget < 0 { throw Exhausted() }
    }

    /// The node and all below it, parents first.
    private mutating func descendants(of id: ID) throws(Exhausted) -> [ID] {
        var result: [ID] = []
        var pending = [id]
        while let next = pending.popLast() {
            try spend()
            result.append(next)
            pending += tree.children(of: next).reversed()
        }
        return result
    }

    private mutating func select(
        _ selector: JSONPath.Selector,
        from id: ID,
        into found: inout [ID]
    ) throws(Exhausted) {
        try spend()
        switch selector {
        case .name(let key):
            if case .object(let members) = tree[id].content { try spend(members.count / 8) }
            if let member = tree.member(key, of: id) { found.append(member) }
        case .wildcard:
            let children = tree.children(of: id)
            try spend(children.count)
            found += children
        case .index(let index):
            guard case .array(let elements) = tree[id].content else { return }
            let position = index < 0 ? elements.count + index : index
            if elements.indices.contains(position) { found.append(elements[position]) }
        case .slice(let start, let end, let step):
            guard case .array(let elements) = tree[id].content, step != 0 else { return }
            try spend(elements.count)
            found += slice(elements, start, end, step)
        case .filter(let expression):
            for child in tree.children(of: id) where try holds(expression, for: child) { found.append(child) }
        }
    }

    /// RFC 9535 §2.3.4.2.2.
    private func slice(_ elements: [ID], _ start: Int?, _ end: Int?, _ step: Int) -> [ID] {
        let count = elements.count
        func normal(_ index: Int) -> Int { index >= 0 ? index : count + index }
        if step > 0 {
            let lower = min(max(normal(start ?? 0), 0), count)
            let upper = min(max(normal(end ?? count), 0), count)
            return stride(from: lower, to: upper, by: step).map { elements[$0] }
        }
        let upper = min(max(normal(start ?? count - 1), -1), count - 1)
        let lower = min(max(end.map(normal) ?? -1, -1), count - 1)
        return stride(from: upper, to: lower, by: step).map { elements[$0] }
    }

    // MARK: Filters

    private mutating func holds(_ expression: JSONPath.Expression, for id: ID) throws(Exhausted) -> Bool {
        try spend()
        switch expression {
        case .or(let parts):
            for part in parts where try holds(part, for: id) { return true }
            return false
        case .and(let parts):
            for part in parts where try !holds(part, for: id) { return false }
            return true
        case .not(let inner): return try !holds(inner, for: id)
        case .exists(let query): return try !nodes(of: query, from: id).isEmpty
        case .matches(let operand, let pattern):
            guard case .text(let lexeme) = try value(of: operand, for: id), let text = ValueTree.string(lexeme) else {
                return false
            }
            return pattern.matches(text)
        case .compare(let left, let comparison, let right):
            return try compare(value(of: left, for: id), comparison, value(of: right, for: id))
        }
    }

    /// What an operand comes to.
    private enum Value {
        case nothing
        /// A scalar, as JSON text.
        case text([UInt8])
        case node(ID)
    }

    private mutating func value(of operand: JSONPath.Operand, for id: ID) throws(Exhausted) -> Value {
        switch operand {
        case .literal(let text): return .text(text)
        case .query(let query), .value(let query):
            let nodes = try nodes(of: query, from: id)
            return nodes.count == 1 ? value(of: nodes[0]) : .nothing
        case .count(let query):
            return .text(Array(String(try nodes(of: query, from: id).count).utf8))
        case .length(let query):
            guard let node = try nodes(of: query, from: id).first else { return .nothing }
            guard case .scalar(let lexeme) = tree[node].content else {
                return .text(Array(String(tree.children(of: node).count).utf8))
            }
            guard let text = ValueTree.string(lexeme) else { return .nothing }
            return .text(Array(String(String(decoding: text, as: UTF8.self).unicodeScalars.count).utf8))
        }
    }

    private func value(of id: ID) -> Value {
        if case .scalar(let text) = tree[id].content { .text(text) } else { .node(id) }
    }

    /// RFC 9535 §2.3.5.2.2.
    private mutating func compare(
        _ left: Value,
        _ comparison: JSONPath.Comparison,
        _ right: Value
    ) throws(Exhausted) -> Bool {
        switch comparison {
        case .equal: return try isEqual(left, right)
        case .unequal: return try !isEqual(left, right)
        case .less: return isLess(left, right)
        case .greater: return isLess(right, left)
        case .lessOrEqual: return isLess(left, right) ? true : try isEqual(left, right)
        case .greaterOrEqual: return isLess(right, left) ? true : try isEqual(left, right)
        }
    }

    private mutating func isEqual(_ left: Value, _ right: Value) throws(Exhausted) -> Bool {
        switch (left, right) {
        case (.nothing, .nothing): return true
        case (.text(let a), .text(let b)): return ValueTree.isEqual(a, b)
        case (.node(let a), .node(let b)):
            try spend(descendants(of: a).count)
            return tree.isEqual(a, b)
        default: return false
        }
    }

    private func isLess(_ left: Value, _ right: Value) -> Bool {
        guard case .text(let a) = left, case .text(let b) = right else { return false }
        if let a = ValueTree.number(a), let b = ValueTree.number(b) { return a < b }
        // Code points in order are UTF-8 bytes in order.
        if let a = ValueTree.string(a), let b = ValueTree.string(b) { return a.lexicographicallyPrecedes(b) }
        return false
    }
}
