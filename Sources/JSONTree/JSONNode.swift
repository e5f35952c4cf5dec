/// The types of JSON values (RFC 8259 §3).
package enum JSONKind: UInt8, Sendable { case null, bool, number, string, array, object }

/// A value in a document: a cursor, cheap to copy. It keeps the document alive.
package struct JSONNode: Sendable {
    let tape: JSONTape
    /// The value's place among all values and keys of the document, in the order of the text; the root's is 0.
    package let index: Int

    private var entry: JSONTape.Entry { tape.entries[index] }

    /// The document it stands in.
    package var document: JSONDocument { JSONDocument(tape: tape) }
    package var kind: JSONKind { entry.kind }
    /// The value's bytes in the document, with quotes or brackets.
    package var range: Range<Int> {
        let entry = entry
        return Int(entry.start)..<Int(entry.end)
    }
    /// Elements or members, duplicates counted; 0 for other values.
    package var count: Int { entry.count }
    /// The raw bytes of the value.
    package var lexeme: [UInt8] { Array(tape.bytes[range]) }

    /// An array's elements; empty for other values.
    package var elements: JSONElements {
        let entry = entry
        return JSONElements(tape: tape, position: index + 1, end: entry.kind == .array ? Int(entry.next) : 0)
    }

    /// An object's members in order, duplicates kept; empty for other values.
    package var members: JSONMembers {
        let entry = entry
        return JSONMembers(tape: tape, position: index + 1, end: entry.kind == .object ? Int(entry.next) : 0)
    }

    /// The member's value; of duplicate keys the last. Keys are compared byte by byte, after decoding.
    package subscript(_ key: String) -> JSONNode? {
        var found: JSONNode?
        for (name, value) in members where name.isString(key.utf8) { found = value }
        return found
    }

    /// The element at this place, from 0.
    package subscript(_ position: Int) -> JSONNode? {
        guard kind == .array, position >= 0, position < count else { return nil }
        var elements = elements
        for _ in 0..<position { _ = elements.next() }
        return elements.next()
    }

    /// Whether the other value is this one or inside it.
    package func contains(_ other: JSONNode) -> Bool { other.index >= index && other.index < Int(entry.next) }
}

extension JSONNode {
    /// A string's bytes in the document without its quotes; nil for other values.
    package var contentRange: Range<Int>? {
        let entry = entry
        return entry.kind == .string ? (Int(entry.start) + 1)..<(Int(entry.end) - 1) : nil
    }

    /// Whether a string holds escapes, so that `contentRange` is not yet its text.
    package var isEscaped: Bool { entry.isEscaped }

    // Not inlined: where the caller throws the result away, Swift 6.3.1's optimiser frees the array before filling it.
    /// A string's decoded bytes, UTF-8; a lone surrogate escape becomes U+FFFD.
    @inline(never)
    package var stringBytes: [UInt8]? {
        guard let contentRange else { return nil }
        let inner = tape.bytes[contentRange]
        return entry.isEscaped ? JSONEscapes.decode(inner) : Array(inner)
    }

    /// A string's text; not for secrets.
    package var string: String? {
        guard let contentRange else { return nil }
        let inner = tape.bytes[contentRange]
        return String(decoding: entry.isEscaped ? JSONEscapes.decode(inner)[...] : inner, as: UTF8.self)
    }

    /// Whether the value is a string of exactly these bytes, without decoding where nothing is escaped.
    package func isString(_ other: some Sequence<UInt8>) -> Bool {
        guard let contentRange else { return false }
        let inner = tape.bytes[contentRange]
        return entry.isEscaped ? JSONEscapes.decode(inner).elementsEqual(other) : inner.elementsEqual(other)
    }

    package var bool: Bool? { kind == .bool ? entry.isTrue : nil }
    package var isNull: Bool { kind == .null }

    /// A number written as an integer (`1`, not `1.0` or `1e0`) that 64 bits hold.
    package var int: Int? { kind == .number ? Int(String(decoding: lexeme, as: UTF8.self)) : nil }

    /// A number as the nearest double, nil where that is not finite; the lexeme may say more.
    package var double: Double? {
        guard kind == .number, let value = Double(String(decoding: lexeme, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }
}

/// The elements of an array.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var position: Int
    let end: Int

    package mutating func next() -> JSONNode? {
        guard position < end else { return nil }
        let node = JSONNode(tape: tape, index: position)
        position = Int(tape.entries[position].next)
        return node
    }
}

/// The members of an object.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var position: Int
    let end: Int

    package mutating func next() -> (key: JSONNode, value: JSONNode)? {
        guard position + 1 < end else { return nil }
        let key = JSONNode(tape: tape, index: position)
        let value = JSONNode(tape: tape, index: position + 1)
        position = Int(tape.entries[position + 1].next)
        return (key, value)
    }
}
