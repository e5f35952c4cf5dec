import JSONTree

/// Places of a JSON document that are looked for together.
///
/// Finding them takes time linear in the document, and only where a place may still come: the way to a value is never
/// written down, which deep in a hostile document takes far longer than reading it.
struct PointerTree {
    private struct Node {
        /// Links whose value stands here.
        var links: [ValueLink] = []
        var members: [[UInt8]: Int] = [:]
        /// The same, of those that are an element's number too.
        var elements: [Int: Int] = [:]
    }

    private var nodes = [Node()]

    mutating func add(_ link: ValueLink, at pointer: JSONPointer) {
        var current = 0
        for token in pointer.tokens {
            let name = Array(token.utf8)
            if let next = nodes[current].members[name] {
                current = next
                continue
            }
            nodes.append(Node())
            nodes[current].members[name] = nodes.count - 1
            // "01", "+1" and "-" name no element.
            if let position = Int(token), String(position) == token {
                nodes[current].elements[position] = nodes.count - 1
            }
            current = nodes.count - 1
        }
        nodes[current].links.append(link)
    }

    /// Calls `visit` with each value that is there, as `JSONDocument.node(at:)` finds it.
    func find(in document: JSONDocument, _ visit: (JSONNode, [ValueLink]) -> Void) {
        var pending = [(node: 0, value: document.root)]
        while let (index, value) = pending.popLast() {
            let node = nodes[index]
            if !node.links.isEmpty { visit(value, node.links) }
            if value.kind == .object, !node.members.isEmpty {
                // Of duplicate keys the last counts.
                var found: [Int: JSONNode] = [:]
                for (key, inner) in value.members {
                    if let next = node.members[key.stringBytes ?? []] { found[next] = inner }
                }
                for (next, inner) in found { pending.append((next, inner)) }
            } else if value.kind == .array, !node.elements.isEmpty {
                for (position, inner) in value.elements.enumerated() {
                    if let next = node.elements[position] { pending.append((next, inner)) }
                }
            }
        }
    }
}
