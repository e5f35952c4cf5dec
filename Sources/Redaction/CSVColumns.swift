/// Cells under a telling header (RFC 4180).
enum CSVColumns {
    static func hits(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ fields: FieldRules) -> [Hit] {
        var hits: [Hit] = []
        let separator = separator(source, range)
        var rules: [(rule: FieldRule, name: String)?] = []
        var index = range.lowerBound
        var column = 0
        var isHeader = true
        if source[range].starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
        while index < range.upperBound {
            let cell = cell(source, index, range.upperBound, separator)
            if isHeader {
                let rule = fields.rule(for: source[cell.inner], isPair: true)
                rules.append(rule.map { ($0, $0.name) })
            } else if column < rules.count, let (rule, name) = rules[column], !cell.inner.isEmpty {
                var hit = Hit(
                    range: cell.inner,
                    value: unquoted(source[cell.inner], cell.isQuoted),
                    kind: rule.kind,
                    rule: rule.id,
                    reason: rule.reason
                )
                hit.pointer = name
                hit.rank = 16
                hits.append(hit)
            }
            column += 1
            index = cell.end
            guard index < range.upperBound else { break }
            if source[index] == separator {
                index += 1
                continue
            }
            while index < range.upperBound, source[index] == 0x0A || source[index] == 0x0D { index += 1 }
            isHeader = false
            column = 0
        }
        return hits
    }

    /// One cell: its text without quotes, and where the separator or line break stands that ends it.
    private static func cell(
        _ source: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ end: Int,
        _ separator: UInt8
    ) -> (inner: Range<Int>, end: Int, isQuoted: Bool) {
        var index = start
        if source[index] == 0x22 {
            index += 1
            while index < end {
                if source[index] == 0x22 {
                    guard index + 1 < end, source[index + 1] == 0x22 else { break }
                    index += 1
                }
                index += 1
            }
            let inner = (start + 1)..<max(start + 1, min(index, end))
            var after = min(index + 1, end)
            while after < end, source[after] != separator, source[after] != 0x0A, source[after] != 0x0D { after += 1 }
            // What follows the closing quote belongs to the cell as well.
            return after > index + 1 ? (start..<after, after, false) : (inner, after, true)
        }
        while index < end, source[index] != separator, source[index] != 0x0A, source[index] != 0x0D { index += 1 }
        return (start..<index, index, false)
    }

    private static func unquoted(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ isQuoted: Bool) -> [UInt8] {
        guard isQuoted else { return Array(text) }
        var result: [UInt8] = []
        var isSecond = false
        for byte in text {
            if byte == 0x22, !isSecond {
                isSecond = true
                continue
            }
            isSecond = false
            result.append(byte)
        }
        return result
    }

    private static func separator(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt8 {
        for byte in source[range] {
            switch byte {
            case 0x2C, 0x3B, 0x09: return byte
            case 0x0A, 0x0D: return 0x2C
            default: continue
            }
        }
        return 0x2C
    }
}
