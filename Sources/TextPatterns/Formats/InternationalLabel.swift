/// Whether IDNA 2008 permits a label in Unicode (RFC 5891 §4.2.3; RFC 5892). Two things are read in part, because the
/// standard library does not tell them: that a label is in normalisation form C is not looked at, and joining types
/// (a zero width non-joiner that no virama precedes) are known for Arabic letters alone.
enum InternationalLabel {
    static func isPermitted(_ label: [UInt32]) -> Bool {
        guard let first = label.first, first != 0x2D, label.last != 0x2D,
            label.count < 4 || label[2] != 0x2D || label[3] != 0x2D,
            let scalar = Unicode.Scalar(first), !isMark(scalar.properties.generalCategory)
        else { return false }
        for (index, codePoint) in label.enumerated() {
            guard isPermitted(codePoint) || ContextRule.accepts(codePoint, at: index, in: label) else { return false }
        }
        return true
    }

    /// PVALID of RFC 5892 §2 and §3: the exceptions first, then by properties.
    private static func isPermitted(_ codePoint: UInt32) -> Bool {
        if codePoint < 0x80 {
            return codePoint == 0x2D || (0x30...0x39).contains(codePoint) || (0x61...0x7A).contains(codePoint)
        }
        switch codePoint {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        case 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: return false
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        // IgnorableBlocks, OldHangulJamo.
        case 0x20D0...0x20FF, 0x1D100...0x1D1FF, 0x1D200...0x1D24F: return false
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB: return false
        default: break
        }
        guard let properties = Unicode.Scalar(codePoint)?.properties else { return false }
        // Unstable: what NFKC and case folding change.
        guard !properties.changesWhenNFKCCaseFolded, !properties.isDefaultIgnorableCodePoint, !properties.isWhitespace,
            !properties.isNoncharacterCodePoint
        else { return false }
        switch properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark,
            .spacingMark:
            return true
        default: return false
        }
    }

    private static func isMark(_ category: Unicode.GeneralCategory) -> Bool {
        category == .nonspacingMark || category == .spacingMark || category == .enclosingMark
    }
}

/// The characters that are permitted between certain others (RFC 5892 appendix A).
private enum ContextRule {
    static func accepts(_ codePoint: UInt32, at index: Int, in label: [UInt32]) -> Bool {
        let before = index > 0 ? label[index - 1] : nil
        let behind = index + 1 < label.count ? label[index + 1] : nil
        switch codePoint {
        case 0x200C: return isVirama(before) || joins(label, index)
        case 0x200D: return isVirama(before)
        case 0xB7: return before == 0x6C && behind == 0x6C
        case 0x375: return behind.map(isGreek) ?? false
        case 0x5F3, 0x5F4: return before.map { (0x591...0x5F4).contains($0) || (0xFB1D...0xFB4F).contains($0) } ?? false
        case 0x30FB: return label.contains(where: isJapanese)
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0) }
        default: return false
        }
    }

    private static func isVirama(_ codePoint: UInt32?) -> Bool {
        codePoint.flatMap { Unicode.Scalar($0) }?.properties.canonicalCombiningClass == .virama
    }

    /// Whether letters that join stand on both sides, transparent marks aside.
    private static func joins(_ label: [UInt32], _ index: Int) -> Bool {
        guard let before = label[..<index].last(where: { !isTransparent($0) }),
            let behind = label[(index + 1)...].first(where: { !isTransparent($0) })
        else { return false }
        return isArabicLetter(before) && !joinsOnlyToTheRight(before) && isArabicLetter(behind)
    }

    private static func isTransparent(_ codePoint: UInt32) -> Bool {
        Unicode.Scalar(codePoint)?.properties.generalCategory == .nonspacingMark
    }

    private static func isArabicLetter(_ codePoint: UInt32) -> Bool {
        switch codePoint {
        case 0x621, 0x674, 0x6D5: codePoint == 0x6D5
        case 0x620...0x64A, 0x66E...0x6D3, 0x6EE, 0x6EF, 0x6FA...0x6FC, 0x6FF, 0x750...0x77F: true
        default: false
        }
    }

    /// Joining type R of the Arabic block (ArabicShaping.txt).
    private static func joinsOnlyToTheRight(_ codePoint: UInt32) -> Bool {
        switch codePoint {
        case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0,
            0x6C3...0x6CB, 0x6CD, 0x6CF, 0x6D2, 0x6D3, 0x6D5, 0x6EE, 0x6EF, 0x759...0x75B, 0x76B, 0x76C, 0x771, 0x773,
            0x774, 0x778, 0x779:
            true
        default: false
        }
    }

    private static func isGreek(_ codePoint: UInt32) -> Bool {
        switch codePoint {
        case 0x37E, 0x385, 0x387, 0x3E2...0x3EF: false
        case 0x370...0x3FF, 0x1D26...0x1D2A, 0x1F00...0x1FFE, 0x2126: true
        default: false
        }
    }

    /// Hiragana, Katakana or Han.
    private static func isJapanese(_ codePoint: UInt32) -> Bool {
        switch codePoint {
        case 0x3005, 0x3007, 0x3021...0x3029, 0x3038...0x303B, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA,
            0x30FD...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x1B000...0x1B16F,
            0x2_0000...0x3_FFFF:
            true
        default: false
        }
    }
}
