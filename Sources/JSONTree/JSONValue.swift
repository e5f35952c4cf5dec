/// A JSON value to be written, its members in the order given; the same value gives the same bytes.
package indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    /// Written in the shortest form that reads back the same; null where it is not finite.
    case double(Double)
    /// JSON text that is put in as it is; the caller vouches for it.
    case lexeme([UInt8])
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// The value of a node, numbers by their lexemes.
    package init(_ node: JSONNode) {
        switch node.kind {
        case .array: self = .array(node.elements.map { JSONValue($0) })
        case .object: self = .object(node.members.map { ($0.key.string ?? "", JSONValue($0.value)) })
        default: self = .lexeme(node.lexeme)
        }
    }

    /// UTF-8 text, in one line, or indented by two spaces.
    package func serialized(pretty: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        write(into: &result, indent: pretty ? 0 : nil)
        return result
    }

    /// The same as text, in one line.
    package var text: String { String(decoding: serialized(), as: UTF8.self) }

    private func write(into out: inout [UInt8], indent: Int?) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .int(let value): out += String(value).utf8
        case .double(let value): out += (value.isFinite ? value.description : "null").utf8
        case .lexeme(let bytes): out += bytes
        case .string(let value): JSONText.appendQuoted(value.utf8, to: &out)
        case .array(let values):
            list(values.count, 0x5B, 0x5D, &out, indent) { position, out, deeper in
                values[position].write(into: &out, indent: deeper)
            }
        case .object(let members):
            list(members.count, 0x7B, 0x7D, &out, indent) { position, out, deeper in
                JSONText.appendQuoted(members[position].0.utf8, to: &out)
                out += deeper == nil ? [0x3A] : [0x3A, 0x20]
                members[position].1.write(into: &out, indent: deeper)
            }
        }
    }

    private func list(
        _ count: Int,
        _ open: UInt8,
        _ close: UInt8,
        _ out: inout [UInt8],
        _ indent: Int?,
        _ item: (Int, inout [UInt8], Int?) -> Void
    ) {
        out.append(open)
        guard count > 0 else {
            out.append(close)
            return
        }
        let deeper = indent.map { $0 + 2 }
        for position in 0..<count {
            if position > 0 { out.append(0x2C) }
            if let deeper { out += [0x0A] + Array(repeating: 0x20, count: deeper) }
            item(position, &out, deeper)
        }
        if let indent { out += [0x0A] + Array(repeating: 0x20, count: indent) }
        out.append(close)
    }
}

// By what would be written: tuples are not Hashable, and the same text is the same value.
extension JSONValue: Hashable {
    package static func == (a: Self, b: Self) -> Bool { a.serialized() == b.serialized() }
    package func hash(into hasher: inout Hasher) { hasher.combine(serialized()) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
}
