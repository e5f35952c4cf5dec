/// Values behind a telling name and a colon, in text of no particular grammar: `"name": "value"`, as in JSON that was
/// broken or quoted, and `name: value`, as in YAML, JavaScript and header fields.
enum NamedValueScanner {
    /// Names longer than this are none.
    private static let longestName = 96
    /// Credentials on a line of their own are no longer than this.
    private static let longestLine = 8_192

    private typealias Text = UnsafeBufferPointer<UInt8>

    // MARK: Names in quotes

    static func quoted(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let colon = text[next...].firstIndex(of: 0x3A) {
            let floor = next
            next = colon + 1
            var quote = colon - 1
            while quote > floor, isSpace(text[quote]) { quote -= 1 }
            guard quote > floor, text[quote] == 0x22 || text[quote] == 0x27 else { continue }
            var start = quote
            while start > floor, quote - start < longestName, isName(text[start - 1]) || text[start - 1] == 0x24 {
                start -= 1
            }
            guard start < quote, start > 0, text[start - 1] == text[quote],
                let rule = fields.rule(for: text[start..<quote], isPair: false)
            else { continue }
            for value in values(text, skipSpace(text, colon + 1)) {
                next = value.upperBound
                add(layer, value, rule, &hits)
            }
        }
    }

    /// The value that begins here, or those of the array that does.
    private static func values(_ text: Text, _ start: Int) -> [Range<Int>] {
        guard start < text.count, text[start] == 0x5B else { return value(text, start).map { [$0] } ?? [] }
        var result: [Range<Int>] = []
        var index = start + 1
        while index < text.count, text[index] != 0x5D, text[index] != 0x7B, text[index] != 0x5B {
            if isSpace(text[index]) || text[index] == 0x2C {
                index += 1
            } else if let value = value(text, index) {
                result.append(value)
                let isQuoted = text[index] == 0x22 || text[index] == 0x27
                index = value.upperBound + (isQuoted ? 1 : 0)
            } else {
                index += 1
            }
        }
        return result
    }

    private static func value(_ text: Text, _ start: Int) -> Range<Int>? {
        guard start < text.count else { return nil }
        switch text[start] {
        case 0x22, 0x27: return QuotedText.inside(text, start)
        case 0x5B, 0x7B: return nil
        default: break
        }
        var end = start
        while end < text.count, ![0x2C, 0x7D, 0x5D, 0x0A, 0x0D, 0x20, 0x22].contains(text[end]) { end += 1 }
        let word = text[start..<end]
        if ["null", "true", "false"].contains(where: { $0.utf8.elementsEqual(word) }) { return nil }
        return end > start ? start..<end : nil
    }

    // MARK: Names without quotes

    /// A value in quotes counts whatever the name is; one without only where a credential is named and it looks like
    /// one, because `password: This value is too short.` is what an API answers.
    static func plain(_ layer: ScanLayer, _ fields: FieldRules, into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        while next < text.count, let colon = text[next...].firstIndex(of: 0x3A) {
            let floor = next
            next = colon + 1
            guard next < text.count, [0x20, 0x09, 0x22, 0x27].contains(text[next]) else { continue }
            var end = colon
            while end > floor, text[end - 1] == 0x20 { end -= 1 }
            var start = end
            while start > floor, end - start < longestName, isName(text[start - 1]) { start -= 1 }
            guard start < end, start == 0 || ![0x22, 0x27].contains(text[start - 1]),
                let rule = fields.rule(for: text[start..<end], isPair: false)
            else { continue }
            let position = skipBlanks(text, next)
            guard position < text.count else { return }
            let value =
                text[position] == 0x22 || text[position] == 0x27
                ? lineQuoted(layer, position) : rule.kind.isCredential ? line(text, start, position, rule.kind) : nil
            guard let value else { continue }
            next = value.upperBound
            add(layer, value, rule, &hits)
        }
    }

    /// The inside of quotes that close in the same line.
    private static func lineQuoted(_ layer: ScanLayer, _ open: Int) -> Range<Int>? {
        let text = layer.text
        var end = open + 1
        while end < text.count, text[end] != text[open], text[end] != 0x0A { end += text[end] == 0x5C ? 2 : 1 }
        end = min(end, text.count)
        guard end < text.count ? text[end] != 0x0A : layer.options.contains(.cutEnd) else { return nil }
        return end > open + 1 ? (open + 1)..<end : nil
    }

    /// The rest of the line, or of the spot in braces, where it looks like a credential.
    private static func line(_ text: Text, _ nameStart: Int, _ start: Int, _ kind: StandInKind) -> Range<Int>? {
        guard let isInBraces = opensLine(text, nameStart) else { return nil }
        let limit = min(text.count, start + longestLine)
        var end = start
        while end < limit, text[end] != 0x0A, text[end] != 0x0D {
            if isInBraces, text[end] == 0x2C || text[end] == 0x7D { break }
            end += 1
        }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        if kind == .cookie { return text[start..<end].contains(0x3D) ? start..<end : nil }
        let words = text[start..<end].split(separator: 0x20, maxSplits: 2)
        switch words.count {
        case 1 where looksSecret(words[0]): return start..<end
        // A scheme, which stays, and what belongs to it.
        case 2 where words[0].allSatisfy(ValueFormat.isLetter) && looksSecret(words[1]):
            return words[1].startIndex..<words[1].endIndex
        default: return nil
        }
    }

    /// Whether only marks of quotation or lists stand before the name in its line, or the brace or comma of an object
    /// (true). Nil where it stands amid a sentence.
    private static func opensLine(_ text: Text, _ start: Int) -> Bool? {
        var index = start
        while index > 0, start - index < 16 {
            switch text[index - 1] {
            case 0x0A, 0x0D: return false
            case 0x7B, 0x2C: return true
            case 0x20, 0x09, 0x3E, 0x3C, 0x2D, 0x2A, 0x7C, 0x23: index -= 1
            default: return nil
            }
        }
        return index == 0 ? false : nil
    }

    private static func looksSecret(_ word: Slice<Text>) -> Bool {
        word.count >= 16 || word.contains { $0 &- 0x30 < 10 }
    }

    // MARK: Both

    private static func add(_ layer: ScanLayer, _ range: Range<Int>, _ rule: FieldRule, _ hits: inout [Hit]) {
        var hit = layer.hit(range, rule.kind, rule.id, rule.reason)
        hit.pointer = rule.name
        hits.append(hit)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x5B, 0x5D: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func skipSpace(_ text: Text, _ start: Int) -> Int {
        var index = start
        while index < text.count, isSpace(text[index]) { index += 1 }
        return index
    }

    private static func skipBlanks(_ text: Text, _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        return index
    }
}
