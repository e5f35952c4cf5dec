import JSONTree

/// What a JSON value is made of, its data left out: which types stand where, and which members are always there.
///
/// The elements of an array count together.
struct JSONShape: Sendable {
    private var types: Set<JSONKind> = []
    private var objects = 0
    private var members: [[UInt8]: Member] = [:]
    private var order: [[UInt8]] = []
    private var elements: [JSONShape] = []

    private struct Member: Sendable {
        var shape: JSONShape
        /// How many of the objects have it.
        var count: Int
    }

    init(_ node: JSONNode) {
        add(node)
    }

    private mutating func add(_ node: JSONNode) {
        types.insert(node.kind)
        if node.kind == .object {
            objects += 1
            for (name, value) in RecordedJSON.lastMembers(of: node).map({ ($0.name, $0.value) }) {
                if members[name] == nil {
                    order.append(name)
                    members[name] = Member(shape: JSONShape(value), count: 1)
                } else {
                    members[name]?.shape.add(value)
                    members[name]?.count += 1
                }
            }
        }
        for element in node.elements {
            if elements.isEmpty { elements = [JSONShape(element)] } else { elements[0].add(element) }
        }
    }

    /// The first thing in which `other` is not what this shape promises, in words with the place; nil where it keeps
    /// the promise.
    ///
    /// A member that was always there must be there; a type must have been seen before, or be null, or stand where
    /// only null was seen. New members, and arrays that are empty on one side, are no difference.
    func difference(to other: JSONShape, at pointer: JSONPointer = JSONPointer()) -> String? {
        let place = pointer.tokens.isEmpty ? "the body" : pointer.description
        if types != [.null] {
            for type in other.types.sorted(by: { $0.rawValue < $1.rawValue })
            where type != .null && !types.contains(type) {
                let expected = types.filter { $0 != .null }.sorted { $0.rawValue < $1.rawValue }
                return "\(place) is \(type.name), not \(expected.map(\.name).joined(separator: " or "))"
            }
        }
        for name in order {
            guard let member = members[name] else { continue }
            let deeper = pointer.appending(String(decoding: name, as: UTF8.self))
            guard let theirs = other.members[name] else {
                if other.objects > 0, member.count >= objects { return "\(deeper) is missing" }
                continue
            }
            if member.count >= objects, theirs.count < other.objects { return "\(deeper) is missing in some" }
            if let found = member.shape.difference(to: theirs.shape, at: deeper) { return found }
        }
        guard let ours = elements.first, let theirs = other.elements.first else { return nil }
        return ours.difference(to: theirs, at: pointer.appending("*"))
    }
}

extension JSONKind {
    fileprivate var name: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
