/// The rule for labels of right-to-left scripts (RFC 5893 §2). The standard library does not tell the bidirectional
/// class, so it is read from the blocks that Unicode sets aside for these scripts (DerivedBidiClass.txt, its defaults).
enum BidiRule {
    private enum Class {
        case left, right, europeanNumber, arabicNumber, separator, mark, other
    }

    /// Whether the label holds a character that runs from right to left, or an Arabic number.
    static func isRightToLeft(_ label: [UInt32]) -> Bool {
        label.contains { codePoint in
            let kind = classify(codePoint)
            return kind == .right || kind == .arabicNumber
        }
    }

    static func accepts(_ label: [UInt32]) -> Bool {
        let classes = label.map(classify)
        guard let first = classes.first, let last = classes.last(where: { $0 != .mark }) else { return false }
        switch first {
        case .right:
            return !classes.contains(.left) && !(classes.contains(.europeanNumber) && classes.contains(.arabicNumber))
                && (last == .right || last == .europeanNumber || last == .arabicNumber)
        case .left:
            return !classes.contains(.right) && !classes.contains(.arabicNumber)
                && (last == .left || last == .europeanNumber)
        default: return false
        }
    }

    private static func classify(_ codePoint: UInt32) -> Class {
        switch codePoint {
        case 0x30...0x39, 0x6F0...0x6F9: return .europeanNumber
        case 0x660...0x669, 0x10D30...0x10D39, 0x10D40...0x10D49, 0x10E60...0x10E7E: return .arabicNumber
        case 0x2D: return .separator
        case 0x200C, 0x200D, 0xB7, 0x375, 0x30FB: return .other
        default: break
        }
        guard let scalar = Unicode.Scalar(codePoint) else { return .other }
        if scalar.properties.generalCategory == .nonspacingMark { return .mark }
        switch codePoint {
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: return .right
        default: return .left
        }
    }
}
