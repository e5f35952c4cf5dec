internal import JSONTree

/// Goes through every member of a JSON body, however deep, and knows at each where it is.
///
/// Hostile bodies can make paths long and many, so a path's text is only made for the few places that are kept,
/// and the walk does not enter what lies deeper or under longer names than any real answer has.
struct BodyWalk {
    /// Where the walk is.
    struct Place {
        fileprivate private(set) var tokens: [String] = []
        private var hashes: [UInt64] = [0xcbf2_9ce4_8422_2325]
        private var length = 0

        /// The same for places that differ in items' indices only.
        var generalizedHash: UInt64 { hashes.last ?? 0 }
        var pointer: String { JSONPointer(tokens).description }
        /// The place of a member of what is here.
        func pointer(to member: String) -> String { JSONPointer(tokens + [member]).description }
        var isTooDeep: Bool { tokens.count >= 64 || length > 4_096 }

        fileprivate mutating func enter(_ token: String, isItem: Bool) {
            tokens.append(token)
            length += token.utf8.count
            var hash = hashes.last ?? 0
            for byte in isItem ? [0x2A, 0xFE] : Array(token.utf8) + [0xFF] {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
            hashes.append(hash)
        }

        fileprivate mutating func leave() {
            length -= tokens.removeLast().utf8.count
            hashes.removeLast()
        }
    }

    /// Whether something was left out because it lay too deep.
    private(set) var isIncomplete = false
    private var place = Place()

    init() {}

    /// Calls `visit` with each member of each object, outer ones first.
    ///
    /// - Parameter visit: says whether the member's own value is to be entered.
    mutating func members(of node: JSONNode, visit: (_ key: String, _ value: JSONNode, _ place: Place) -> Bool) {
        switch node.kind {
        case .object:
            for (key, value) in node.members {
                place.enter(key.string ?? "", isItem: false)
                if visit(place.lastToken, value, place) { enter(value, visit) }
                place.leave()
            }
        case .array:
            for (index, value) in node.elements.enumerated() {
                place.enter(String(index), isItem: true)
                enter(value, visit)
                place.leave()
            }
        case .null, .bool, .number, .string:
            return
        }
    }

    /// Calls `visit` with each object, outer ones first.
    ///
    /// - Parameter visit: says whether what is inside the object is to be entered. At the root the name is empty.
    mutating func objects(of node: JSONNode, visit: (_ name: String, _ object: JSONNode, _ place: Place) -> Bool) {
        switch node.kind {
        case .object:
            guard visit(place.lastToken, node, place) else { return }
            for (key, value) in node.members where value.count > 0 {
                descend(value, key.string ?? "", isItem: false, visit)
            }
        case .array:
            for (index, value) in node.elements.enumerated() where value.count > 0 {
                descend(value, String(index), isItem: true, visit)
            }
        case .null, .bool, .number, .string:
            return
        }
    }

    private mutating func descend(
        _ node: JSONNode,
        _ token: String,
        isItem: Bool,
        _ visit: (String, JSONNode, Place) -> Bool
    ) {
        place.enter(token, isItem: isItem)
        if place.isTooDeep {
            isIncomplete = true
        } else {
            objects(of: node, visit: visit)
        }
        place.leave()
    }

    private mutating func enter(_ node: JSONNode, _ visit: (String, JSONNode, Place) -> Bool) {
        guard node.count > 0 else { return }
        if place.isTooDeep {
            isIncomplete = true
        } else {
            members(of: node, visit: visit)
        }
    }
}

extension BodyWalk.Place {
    /// The name of the member, or the index of the item.
    fileprivate var lastToken: String { tokens.last ?? "" }
}
