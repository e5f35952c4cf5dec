/// `General_Category` of every code point, as runs; read from the standard library once.
enum GeneralCategories {
    /// The set of code points whose category is in the mask.
    static func set(_ mask: UInt32) -> CodePointSet {
        var ranges: [CodePointRange] = []
        for (index, run) in runs.enumerated() where mask & (1 << UInt32(run.category)) != 0 {
            let last = index + 1 < runs.count ? runs[index + 1].start - 1 : CodePointSet.lastCodePoint
            ranges.append(CodePointRange(run.start, last))
        }
        return CodePointSet(ranges)
    }

    /// The categories a value of `General_Category` stands for, by its long or short name, as one bit each; nil for an
    /// unknown name. Names are compared exactly, as ECMA-262 asks.
    static func mask(_ name: String) -> UInt32? {
        var result: UInt32 = 0
        let group = groups.first { $0.names.contains(name) }
        for (index, category) in names.enumerated() {
            if category.contains(name) || group?.members.contains(category[0]) == true { result |= 1 << UInt32(index) }
        }
        return result == 0 ? nil : result
    }

    private struct Run {
        var start: UInt32
        var category: UInt8
    }

    /// Names in the order of `number(_:)`: short, long, further aliases (PropertyValueAliases.txt).
    private static let names: [[String]] = [
        ["Lu", "Uppercase_Letter"], ["Ll", "Lowercase_Letter"], ["Lt", "Titlecase_Letter"], ["Lm", "Modifier_Letter"],
        ["Lo", "Other_Letter"], ["Mn", "Nonspacing_Mark"], ["Mc", "Spacing_Mark"], ["Me", "Enclosing_Mark"],
        ["Nd", "Decimal_Number", "digit"], ["Nl", "Letter_Number"], ["No", "Other_Number"],
        ["Pc", "Connector_Punctuation"], ["Pd", "Dash_Punctuation"], ["Ps", "Open_Punctuation"],
        ["Pe", "Close_Punctuation"], ["Pi", "Initial_Punctuation"], ["Pf", "Final_Punctuation"],
        ["Po", "Other_Punctuation"], ["Sm", "Math_Symbol"], ["Sc", "Currency_Symbol"], ["Sk", "Modifier_Symbol"],
        ["So", "Other_Symbol"], ["Zs", "Space_Separator"], ["Zl", "Line_Separator"], ["Zp", "Paragraph_Separator"],
        ["Cc", "Control", "cntrl"], ["Cf", "Format"], ["Cs", "Surrogate"], ["Co", "Private_Use"], ["Cn", "Unassigned"],
    ]

    private static let groups: [(names: [String], members: [String])] = [
        (["LC", "Cased_Letter"], ["Lu", "Ll", "Lt"]),
        (["L", "Letter"], ["Lu", "Ll", "Lt", "Lm", "Lo"]),
        (["M", "Mark", "Combining_Mark"], ["Mn", "Mc", "Me"]),
        (["N", "Number"], ["Nd", "Nl", "No"]),
        (["P", "Punctuation", "punct"], ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"]),
        (["S", "Symbol"], ["Sm", "Sc", "Sk", "So"]),
        (["Z", "Separator"], ["Zs", "Zl", "Zp"]),
        (["C", "Other"], ["Cc", "Cf", "Cs", "Co", "Cn"]),
    ]

    private static let runs: [Run] = {
        var result: [Run] = []
        func add(_ start: UInt32, _ category: UInt8) {
            if result.last?.category != category { result.append(Run(start: start, category: category)) }
        }
        for codePoint in UnicodeProperty.scannedCodePoints {
            guard let scalar = Unicode.Scalar(codePoint) else {
                add(codePoint, 27)
                continue
            }
            add(codePoint, number(scalar.properties.generalCategory))
        }
        return result
    }()

    private static func number(_ category: Unicode.GeneralCategory) -> UInt8 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }
}
