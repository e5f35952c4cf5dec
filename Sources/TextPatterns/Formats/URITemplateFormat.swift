/// `uri-template` (RFC 6570 §2), every level of it. Operators that are reserved for extensions are part of the grammar.
enum URITemplateFormat {
    static func isURITemplate(_ text: TextBytes) -> Bool {
        var index = 0
        while index < text.count {
            switch text[index] {
            case 0x7B:
                let end = text.place(of: 0x7D, from: index)
                guard end < text.count, isExpression(text.part((index + 1)..<end)) else { return false }
                index = end + 1
            case 0x25:
                guard isEncoded(text, index) else { return false }
                index += 3
            case 0x00...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7C, 0x7D, 0x7F: return false
            case 0x80...:
                guard IRICharacters.contains(UTF8Reader.next(text, &index), allowsPrivate: true) else { return false }
            default: index += 1
            }
        }
        return true
    }

    /// What stands between braces: an operator, then variables with commas between them.
    private static func isExpression(_ text: TextBytes) -> Bool {
        var index = 0
        if let first = text.first, "+#./;?&=,!@|".utf8.contains(first) { index = 1 }
        while true {
            guard readVariable(text, &index) else { return false }
            guard index < text.count else { return true }
            guard text[index] == 0x2C else { return false }
            index += 1
        }
    }

    /// A name of letters, digits, `_`, percent-encoded characters and single dots, then `*` or a length to 9999.
    private static func readVariable(_ text: TextBytes, _ index: inout Int) -> Bool {
        var isBehindDot = true
        loop: while index < text.count {
            switch text[index] {
            case 0x2E:
                guard !isBehindDot else { return false }
                isBehindDot = true
                index += 1
                continue
            case 0x25:
                guard isEncoded(text, index) else { return false }
                index += 3
            case 0x5F: index += 1
            case let byte where byte.isAlphanumeric: index += 1
            default: break loop
            }
            isBehindDot = false
        }
        guard !isBehindDot else { return false }
        guard index < text.count else { return true }
        if text[index] == 0x2A {
            index += 1
        } else if text[index] == 0x3A {
            let first = index + 1
            index = first
            while index < text.count, text[index].isDigit { index += 1 }
            guard (1...4).contains(index - first), text[first] != 0x30 else { return false }
        }
        return true
    }

    private static func isEncoded(_ text: TextBytes, _ index: Int) -> Bool {
        index + 2 < text.count && text[index + 1].isHexDigit && text[index + 2].isHexDigit
    }
}
