/// What stands between the braces of `\p{…}` (ECMA-262 §22.2.1.9, tables 66 to 68).
enum UnicodeProperty {
    /// A question to a code point; a closure, as a key path takes ten times as long.
    private typealias Test = (Unicode.Scalar.Properties) -> Bool

    /// What a property expression turned out to be.
    enum Reading {
        case set(CodePointSet)
        /// A property of ECMA-262 that the standard library can't tell.
        case unavailable(String)
        case unknown
    }

    /// - Parameters:
    ///   - name: what stands before the equals sign, or everything where there is none.
    ///   - value: what stands behind it, nil where there is none.
    static func read(_ name: String, _ value: String?) -> Reading {
        guard let value else { return readLone(name) }
        switch name {
        case "General_Category", "gc":
            return GeneralCategories.mask(value).map { .set(GeneralCategories.set($0)) } ?? .unknown
        case "Script", "sc", "Script_Extensions", "scx":
            guard let first = value.utf8.first, first &- 0x41 < 26 else { return .unknown }
            return .unavailable("the script property \\p{\(name)=\(value)}")
        default:
            return .unknown
        }
    }

    /// The code points that may differ from their neighbours. Planes 4 to 13 hold nothing and the end of 14 to 16 is
    /// private or unassigned, so one code point speaks for each run.
    static let scannedCodePoints: [UInt32] = {
        var result = Array(0...0x3FFFF as ClosedRange<UInt32>)
        for plane in 4...13 as ClosedRange<UInt32> {
            result += [plane << 16, plane << 16 | 0xFFFE, plane << 16 | 0xFFFF]
        }
        result += 0xE0000...0xE0FFF
        result += [0xE1000, 0xEFFFE, 0xEFFFF, 0xF0000, 0xFFFFE, 0xFFFFF, 0x10_0000, 0x10_FFFE, 0x10_FFFF]
        return result
    }()

    private static func readLone(_ name: String) -> Reading {
        if let mask = GeneralCategories.mask(name) { return .set(GeneralCategories.set(mask)) }
        switch name {
        case "Any": return .set(.everything)
        case "ASCII": return .set(CodePointSet([CodePointRange(0, 0x7F)]))
        case "Assigned": return .set(GeneralCategories.set(GeneralCategories.mask("Cn") ?? 0).complement)
        case "Regional_Indicator", "RI": return .set(CodePointSet([CodePointRange(0x1F1E6, 0x1F1FF)]))
        case "Emoji_Component", "EComp": return .set(emojiComponents)
        case "Extended_Pictographic", "ExtPict", "Pattern_Syntax", "Pat_Syn":
            return .unavailable("the property \\p{\(name)}")
        default: return test(name).map { .set(scan($0)) } ?? .unknown
        }
    }

    /// emoji-data.txt; it has not changed since Unicode 11.
    private static let emojiComponents = CodePointSet([
        CodePointRange(0x23), CodePointRange(0x2A), CodePointRange(0x30, 0x39), CodePointRange(0x200D),
        CodePointRange(0x20E3), CodePointRange(0xFE0F), CodePointRange(0x1F1E6, 0x1F1FF),
        CodePointRange(0x1F3FB, 0x1F3FF), CodePointRange(0x1F9B0, 0x1F9B3), CodePointRange(0xE0020, 0xE007F),
    ])

    private static func scan(_ property: Test) -> CodePointSet {
        var ranges: [CodePointRange] = []
        var start: UInt32?
        for codePoint in scannedCodePoints {
            // A surrogate has none of these properties.
            let isIn = (Unicode.Scalar(codePoint)?.properties).map(property) ?? false
            if isIn, start == nil { start = codePoint }
            if !isIn, let first = start {
                ranges.append(CodePointRange(first, codePoint - 1))
                start = nil
            }
        }
        if let start { ranges.append(CodePointRange(start, CodePointSet.lastCodePoint)) }
        return CodePointSet(ranges)
    }

    private static func test(_ name: String) -> Test? {
        switch name {
        case "ASCII_Hex_Digit", "AHex": { $0.isASCIIHexDigit }
        case "Alphabetic", "Alpha": { $0.isAlphabetic }
        case "Bidi_Control", "Bidi_C": { $0.isBidiControl }
        case "Bidi_Mirrored", "Bidi_M": { $0.isBidiMirrored }
        case "Case_Ignorable", "CI": { $0.isCaseIgnorable }
        case "Cased": { $0.isCased }
        case "Changes_When_Casefolded", "CWCF": { $0.changesWhenCaseFolded }
        case "Changes_When_Casemapped", "CWCM": { $0.changesWhenCaseMapped }
        case "Changes_When_Lowercased", "CWL": { $0.changesWhenLowercased }
        case "Changes_When_NFKC_Casefolded", "CWKCF": { $0.changesWhenNFKCCaseFolded }
        case "Changes_When_Titlecased", "CWT": { $0.changesWhenTitlecased }
        case "Changes_When_Uppercased", "CWU": { $0.changesWhenUppercased }
        case "Dash": { $0.isDash }
        case "Default_Ignorable_Code_Point", "DI": { $0.isDefaultIgnorableCodePoint }
        case "Deprecated", "Dep": { $0.isDeprecated }
        case "Diacritic", "Dia": { $0.isDiacritic }
        case "Emoji": { $0.isEmoji }
        case "Emoji_Modifier", "EMod": { $0.isEmojiModifier }
        case "Emoji_Modifier_Base", "EBase": { $0.isEmojiModifierBase }
        case "Emoji_Presentation", "EPres": { $0.isEmojiPresentation }
        case "Extender", "Ext": { $0.isExtender }
        case "Grapheme_Base", "Gr_Base": { $0.isGraphemeBase }
        case "Grapheme_Extend", "Gr_Ext": { $0.isGraphemeExtend }
        default: furtherTest(name)
        }
    }

    private static func furtherTest(_ name: String) -> Test? {
        switch name {
        case "Hex_Digit", "Hex": { $0.isHexDigit }
        case "IDS_Binary_Operator", "IDSB": { $0.isIDSBinaryOperator }
        case "IDS_Trinary_Operator", "IDST": { $0.isIDSTrinaryOperator }
        case "ID_Continue", "IDC": { $0.isIDContinue }
        case "ID_Start", "IDS": { $0.isIDStart }
        case "Ideographic", "Ideo": { $0.isIdeographic }
        case "Join_Control", "Join_C": { $0.isJoinControl }
        case "Logical_Order_Exception", "LOE": { $0.isLogicalOrderException }
        case "Lowercase", "Lower": { $0.isLowercase }
        case "Math": { $0.isMath }
        case "Noncharacter_Code_Point", "NChar": { $0.isNoncharacterCodePoint }
        case "Pattern_White_Space", "Pat_WS": { $0.isPatternWhitespace }
        case "Quotation_Mark", "QMark": { $0.isQuotationMark }
        case "Radical": { $0.isRadical }
        case "Sentence_Terminal", "STerm": { $0.isSentenceTerminal }
        case "Soft_Dotted", "SD": { $0.isSoftDotted }
        case "Terminal_Punctuation", "Term": { $0.isTerminalPunctuation }
        case "Unified_Ideograph", "UIdeo": { $0.isUnifiedIdeograph }
        case "Uppercase", "Upper": { $0.isUppercase }
        case "Variation_Selector", "VS": { $0.isVariationSelector }
        case "White_Space", "space": { $0.isWhitespace }
        case "XID_Continue", "XIDC": { $0.isXIDContinue }
        case "XID_Start", "XIDS": { $0.isXIDStart }
        default: nil
        }
    }
}
