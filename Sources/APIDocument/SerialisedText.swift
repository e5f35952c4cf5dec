internal import JSONTree

/// Writes a JSON instance from pieces of text that stood in a URL, a header or a form.
struct SerialisedText {
    /// The JSON text of one piece, read as the first of the kinds that it can be.
    ///
    /// A number only where it is written as JSON writes it, so that `007` stays text and the schema says so.
    static func scalar(_ text: [UInt8], _ kinds: SerialisedShape.Kinds) -> [UInt8] {
        if kinds.contains(.number), isNumber(text) { return text }
        if kinds.contains(.boolean), text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) { return text }
        if kinds.contains(.null), !kinds.contains(.string), text.isEmpty || text.elementsEqual("null".utf8) {
            return Array("null".utf8)
        }
        return JSONText.quoted(text)
    }

    private static func isNumber(_ text: [UInt8]) -> Bool {
        guard let first = text.first, first == 0x2D || first &- 0x30 < 10, text.count < 1_000,
            let document = try? JSONDocument.parse(text)
        else { return false }
        return document.root.kind == .number && document.root.range == 0..<text.count
    }

    static func array(_ elements: [[UInt8]]) -> [UInt8] {
        [0x5B] + joined(elements) + [0x5D]
    }

    static func object(_ members: [(name: [UInt8], value: [UInt8])]) -> [UInt8] {
        [0x7B] + joined(members.map { JSONText.quoted($0.name) + [0x3A] + $0.value }) + [0x7D]
    }

    private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        var result: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { result.append(0x2C) }
            result += part
        }
        return result
    }
}
