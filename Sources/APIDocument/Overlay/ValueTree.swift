internal import JSONTree

/// A JSON value that can be changed: nodes in one array, each with its parent and the line it came from.
struct ValueTree {
    typealias ID = Int

    enum Content {
        /// A number, string, boolean or null, as JSON text.
        case scalar([UInt8])
        case array([ID])
        case object([(key: [UInt8], value: ID)])
    }

    struct Node {
        var content: Content
        var parent: ID?
        /// 0 where it came from no line of the document.
        var line: UInt32
        /// The line of the member's key, for members.
        var keyLine: UInt32
    }

    private(set) var nodes: [Node] = []
    private(set) var root: ID = 0

    /// - Parameter line: tells the line of a value or key.
    init(_ node: JSONNode, line: (JSONNode) -> Int?) {
        root = copy(node, parent: nil, line: line)
    }

    subscript(_ id: ID) -> Node { nodes[id] }

    /// Copies a value in, children before the next sibling; returns its root.
    mutating func copy(_ source: JSONNode, parent: ID?, keyLine: UInt32 = 0, line: (JSONNode) -> Int?) -> ID {
        let first = nodes.count
        var pending: [(node: JSONNode, id: ID)] = []
        func lineNumber(_ node: JSONNode) -> UInt32 { UInt32(clamping: line(node) ?? 0) }
        func place(_ node: JSONNode, _ parent: ID?, _ keyLine: UInt32) -> ID {
            let content: Content =
                node.kind == .array ? .array([]) : node.kind == .object ? .object([]) : .scalar(node.lexeme)
            nodes.append(Node(content: content, parent: parent, line: lineNumber(node), keyLine: keyLine))
            let id = nodes.count - 1
            if node.count > 0 { pending.append((node, id)) }
            return id
        }
        _ = place(source, parent, keyLine)
        while let (node, id) = pending.popLast() {
            if node.kind == .array {
                nodes[id].content = .array(node.elements.map { place($0, id, 0) })
            } else {
                nodes[id].content = .object(
                    node.members.map { ($0.key.stringBytes ?? [], place($0.value, id, lineNumber($0.key))) }
                )
            }
        }
        return first
    }

    // MARK: Reading

    func kind(of id: ID) -> JSONKind {
        switch nodes[id].content {
        case .array: .array
        case .object: .object
        case .scalar(let text):
            switch text.first {
            case 0x22: .string
            case 0x74, 0x66: .bool
            case 0x6E: .null
            default: .number
            }
        }
    }

    /// Elements, or the values of members, in order.
    func children(of id: ID) -> [ID] {
        switch nodes[id].content {
        case .scalar: []
        case .array(let elements): elements
        case .object(let members): members.map(\.value)
        }
    }

    /// The member's value; of duplicate keys the last.
    func member(_ key: [UInt8], of id: ID) -> ID? {
        guard case .object(let members) = nodes[id].content else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The ways from the root to some nodes; those that hang on it no more have none.
    func pointers(to wanted: Set<ID>) -> [ID: String] {
        var found: [ID: String] = [:]
        var pending: [(id: ID, pointer: String)] = [(root, "")]
        while let (id, pointer) = pending.popLast(), found.count < wanted.count {
            if wanted.contains(id) { found[id] = pointer }
            switch nodes[id].content {
            case .scalar: continue
            case .array(let elements):
                for (index, element) in elements.enumerated() { pending.append((element, pointer + "/\(index)")) }
            case .object(let members):
                for (key, value) in members {
                    pending.append((value, pointer + JSONPointer([String(decoding: key, as: UTF8.self)]).description))
                }
            }
        }
        return found
    }

    // MARK: Changing

    mutating func append(_ child: ID, toArray id: ID) {
        guard case .array(var elements) = nodes[id].content else { return }
        nodes[id].content = .array([])
        elements.append(child)
        nodes[id].content = .array(elements)
        nodes[child].parent = id
    }

    mutating func set(_ child: ID, forKey key: [UInt8], of id: ID) {
        guard case .object(var members) = nodes[id].content else { return }
        nodes[id].content = .object([])
        if let position = members.lastIndex(where: { $0.key == key }) {
            members[position].value = child
        } else {
            members.append((key, child))
        }
        nodes[id].content = .object(members)
        nodes[child].parent = id
    }

    /// Gives a node another's content; its place stays.
    mutating func replace(_ id: ID, by other: ID) {
        nodes[id].content = nodes[other].content
        nodes[id].line = nodes[other].line
        for child in children(of: id) { nodes[child].parent = id }
    }

    /// Takes nodes out; the root stays.
    mutating func remove(_ ids: Set<ID>) {
        for parent in Set(ids.compactMap { nodes[$0].parent }) {
            switch nodes[parent].content {
            case .scalar: continue
            case .array(let elements): nodes[parent].content = .array(elements.filter { !ids.contains($0) })
            case .object(let members): nodes[parent].content = .object(members.filter { !ids.contains($0.value) })
            }
        }
    }
}
