internal import JSONTree

/// Reads a baseline's stored form, and believes none of its numbers that can't be.
enum BaselineReader {
    static func read(_ root: JSONNode) throws(BaselineError) -> ShapeBaseline {
        guard root["format"]?.string == ShapeBaseline.format, let version = root["version"]?.int else {
            throw .notABaseline
        }
        guard version == ShapeBaseline.version else { throw .unknownVersion(version) }
        try allow(["format", "version", "truncated", "messages"], in: root, at: "")
        let isTruncated = try flag(root["truncated"], at: "/truncated")
        guard let messages = root["messages"], messages.kind == .array else {
            throw .malformed(pointer: "/messages", reason: "a list is expected")
        }
        var shapes: [ShapeBaseline.Key: BodyShape] = [:]
        for (index, node) in messages.elements.enumerated() {
            let place = "/messages/\(index)"
            guard shapes.count < ShapeBaseline.mostEntries else {
                throw .malformed(pointer: place, reason: "more than \(ShapeBaseline.mostEntries) kinds of messages")
            }
            try allow(["operation", "direction", "status", "mediaType", "truncated", "places"], in: node, at: place)
            let key = try key(node, at: place)
            guard shapes[key] == nil else {
                throw .malformed(pointer: place, reason: "the same operation, status and media type stand twice")
            }
            shapes[key] = try shape(node, at: place)
        }
        return ShapeBaseline(shapes: shapes, isTruncated: isTruncated)
    }

    private static func key(_ node: JSONNode, at place: String) throws(BaselineError) -> ShapeBaseline.Key {
        guard let operation = node["operation"]?.string, let mediaType = node["mediaType"]?.string,
            let direction = node["direction"]?.string.flatMap(ShapeBaseline.Direction.init(rawValue:)),
            let status = node["status"]
        else {
            throw .malformed(pointer: place, reason: "operation, direction, status and mediaType are needed")
        }
        guard direction == .request ? status.isNull : status.int.map({ (0..<1_000).contains($0) }) ?? false else {
            throw .malformed(pointer: place + "/status", reason: "an answer has a status, a request has null")
        }
        return ShapeBaseline.Key(
            operation: operation,
            direction: direction,
            status: status.int,
            mediaType: mediaType
        )
    }

    private static func shape(_ message: JSONNode, at place: String) throws(BaselineError) -> BodyShape {
        var shape = BodyShape()
        guard let places = message["places"], places.kind == .array, places.count > 0 else {
            throw .malformed(pointer: place + "/places", reason: "a list is expected, with the whole body first")
        }
        var parents: [[UInt8]: Int] = [:]
        for (index, node) in places.elements.enumerated() {
            let here = place + "/places/\(index)"
            try allow(
                ["path", "seen", "bodies", "objectBodies", "types", "values", "other", "hidden", "unknown"],
                in: node,
                at: here
            )
            guard let path = node["path"]?.stringBytes, let pointer = JSONPointer(parsing: node["path"]?.string ?? ""),
                path.isEmpty == (index == 0)
            else {
                throw .malformed(pointer: here + "/path", reason: "a JSON Pointer is expected, the empty one first")
            }
            guard parents[path] == nil else { throw .malformed(pointer: here, reason: "the place stands twice") }
            var target = 0
            if let token = pointer.tokens.last {
                let parent = Array(path[..<(path.lastIndex(of: 0x2F) ?? 0)])
                guard let above = parents[parent] else {
                    throw .malformed(pointer: here + "/path", reason: "the place around it does not stand before it")
                }
                let step: BodyShape.Step = token == "*" ? .items : .member(Array(token.utf8))
                guard let made = shape.child(step, of: above, depth: pointer.tokens.count) else {
                    throw .malformed(pointer: here, reason: "more, deeper or longer places than a baseline keeps")
                }
                target = made
                shape.set(try counts(node, at: here, in: shape.nodes[above], step), at: target)
            } else {
                shape.set(try counts(node, at: here, in: nil, .items), at: 0)
            }
            parents[path] = target
        }
        if try flag(message["truncated"], at: place + "/truncated") { shape.markTruncated() }
        return shape
    }

    private static func counts(
        _ node: JSONNode,
        at place: String,
        in parent: BodyShape.Node?,
        _ step: BodyShape.Step
    ) throws(BaselineError) -> BodyShape.Node {
        var result = BodyShape.Node()
        result.seen = try count(node["seen"], at: place + "/seen", isNeeded: true)
        result.bodies = try count(node["bodies"], at: place + "/bodies", isNeeded: true)
        result.objectBodies = try count(node["objectBodies"], at: place + "/objectBodies")
        result.unknown = try count(node["unknown"], at: place + "/unknown")
        guard let types = node["types"], types.kind == .object else {
            throw .malformed(pointer: place + "/types", reason: "the types with their counts are expected")
        }
        try allow(Set(JSONKind.all.map(\.word)), in: types, at: place + "/types")
        for kind in JSONKind.all { result[kind] = try count(types[kind.word], at: place + "/types/" + kind.word) }
        var words: [String: Int] = [:]
        for (key, value) in node["values"].map({ Array($0.members) }) ?? [] {
            guard words.updateValue(try count(value, at: place + "/values"), forKey: key.string ?? "") == nil else {
                throw .malformed(pointer: place + "/values", reason: "a word stands twice")
            }
        }
        let other = try count(node["other"], at: place + "/other")
        let hidden = try count(node["hidden"], at: place + "/hidden")
        guard let strings = StringValues(words: words, other: other, hidden: hidden) else {
            throw .malformed(pointer: place + "/values", reason: "these are no words of an enumeration")
        }
        result.strings = strings
        try weigh(result, at: place, in: parent, step)
        return result
    }

    /// Numbers that contradict each other come from no recording. At the highest count they may.
    private static func weigh(
        _ node: BodyShape.Node,
        at place: String,
        in parent: BodyShape.Node?,
        _ step: BodyShape.Step
    ) throws(BaselineError) {
        guard node.seen < ShapeCount.most else { return }
        let isSound =
            node.seen > 0 && node.bodies > 0 && node.kinds.reduce(node.unknown, ShapeCount.sum) == node.seen
            && node.bodies <= node.seen && node.objectBodies <= min(node.bodies, node[.object])
            && (node.objectBodies > 0) == (node[.object] > 0) && node.strings.total == node[.string]
        guard isSound else { throw .malformed(pointer: place, reason: "the counts contradict each other") }
        guard let parent else {
            guard node.bodies == node.seen else {
                throw .malformed(pointer: place, reason: "the whole body is there once in each body")
            }
            return
        }
        let fits = step == .items ? parent[.array] > 0 : node.seen <= parent[.object]
        guard fits, node.bodies <= parent.bodies else {
            throw .malformed(pointer: place, reason: "seen more often than what is around it")
        }
    }

    private static func allow(
        _ names: Set<String>,
        in node: JSONNode,
        at place: String
    ) throws(BaselineError) {
        guard node.kind == .object else { throw .malformed(pointer: place, reason: "an object is expected") }
        var seen: Set<String> = []
        for (key, _) in node.members {
            let name = key.string ?? ""
            guard names.contains(name), seen.insert(name).inserted else {
                throw .malformed(pointer: place, reason: "a member is unknown or stands twice")
            }
        }
    }

    private static func count(_ node: JSONNode?, at place: String, isNeeded: Bool = false) throws(BaselineError) -> Int
    {
        guard let node else {
            if isNeeded { throw .malformed(pointer: place, reason: "a count is expected") }
            return 0
        }
        guard let value = node.int, (0...ShapeCount.most).contains(value) else {
            throw .malformed(pointer: place, reason: "a count from 0 to 2^53 is expected")
        }
        return value
    }

    private static func flag(_ node: JSONNode?, at place: String) throws(BaselineError) -> Bool {
        guard let value = node?.bool else { throw .malformed(pointer: place, reason: "true or false is expected") }
        return value
    }
}
