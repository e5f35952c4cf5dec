/// A JSON text and the tape of its values: what was parsed and where it stood, nothing decoded.
///
/// Key order, duplicate keys, number lexemes and byte ranges are kept.
package struct JSONDocument: Sendable {
    let tape: JSONTape

    /// The text.
    package var bytes: [UInt8] { tape.bytes }

    /// Parses strictly (RFC 8259): no comments, no trailing commas, no byte order mark, UTF-8 only, one value.
    ///
    /// Takes linear time. The tape has 16 bytes a value, so at most eight times the text, and while it grows twice that.
    package static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONDocument {
        let limit = min(limits.bytes, JSONTape.largestText)
        guard bytes.count <= limit else {
            throw JSONSyntaxError(offset: 0, line: 1, column: 1, reason: "the text is longer than \(limit) bytes")
        }
        var tape = TapeBuilder(capacity: bytes.count / 12)
        let fault = bytes.withUnsafeBufferPointer { text in
            JSONParser.parse(text, depth: limits.depth, into: &tape)
        }
        if let fault {
            throw JSONSyntaxError(at: fault.offset, in: bytes, reason: fault.reason)
        }
        return JSONDocument(tape: JSONTape(bytes: bytes, entries: tape.finish()))
    }

    /// The outermost value.
    package var root: JSONNode { JSONNode(tape: tape, index: 0) }

    /// All values and keys, each counted.
    package var valueCount: Int { tape.entries.count }

    /// The value or key that has this place in the order of the text, from 0: a walk over everything is a loop.
    package func value(at index: Int) -> JSONNode? {
        tape.entries.indices.contains(index) ? JSONNode(tape: tape, index: index) : nil
    }

    /// The value that the pointer names (RFC 6901); of duplicate keys the last.
    package func node(at pointer: JSONPointer) -> JSONNode? {
        var node = root
        for token in pointer.tokens {
            switch node.kind {
            case .object:
                guard let next = node[token] else { return nil }
                node = next
            case .array:
                // "01", "+1" and "-" name no element.
                guard let index = Int(token), String(index) == token, let next = node[index] else { return nil }
                node = next
            default: return nil
            }
        }
        return node
    }

    /// The way from the root to the value; a key's own way is that of its member.
    ///
    /// Where a key stands twice, the way names the last, as `node(at:)` does, even for the first one's value.
    package func pointer(to node: JSONNode) -> JSONPointer {
        var tokens: [String] = []
        var current = root
        descent: while current.index < node.index {
            if current.kind == .object {
                for (key, value) in current.members where key.index == node.index || value.contains(node) {
                    tokens.append(key.string ?? "")
                    if key.index == node.index { break descent }
                    current = value
                    continue descent
                }
            } else {
                for (position, element) in current.elements.enumerated() where element.contains(node) {
                    tokens.append(String(position))
                    current = element
                    continue descent
                }
            }
            break  // A node of another document.
        }
        return JSONPointer(tokens)
    }
}
