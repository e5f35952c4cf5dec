internal import JSONTree
internal import Redaction

/// What the JSON bodies of one kind of message looked like: for each place how often it was there, and as what.
///
/// Items of an array share one place, `*`; a member named `*` is passed over. A body may hold more places, deeper or
/// under longer names than are kept; then `isTruncated` says so, and nobody may conclude anything from what is missing.
struct BodyShape: Sendable {
    /// Places kept; a page of this kind of API has some hundred.
    static let mostNodes = 4_000
    /// Bytes of a place's pointer.
    static let longestPath = 1_024
    static let deepest = 64

    /// One step of the way to a place.
    enum Step: Hashable, Sendable {
        case member([UInt8])
        case items

        /// The token as a pointer has it, not escaped.
        var token: [UInt8] {
            switch self {
            case .member(let name): name
            case .items: [0x2A]
            }
        }
    }

    /// What was seen at one place.
    struct Node: Sendable {
        var children: [Step: Int] = [:]
        /// Values seen, with the unknown ones.
        var seen = 0
        /// Bodies in which there was one.
        var bodies = 0
        /// Bodies in which an object was among them.
        var objectBodies = 0
        /// By `JSONKind`.
        var kinds = [Int](repeating: 0, count: 6)
        /// Values of which redaction kept nothing.
        var unknown = 0
        var strings = StringValues()
        /// Bytes of the place's pointer.
        fileprivate(set) var pathLength = 0

        subscript(_ kind: JSONKind) -> Int {
            get { kinds[Int(kind.rawValue)] }
            set { kinds[Int(kind.rawValue)] = newValue }
        }
        /// Values whose type is known and not null.
        var typed: Int { kinds.reduce(0, ShapeCount.sum) - self[.null] }
    }

    /// The root first.
    private(set) var nodes = [Node()]
    private(set) var isTruncated = false

    /// Bodies looked at.
    var bodies: Int { nodes[0].bodies }

    init() {}

    /// Takes in one body.
    ///
    /// - Parameters:
    ///   - view: what a value really was.
    ///   - note: told each place and what it showed, before it is counted.
    mutating func learn(
        _ document: JSONDocument,
        view: (JSONNode) -> ValueView,
        note: (_ node: Int, _ event: ShapeEvent) -> Void = { _, _ in }
    ) {
        var touched: Set<Int> = []
        var touchedObjects: Set<Int> = []
        var pending: [(value: JSONNode, node: Int, depth: Int, mayEnumerate: Bool)] = [(document.root, 0, 0, true)]
        while let (value, index, depth, mayEnumerate) = pending.popLast() {
            nodes[index].seen = ShapeCount.sum(nodes[index].seen, 1)
            note(index, .seen)
            if touched.insert(index).inserted { nodes[index].bodies = ShapeCount.sum(nodes[index].bodies, 1) }
            guard value.kind == .array || value.kind == .object else {
                count(view(value), at: index, mayEnumerate, note)
                continue
            }
            nodes[index][value.kind] = ShapeCount.sum(nodes[index][value.kind], 1)
            note(index, .kind(value.kind))
            if value.kind == .array {
                guard value.count > 0 else { continue }
                guard let items = child(.items, of: index, depth: depth + 1) else { continue }
                for element in value.elements { pending.append((element, items, depth + 1, mayEnumerate)) }
                continue
            }
            if touchedObjects.insert(index).inserted {
                nodes[index].objectBodies = ShapeCount.sum(nodes[index].objectBodies, 1)
            }
            // Of duplicate keys the last counts, as everywhere.
            var members: [Int: JSONNode] = [:]
            var order: [(Int, [UInt8])] = []
            for (key, member) in value.members {
                let name = key.stringBytes ?? []
                guard name != [0x2A], let place = child(.member(name), of: index, depth: depth + 1) else { continue }
                if members.updateValue(member, forKey: place) == nil { order.append((place, name)) }
            }
            for (place, name) in order {
                guard let member = members[place] else { continue }
                pending.append((member, place, depth + 1, StringValues.mayEnumerate(name)))
            }
        }
    }

    private mutating func count(
        _ view: ValueView,
        at index: Int,
        _ mayEnumerate: Bool,
        _ note: (Int, ShapeEvent) -> Void
    ) {
        switch view {
        case .unknown:
            nodes[index].unknown = ShapeCount.sum(nodes[index].unknown, 1)
        case .replaced(let shape):
            guard let kind = shape.jsonType.kind else {
                nodes[index].unknown = ShapeCount.sum(nodes[index].unknown, 1)
                return
            }
            nodes[index][kind] = ShapeCount.sum(nodes[index][kind], 1)
            if kind == .string { nodes[index].strings.addHidden() }
            note(index, .kind(kind))
        case .actual(let value):
            nodes[index][value.kind] = ShapeCount.sum(nodes[index][value.kind], 1)
            note(index, .kind(value.kind))
            guard value.kind == .string else { return }
            let bytes = value.stringBytes ?? []
            let isWord = mayEnumerate && StringValues.isWord(bytes)
            note(index, isWord ? .word(String(decoding: bytes, as: UTF8.self)) : .text)
            nodes[index].strings.add(bytes, mayEnumerate: mayEnumerate)
        }
    }

    /// The place one step further, made where there is none; nil where a limit forbids it.
    mutating func child(_ step: Step, of index: Int, depth: Int) -> Int? {
        if let known = nodes[index].children[step] { return known }
        let length = nodes[index].pathLength + step.token.count + 1
        guard nodes.count < BodyShape.mostNodes, length <= BodyShape.longestPath, depth <= BodyShape.deepest else {
            isTruncated = true
            return nil
        }
        var node = Node()
        node.pathLength = length
        nodes[index].children[step] = nodes.count
        nodes.append(node)
        return nodes.count - 1
    }

    /// Adds what another shape has seen.
    mutating func merge(_ other: BodyShape) {
        isTruncated = isTruncated || other.isTruncated
        var pending = [(0, 0, 0)]
        while let (theirs, ours, depth) = pending.popLast() {
            let more = other.nodes[theirs]
            nodes[ours].seen = ShapeCount.sum(nodes[ours].seen, more.seen)
            nodes[ours].bodies = ShapeCount.sum(nodes[ours].bodies, more.bodies)
            nodes[ours].objectBodies = ShapeCount.sum(nodes[ours].objectBodies, more.objectBodies)
            nodes[ours].unknown = ShapeCount.sum(nodes[ours].unknown, more.unknown)
            for kind in nodes[ours].kinds.indices {
                nodes[ours].kinds[kind] = ShapeCount.sum(nodes[ours].kinds[kind], more.kinds[kind])
            }
            nodes[ours].strings.merge(more.strings)
            // In an order of their own, so that the same two shapes always keep the same places.
            for (step, index) in more.children.sorted(by: { $0.key.token.lexicographicallyPrecedes($1.key.token) }) {
                if let place = child(step, of: ours, depth: depth + 1) { pending.append((index, place, depth + 1)) }
            }
        }
    }

    /// For a reader of the stored form.
    mutating func set(_ node: Node, at index: Int) {
        let (children, length) = (nodes[index].children, nodes[index].pathLength)
        nodes[index] = node
        nodes[index].children = children
        nodes[index].pathLength = length
    }

    mutating func markTruncated() { isTruncated = true }

    /// The place with this pointer, items as `*`.
    func node(at pointer: JSONPointer) -> Node? {
        var index = 0
        for token in pointer.tokens {
            let step: Step = token == "*" ? .items : .member(Array(token.utf8))
            guard let next = nodes[index].children[step] else { return nil }
            index = next
        }
        return nodes[index]
    }

    /// Every place with its pointer, ascending by the pointer's bytes, so that a place comes before those inside it.
    var places: [(path: [UInt8], node: Node)] {
        var result: [(path: [UInt8], node: Node)] = []
        var pending: [(Int, [UInt8])] = [(0, [])]
        while let (index, path) = pending.popLast() {
            result.append((path, nodes[index]))
            for (step, child) in nodes[index].children {
                pending.append((child, path + BodyShape.escaped(step.token)))
            }
        }
        return result.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// A slash and the token (RFC 6901 §3).
    static func escaped(_ token: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x2F]
        for byte in token {
            switch byte {
            case 0x7E: bytes += [0x7E, 0x30]
            case 0x2F: bytes += [0x7E, 0x31]
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}

/// Something that a place showed, for those who want to know where it was first seen.
enum ShapeEvent: Hashable, Sendable {
    case seen
    case kind(JSONKind)
    case word(String)
    /// A string that is no word.
    case text
}

extension ValueShape.JSONType {
    /// Nil where the value did not stand in JSON.
    var kind: JSONKind? {
        switch self {
        case .string: .string
        case .number: .number
        case .bool: .bool
        case .null: .null
        case .none: nil
        }
    }
}
