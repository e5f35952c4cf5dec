/// `hostname` (RFC 1123 §2.1; RFC 5891 §4.4 for labels in Punycode) and `idn-hostname` (RFC 5890 §2.3.2.3).
enum HostnameFormat {
    /// The longest name, and the longest label, in the form that goes over the wire.
    private static let nameLimit = 253
    private static let labelLimit = 63

    static func isHostname(_ text: TextBytes) -> Bool {
        guard text.count > 0, text.count <= nameLimit else { return false }
        var first = 0
        while true {
            let end = text.place(of: 0x2E, from: first)
            guard isLabel(text.part(first..<end)) else { return false }
            guard end < text.count else { return true }
            first = end + 1
        }
    }

    /// Labels in ASCII or in characters that IDNA 2008 permits, between dots of any of the four kinds.
    static func isInternationalHostname(_ text: TextBytes) -> Bool {
        // No permitted label of 63 octets in Punycode is longer than 4 times that in UTF-8.
        guard text.count > 0, text.count <= 4 * nameLimit else { return false }
        var labels: [[UInt32]] = [[]]
        var index = 0
        while index < text.count {
            switch UTF8Reader.next(text, &index) {
            case 0x2E, 0x3002, 0xFF0E, 0xFF61: labels.append([])
            case let codePoint: labels[labels.count - 1].append(codePoint)
            }
        }
        var length = labels.count - 1
        var isBidirectional = false
        var unicodeLabels: [[UInt32]] = []
        for label in labels {
            guard let (unicode, octets) = read(label) else { return false }
            length += octets
            unicodeLabels.append(unicode)
            isBidirectional = isBidirectional || BidiRule.isRightToLeft(unicode)
        }
        // In a name with a right-to-left label each label must keep the rule (RFC 5893 §2).
        return length <= nameLimit && (!isBidirectional || unicodeLabels.allSatisfy(BidiRule.accepts))
    }

    /// A label as code points, and its length in ASCII; nil if it is none.
    private static func read(_ label: [UInt32]) -> (unicode: [UInt32], octets: Int)? {
        guard label.contains(where: { $0 >= 0x80 }) else {
            let bytes = label.map { UInt8(truncatingIfNeeded: $0) }
            return bytes.withUnsafeBufferPointer { bytes in
                guard isLabel(bytes) else { return nil }
                return (isACE(bytes) ? decoded(bytes) ?? label : label, bytes.count)
            }
        }
        guard label.count <= labelLimit, InternationalLabel.isPermitted(label), let encoded = Punycode.encode(label),
            encoded.count + 4 <= labelLimit
        else { return nil }
        return (label, encoded.count + 4)
    }

    /// Letters, digits and inner hyphens; what begins with `xn--` must stand for a permitted label.
    private static func isLabel(_ label: TextBytes) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= labelLimit, first != 0x2D, last != 0x2D
        else {
            // A Punycode label of ASCII alone ends in a hyphen, and is none either.
            return false
        }
        for byte in label where !byte.isAlphanumeric && byte != 0x2D { return false }
        guard isACE(label) else { return true }
        guard let unicode = decoded(label), InternationalLabel.isPermitted(unicode) else { return false }
        return !BidiRule.isRightToLeft(unicode) || BidiRule.accepts(unicode)
    }

    private static func isACE(_ label: TextBytes) -> Bool {
        label.count >= 4 && label[0] | 0x20 == 0x78 && label[1] | 0x20 == 0x6E && label[2] == 0x2D && label[3] == 0x2D
    }

    /// What a label in Punycode stands for, nil unless it is written as it would be encoded.
    private static func decoded(_ label: TextBytes) -> [UInt32]? {
        let part = label.dropFirst(4).map { $0.isLetter ? $0 | 0x20 : $0 }
        guard let unicode = Punycode.decode(part), unicode.contains(where: { $0 >= 0x80 }),
            Punycode.encode(unicode) == part
        else { return nil }
        return unicode
    }
}
