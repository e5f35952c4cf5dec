/// Cells under a telling header (RFC 4180).
enum CSVColumns {
    static func hits(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ fields: FieldRules) -> [Hit] {
        var hits: [Hit] = []
        let (start, separator) = start(source, range)
        var rules: [(rule: FieldRule, name: String)?] = []
        var index = start
        var column = 0
        var isHeader = true
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

    /// Whether the text begins with a line of several names, of which one tells of something to hide.
    static func looksLikeTable(
        _ source: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ fields: FieldRules
    ) -> Bool {
        let (start, separator) = start(source, range)
        let head = source[start..<min(range.upperBound, start + longestHead)]
        guard let lineEnd = head.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }), head[..<lineEnd].contains(separator)
        else { return false }
        let names = head[..<lineEnd].split(separator: separator, omittingEmptySubsequences: false)
        return names.allSatisfy { $0.allSatisfy(isOfName) }
            && names.contains { fields.rule(for: $0, isPair: true) != nil }
    }

    /// A line of names is no longer than this.
    private static let longestHead = 8_192

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x22, 0x2D, 0x2E, 0x2F, 0x3A, 0x40, 0x5B, 0x5D, 0x5F: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    /// Where the header begins, after a byte order mark and the line that tells spreadsheets the separator; and the
    /// separator.
    private static func start(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> (Int, UInt8) {
        var start = range.lowerBound
        if source[range].starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
        let text = source[start..<range.upperBound]
        if text.starts(with: Array("sep=".utf8)), text.count > 5, text[start + 5] == 0x0A || text[start + 5] == 0x0D {
            let separator = text[start + 4]
            start += 6
            if start < range.upperBound, source[start] == 0x0A { start += 1 }
            return (start, separator)
        }
        for byte in text {
            switch byte {
            case 0x2C, 0x3B, 0x09, 0x7C: return (start, byte)
            case 0x0A, 0x0D: return (start, 0x2C)
            default: continue
            }
        }
        return (start, 0x2C)
    }
}
