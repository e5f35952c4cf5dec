internal import ExchangeModel

/// Values in XML and HTML whose element has a telling name: `<password>value</password>`, also as CDATA, and
/// `<input name="password" value="…">`.
enum MarkupScanner {
    /// Names longer than this are none.
    private static let longestName = 96
    /// A tag's attributes are looked for so far.
    private static let longestTag = 4_096

    private typealias Text = UnsafeBufferPointer<UInt8>

    static func scan(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let open = text[next...].firstIndex(of: 0x3C) {
            next = open + 1
            var end = next
            while end < text.count, end - next < longestName, isName(text[end]) { end += 1 }
            guard end > next else { continue }
            if isNamedByAttribute(text[next..<end]) {
                attributes(layer, end, fields, &hits)
                continue
            }
            guard let rule = fields.rule(for: text[next..<end], isPair: false),
                let close = text[end...].firstIndex(where: { $0 == 0x3E || $0 == 0x3C }), text[close] == 0x3E
            else { continue }
            next = close
            guard let (value, isData) = content(text, close + 1) else { continue }
            next = value.upperBound
            add(layer, value, rule, isData: isData, &hits)
        }
    }

    /// The text up to the next tag, or the inside of a CDATA section.
    private static func content(_ text: Text, _ start: Int) -> (Range<Int>, isData: Bool)? {
        var start = start
        let mark = Array("<![CDATA[".utf8)
        let isData = text[start...].starts(with: mark)
        if isData { start += mark.count }
        var end = start
        while end < text.count {
            let isEnd = isData ? text[end...].starts(with: [0x5D, 0x5D, 0x3E]) : text[end] == 0x3C
            if isEnd { break }
            end += 1
        }
        return text[start..<end].contains { !isSpace($0) } ? (start..<end, isData) : nil
    }

    // MARK: Attributes

    private static let namedByAttribute = ["input", "meta", "param", "property"].map { Array($0.utf8) }

    private static func isNamedByAttribute(_ name: Slice<Text>) -> Bool {
        namedByAttribute.contains { ASCII.equalIgnoringCase($0, name) }
    }

    /// `name="…"` says what `value="…"` or `content="…"` is, in either order.
    private static func attributes(_ layer: ScanLayer, _ start: Int, _ fields: FieldRules, _ hits: inout [Hit]) {
        let text = layer.text
        let limit = min(text.count, start + longestTag)
        var rule: FieldRule?
        var values: [Range<Int>] = []
        var index = start
        while index < limit, text[index] != 0x3E, text[index] != 0x3C {
            var end = index
            while end < limit, isName(text[end]) { end += 1 }
            guard end > index else {
                index += 1
                continue
            }
            let name = text[index..<end]
            index = end
            guard end < limit, text[end] == 0x3D, let value = attribute(text, end + 1, limit) else { continue }
            index = value.upperBound + 1
            if ["name", "id", "property"].contains(where: { ASCII.equalIgnoringCase(name, $0.utf8) }) {
                rule = rule ?? fields.rule(for: text[value], isPair: true)
            } else if ["value", "content"].contains(where: { ASCII.equalIgnoringCase(name, $0.utf8) }) {
                values.append(value)
            }
        }
        guard let rule else { return }
        for value in values { add(layer, value, rule, isData: false, &hits) }
    }

    private static func attribute(_ text: Text, _ start: Int, _ limit: Int) -> Range<Int>? {
        guard start < limit else { return nil }
        let quote = text[start]
        if quote == 0x22 || quote == 0x27 {
            let inner = text[(start + 1)..<limit]
            let end = inner.firstIndex(of: quote) ?? limit
            return end > start + 1 ? (start + 1)..<end : nil
        }
        let end = text[start..<limit].firstIndex { isSpace($0) || $0 == 0x3E } ?? limit
        return end > start ? start..<end : nil
    }

    // MARK: Both

    /// - Parameter isData: it is no markup, so `&amp;` is what it says.
    private static func add(
        _ layer: ScanLayer,
        _ range: Range<Int>,
        _ rule: FieldRule,
        isData: Bool,
        _ hits: inout [Hit]
    ) {
        var hit = layer.hit(range, rule.kind, rule.id, rule.reason)
        hit.pointer = rule.name
        if layer.depth == 0 {
            // Markup has entities and no other escapes, which deeper layers can't know.
            if !isData, let decoded = DecodedText.decode(hit.value, .entity) { hit.value = decoded.bytes }
            hit.rank = 8
        }
        hits.append(hit)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x3A: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
