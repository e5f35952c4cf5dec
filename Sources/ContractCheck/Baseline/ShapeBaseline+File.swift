internal import JSONTree
internal import SafeText

extension ShapeBaseline {
    /// Of the stored form.
    package static let version = 1
    static let format = "reprise-baseline"
    /// Bytes of a stored form that are read.
    static let longestFile = 64 << 20

    /// The stored form: JSON, sorted, one place a line; the same baseline gives the same bytes.
    ///
    /// ```
    /// {"path":"/hydra:member/*/status","seen":300,"bodies":12,"types":{"string":300},"values":{"BOOKED":280,"OPEN":20}}
    /// ```
    /// `seen` counts values, `bodies` the bodies they came in, `objectBodies` those with an object there, `unknown`
    /// values of which redaction kept nothing. Strings are counted as `values` by word, `other` or `hidden`.
    package func serialized() -> [UInt8] {
        var out = Array(
            "{\n  \"format\": \"\(ShapeBaseline.format)\",\n  \"version\": \(ShapeBaseline.version),\n".utf8
        )
        out += "  \"truncated\": \(isTruncated),\n  \"messages\": [".utf8
        for (index, entry) in entries.enumerated() {
            guard let shape = shapes[entry.key] else { continue }
            out += (index == 0 ? "\n    {\n" : ",\n    {\n").utf8
            for (name, value) in ShapeBaseline.members(of: entry.key) {
                out += "      \"\(name)\": ".utf8
                out += value.serialized() + [0x2C, 0x0A]
            }
            out += "      \"truncated\": \(shape.isTruncated),\n      \"places\": [".utf8
            for (index, place) in shape.places.enumerated() {
                out += (index == 0 ? "\n        " : ",\n        ").utf8
                out += ShapeBaseline.value(of: place.node, at: place.path).serialized()
            }
            out += "\n      ]\n    }".utf8
        }
        out += (shapes.isEmpty ? "]\n}\n" : "\n  ]\n}\n").utf8
        return Neutralizer.json(out)
    }

    private static func members(of key: Key) -> [(String, JSONValue)] {
        [
            ("operation", .string(key.operation)), ("direction", .string(key.direction.rawValue)),
            ("status", key.status.map { .int($0) } ?? .null), ("mediaType", .string(key.mediaType)),
        ]
    }

    private static func value(of node: BodyShape.Node, at path: [UInt8]) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("path", .string(String(decoding: path, as: UTF8.self))), ("seen", .int(node.seen)),
            ("bodies", .int(node.bodies)),
        ]
        if node.objectBodies > 0 { members.append(("objectBodies", .int(node.objectBodies))) }
        let types = JSONKind.all.filter { node[$0] > 0 }.map { ($0.word, JSONValue.int(node[$0])) }
        members.append(("types", .object(types)))
        let words = node.strings.words.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.int($0.value)) }
        if !words.isEmpty { members.append(("values", .object(words))) }
        for (name, count) in [
            ("other", node.strings.other), ("hidden", node.strings.hidden), ("unknown", node.unknown),
        ] where count > 0 {
            members.append((name, .int(count)))
        }
        return .object(members)
    }

    /// Reads the stored form, strictly: what this program did not write is refused.
    package init(parsing bytes: [UInt8]) throws(BaselineError) {
        guard bytes.count <= ShapeBaseline.longestFile else {
            throw .unreadable("it is longer than \(ShapeBaseline.longestFile) bytes")
        }
        let document: JSONDocument
        var limits = JSONLimits()
        limits.depth = 8
        do {
            document = try JSONDocument.parse(bytes, limits: limits)
        } catch {
            throw .unreadable("line \(error.line), column \(error.column): \(error.reason)")
        }
        self = try BaselineReader.read(document.root)
    }
}
