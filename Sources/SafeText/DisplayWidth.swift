/// Which side of a column text keeps to.
package enum ColumnSide: Sendable, Hashable {
    case leading, trailing
}

/// How many columns the text takes on a terminal: wide East Asian characters and emoji two, combining marks none
/// (UAX #11). Meant for text that `Neutralizer` has been over; controls count nothing.
package func displayWidth(_ text: String) -> Int {
    // Most text is ASCII.
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
}

/// The text with spaces up to `width` columns; longer text stays as it is.
package func padded(_ text: String, to width: Int, on side: ColumnSide = .leading) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return side == .leading ? text + spaces : spaces + text
}

/// The text cut to at most `width` columns, with `…` in place of what was cut off.
package func clipped(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    guard width > 0 else { return "" }
    var result = ""
    var used = 1
    for character in text {
        used += columns(of: character)
        if used > width { break }
        result.append(character)
    }
    return result + "…"
}

private func columns(of character: Character) -> Int {
    guard let base = character.unicodeScalars.first else { return 0 }
    if base.value < 0x20 || 0x7F..<0xA0 ~= base.value { return 0 }
    if base.value < 0x300 { return character.unicodeScalars.contains("\u{FE0F}") && base.properties.isEmoji ? 2 : 1 }
    switch base.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if base.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    return isWide(base.value) ? 2 : 1
}

/// The blocks that UAX #11 calls wide or full-width.
private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x33FF, 0x3400...0x4DBF,
        0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FB,
        0x1F200...0x1F265, 0x20000...0x3FFFD:
        true
    default: false
    }
}
