internal import ExchangeModel

/// Values behind a telling name and an equals sign: in queries, forms, cookies, logs and attributes.
enum PairScanner {
    /// Names longer than this are none.
    private static let longestName = 96

    /// How far a value goes.
    private enum Extent {
        /// To the next `&`: in a form nothing else ends a value, whatever a sloppy client has left unencoded.
        case form
        /// To the next `&` or line break: text that looks like a form.
        case line
        /// To the next `&` or `#`.
        case query
        /// To the next `;`, `?` or `#`: a parameter of a path segment.
        case segment
        /// To whatever can't stand in an encoded value.
        case encoded
        /// To whatever ends a word.
        case word
    }

    static func scan(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
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
            if isPair, name.contains(0x25) { name = PercentCoding.decoded(name, plusIsSpace: false) }
            guard !name.isEmpty, let rule = fields.rule(for: name, isPair: isPair) else { continue }
            let isSegment = start > 0 && text[start - 1] == 0x3B
            guard let value = value(text, sign + 1, extent(layer, isPair: isPair, isSegment: isSegment)),
                !isDirection(text[value], of: name)
            else { continue }
            next = value.upperBound
            var hit = layer.hit(value, rule.kind, rule.id, rule.reason)
            if isPair {
                hit.value = PercentCoding.decoded(hit.value, plusIsSpace: true)
                hit.encoding = layer.options.contains(.pairs) ? .form : .percent
                if layer.depth == 0 { hit.rank = 8 }
            }
            hit.pointer = rule.isSafe(name) ? String(decoding: name, as: UTF8.self) : rule.name
            hits.append(hit)
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x5B, 0x5D, 0x24, 0x3A: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    /// `%5B` inside of a name.
    private static func isEscape(_ text: UnsafeBufferPointer<UInt8>, _ end: Int, _ floor: Int) -> Bool {
        text[end - 1] == 0x25 && end + 1 < text.count && Coding.hexValue(text[end]) != nil
    }

    /// `order[lastName]=asc` tells nobody's name.
    private static func isDirection(_ value: Slice<UnsafeBufferPointer<UInt8>>, of name: [UInt8]) -> Bool {
        name.contains(0x5B)
            && (ASCII.equalIgnoringCase(value, "asc".utf8) || ASCII.equalIgnoringCase(value, "desc".utf8))
    }

    private static func extent(_ layer: ScanLayer, isPair: Bool, isSegment: Bool) -> Extent {
        guard isPair else { return .word }
        guard layer.depth == 0 else { return .encoded }
        if layer.options.contains(.form) { return .form }
        if layer.options.contains(.pairs) { return .line }
        guard layer.options.contains(.url) else { return .encoded }
        return isSegment ? .segment : .query
    }

    private static func value(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ extent: Extent) -> Range<Int>? {
        guard start < text.count else { return nil }
        if extent == .word, text[start] == 0x22 || text[start] == 0x27 {
            return QuotedText.inside(text, start)
        }
        var end = start
        while end < text.count, !ends(text[end], extent) { end += 1 }
        return end > start ? start..<end : nil
    }

    @inline(__always)
    private static func ends(_ byte: UInt8, _ extent: Extent) -> Bool {
        switch extent {
        case .form: return byte == 0x26
        case .line: return byte == 0x26 || byte == 0x0A || byte == 0x0D
        case .query: return byte == 0x26 || byte == 0x23
        case .segment: return byte == 0x3B || byte == 0x3F || byte == 0x23 || byte == 0x26
        case .encoded, .word:
            switch byte {
            case 0x00...0x20, 0x26, 0x23, 0x22, 0x3C, 0x3E, 0x5C: return true
            case 0x27, 0x2C, 0x3B, 0x29: return extent == .word
            default: return false
            }
        }
    }
}

enum QuotedText {
    /// The inside of the quotes that open here, up to the same quote without a backslash, or to the end of the text.
    static func inside(_ text: UnsafeBufferPointer<UInt8>, _ open: Int) -> Range<Int>? {
        var end = open + 1
        while end < text.count, text[end] != text[open] {
            end += text[end] == 0x5C ? 2 : 1
        }
        end = min(end, text.count)
        return end > open + 1 ? (open + 1)..<end : nil
    }
}
