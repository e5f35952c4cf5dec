/// Values beside a telling name, in text of no particular grammar: `name=value`, `"name": "value"`,
/// `<name>value</name>`.
enum PairScanner {
    /// Names longer than this are none.
    private static let longestName = 96

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x5B, 0x5D, 0x24, 0x3A: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    /// `name=value`, in queries, forms, cookies, logs and attributes.
    static func equals(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let sign = text[next...].firstIndex(of: 0x3D) {
            let floor = next
            next = sign + 1
            var start = sign
            while start > floor, sign - start < longestName, isName(text[start - 1]) || isEscape(text, start, floor) {
                start -= 1
            }
            let isPair =
                start > 0
                ? [0x3F, 0x26, 0x23, 0x3B].contains(text[start - 1])
                : layer.options.contains(.pairs) && sign > 0
            var name = Array(text[start..<sign])
            if isPair, name.contains(0x25) { name = Coding.percentDecoded(name, plus: false) }
            guard !name.isEmpty, let rule = fields.rule(for: name, isPair: isPair) else { continue }
            guard let value = pairValue(text, sign + 1, isPair: isPair) else { continue }
            next = value.upperBound
            var hit = layer.hit(value, rule.kind, rule.id, rule.reason)
            if isPair {
                hit.value = Coding.percentDecoded(hit.value, plus: true)
                hit.encoding = layer.options.contains(.pairs) ? .form : .percent
                if layer.depth == 0 { hit.rank = 8 }
            }
            hit.pointer = rule.isSafe(name) ? String(decoding: name, as: UTF8.self) : rule.name
            hits.append(hit)
        }
    }

    /// `%5B` inside of a name.
    private static func isEscape(_ text: UnsafeBufferPointer<UInt8>, _ end: Int, _ floor: Int) -> Bool {
        text[end - 1] == 0x25 && end + 1 < text.count && Coding.hexValue(text[end]) != nil
    }

    private static func pairValue(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, isPair: Bool) -> Range<Int>? {
        guard start < text.count else { return nil }
        if !isPair, text[start] == 0x22 || text[start] == 0x27 {
            return quoted(text, start)
        }
        var end = start
        while end < text.count {
            switch text[end] {
            case 0x00...0x20, 0x26, 0x23, 0x22, 0x3C, 0x3E, 0x5C: return end > start ? start..<end : nil
            case 0x27, 0x2C, 0x3B, 0x29:
                if !isPair { return end > start ? start..<end : nil }
            default: break
            }
            end += 1
        }
        return end > start ? start..<end : nil
    }

    /// The inside of the quotes that open here, up to the same quote without a backslash, or to the end of the text.
    private static func quoted(_ text: UnsafeBufferPointer<UInt8>, _ open: Int) -> Range<Int>? {
        var end = open + 1
        while end < text.count, text[end] != text[open] {
            end += text[end] == 0x5C ? 2 : 1
        }
        end = min(end, text.count)
        return end > open + 1 ? (open + 1)..<end : nil
    }

    /// `"name": "value"` and `'name': value`.
    static func quotedNames(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let colon = text[next...].firstIndex(of: 0x3A) {
            let floor = next
            next = colon + 1
            var quote = colon - 1
            while quote > floor, isSpace(text[quote]) { quote -= 1 }
            guard quote > floor, text[quote] == 0x22 || text[quote] == 0x27 else { continue }
            var start = quote
            while start > floor, quote - start < longestName, isName(text[start - 1]), text[start - 1] != 0x3A {
                start -= 1
            }
            guard start < quote, start > 0, text[start - 1] == text[quote],
                let rule = fields.rule(for: text[start..<quote], isPair: false)
            else { continue }
            var position = colon + 1
            while position < text.count, isSpace(text[position]) { position += 1 }
            guard let value = looseValue(text, position) else { continue }
            next = value.upperBound
            var hit = layer.hit(value, rule.kind, rule.id, rule.reason)
            hit.pointer = rule.name
            hits.append(hit)
        }
    }

    private static func looseValue(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Range<Int>? {
        guard start < text.count else { return nil }
        switch text[start] {
        case 0x22, 0x27: return quoted(text, start)
        case 0x5B, 0x7B: return nil
        default: break
        }
        var end = start
        while end < text.count, ![0x2C, 0x7D, 0x5D, 0x0A, 0x0D, 0x20, 0x22].contains(text[end]) { end += 1 }
        let word = text[start..<end]
        if ["null", "true", "false"].contains(where: { $0.utf8.elementsEqual(word) }) { return nil }
        return end > start ? start..<end : nil
    }

    /// `<name>value<`, also with a prefix and attributes.
    static func elements(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let open = text[next...].firstIndex(of: 0x3C) {
            next = open + 1
            var end = next
            while end < text.count, end - next < longestName, isName(text[end]) { end += 1 }
            guard end > next, let rule = fields.rule(for: text[next..<end], isPair: false) else { continue }
            guard let close = text[end...].firstIndex(where: { $0 == 0x3E || $0 == 0x3C }), text[close] == 0x3E else {
                continue
            }
            var stop = close + 1
            while stop < text.count, text[stop] != 0x3C { stop += 1 }
            next = max(next, close)
            guard text[(close + 1)..<stop].contains(where: { !isSpace($0) }) else { continue }
            var hit = layer.hit((close + 1)..<stop, rule.kind, rule.id, rule.reason)
            hit.pointer = rule.name
            hits.append(hit)
            next = stop
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
