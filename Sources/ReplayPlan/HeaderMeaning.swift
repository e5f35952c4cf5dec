import ExchangeModel

/// What the header fields of an answer say to the program that reads it.
///
/// Only fields that a client acts on, so that a new proxy on the way is no change of the API: not the moment (`Date`,
/// `Age`), not the message's framing, not which server, trace, quota or cached copy it was.
enum HeaderMeaning {
    private enum Form {
        case mediaType
        /// A list whose order says nothing (RFC 9110 §5.6.1); whether its case does.
        case set(keepsCase: Bool)
        /// A set of links, each with its target (RFC 8288 §3).
        case links
        case text
    }

    private static let forms: [String: Form] = [
        "content-type": .mediaType, "content-language": .set(keepsCase: false), "content-disposition": .text,
        "content-location": .text, "location": .text, "link": .links,
        "allow": .set(keepsCase: true), "vary": .set(keepsCase: false), "cache-control": .set(keepsCase: false),
        "accept-patch": .set(keepsCase: false), "accept-post": .set(keepsCase: false),
        "accept-ranges": .set(keepsCase: false), "preference-applied": .set(keepsCase: false),
        "www-authenticate": .text, "access-control-allow-origin": .text,
        "access-control-allow-credentials": .text, "access-control-allow-methods": .set(keepsCase: true),
        "access-control-allow-headers": .set(keepsCase: false),
        "access-control-expose-headers": .set(keepsCase: false), "x-total-count": .text, "x-total-pages": .text,
    ]

    /// The fields that mean something, in their order: name in lower case, form, and the whole value.
    private static func fields(_ headers: HeaderList) -> [(name: [UInt8], form: Form, value: [UInt8])] {
        var result: [(name: [UInt8], form: Form, value: [UInt8])] = []
        var seen: Set<[UInt8]> = []
        for field in headers.fields {
            let name = ASCII.lower(field.name)
            guard let form = forms[String(decoding: name, as: UTF8.self)], seen.insert(name).inserted else { continue }
            // Several lines of one name are one list (RFC 9110 §5.3).
            let lines = headers.fields.filter { ASCII.equalIgnoringCase($0.name, name) }.map(\.value)
            result.append((name, form, Array(lines.joined(separator: [0x2C, 0x20]))))
        }
        return result
    }

    static func difference(
        _ recorded: HeaderList,
        _ now: HeaderList,
        rules: ValueRules,
        places: inout PlaceTable,
        into differences: inout Differences
    ) {
        let present = fields(now)
        for (position, (name, form, before)) in fields(recorded).enumerated() {
            let after = present.first { $0.name == name }?.value
            let (was, value) = canonical(before, after, form, rules)
            if let value, rules.isSame(was, value) { continue }
            let place = places.child(of: PlaceTable.header, name)
            differences.add(place, origin: position, value: value.map { Digest.of($0) } ?? 0) {
                guard let value else { return ("is missing", "(missing)") }
                let text = ValueText.short(value)
                return ("is \(text), was \(ValueText.short(was))", text)
            }
        }
    }

    /// Both in a form in which equal meanings have equal bytes.
    private static func canonical(
        _ recorded: [UInt8],
        _ now: [UInt8]?,
        _ form: Form,
        _ rules: ValueRules
    ) -> (recorded: [UInt8], now: [UInt8]?) {
        guard case .links = form, let now, rules.isElsewhere else {
            return (canonical(recorded, form), now.map { canonical($0, form) })
        }
        // The same server under another address links to that. What both say stays as it is.
        let (before, after) = (Set(split(recorded, at: 0x2C)), Set(split(now, at: 0x2C)))
        let both = before.intersection(after)
        let was = before.map { both.contains($0) ? $0 : relative($0, rules.recordedOrigin) }
        let value = after.map { both.contains($0) ? $0 : relative($0, rules.origin) }
        return (joined(Set(was), separator: [0x2C, 0x20]), joined(Set(value), separator: [0x2C, 0x20]))
    }

    /// A link whose target names no server where it is this one.
    private static func relative(_ link: [UInt8], _ origin: [UInt8]) -> [UInt8] {
        guard link.first == 0x3C, link.dropFirst().starts(with: origin) else { return link }
        let rest = link.dropFirst(1 + origin.count)
        // "https://api.example.evil" and "https://api.example:81" only begin alike.
        guard let next = rest.first, [0x2F, 0x3F, 0x23, 0x3E].contains(next) else { return link }
        return [0x3C] + rest
    }

    private static func canonical(_ value: [UInt8], _ form: Form) -> [UInt8] {
        switch form {
        case .text: return value
        case .links: return joined(Set(split(value, at: 0x2C)), separator: [0x2C, 0x20])
        case .set(let keepsCase):
            let items = split(value, at: 0x2C).map { keepsCase ? $0 : ASCII.lower($0) }
            return joined(Set(items), separator: [0x2C, 0x20])
        case .mediaType:
            let parts = split(value, at: 0x3B)
            let type = ASCII.lower(parts.first ?? [])
            let parameters = parts.dropFirst().compactMap { parameter($0, of: type) }
            return joined(Set(parameters), after: type)
        }
    }

    /// `charset=utf-8` in lower case and without quotes; nil where it says what holds anyway.
    private static func parameter(_ text: [UInt8], of type: [UInt8]) -> [UInt8]? {
        guard let sign = text.firstIndex(of: 0x3D) else { return ASCII.lower(text) }
        let name = ASCII.lower(ASCII.trimmed(Array(text[..<sign])))
        let value = ASCII.trimmed(Array(text[(sign + 1)...])).filter { $0 != 0x22 }
        // A new boundary for each message.
        if name.elementsEqual("boundary".utf8) { return nil }
        guard name.elementsEqual("charset".utf8) else { return name + [0x3D] + value }
        let charset = ASCII.lower(value)
        // JSON and CSV are UTF-8 unless they say otherwise (RFC 8259 §8.1, RFC 7111 §5.1).
        let isDefault = charset.elementsEqual("utf-8".utf8) || charset.elementsEqual("utf8".utf8)
        if isDefault, type.reversed().starts(with: "json".utf8.reversed()) || type.elementsEqual("text/csv".utf8) {
            return nil
        }
        return name + [0x3D] + charset
    }

    private static func joined(_ items: Set<[UInt8]>, after start: [UInt8]) -> [UInt8] {
        items.isEmpty ? start : start + [0x3B, 0x20] + joined(items, separator: [0x3B, 0x20])
    }

    private static func joined(_ items: Set<[UInt8]>, separator: [UInt8]) -> [UInt8] {
        Array(items.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: separator))
    }

    /// The parts between separators that stand outside quotes and angle brackets, without white space around them and
    /// without empty ones.
    private static func split(_ value: [UInt8], at separator: UInt8) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var part: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        var isAddress = false
        for byte in value {
            if byte == separator, !isQuoted, !isAddress {
                result.append(ASCII.trimmed(part))
                part = []
                continue
            }
            part.append(byte)
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22, !isAddress {
                isQuoted.toggle()
            } else if !isQuoted, byte == 0x3C || byte == 0x3E {
                isAddress = byte == 0x3C
            }
        }
        result.append(ASCII.trimmed(part))
        return result.filter { !$0.isEmpty }
    }
}
