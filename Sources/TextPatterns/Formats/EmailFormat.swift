/// `email` (RFC 5321 §4.1.2, Mailbox) and `idn-email` (RFC 6531 §3.3).
enum EmailFormat {
    static func isEmail(_ text: TextBytes) -> Bool { isMailbox(text, allowsNonASCII: false) }

    /// Characters beyond ASCII are allowed in the local part and in the domain, where they are not judged further: the
    /// syntax of RFC 6531 asks for no more.
    static func isInternationalEmail(_ text: TextBytes) -> Bool { isMailbox(text, allowsNonASCII: true) }

    private static func isMailbox(_ text: TextBytes, allowsNonASCII: Bool) -> Bool {
        // A mailbox of 254 octets is the longest that fits a path (RFC 5321 §4.5.3.1.3).
        guard text.count >= 3, text.count <= 254 else { return false }
        let end = text[0] == 0x22 ? quotedEnd(text, allowsNonASCII) : dotAtomEnd(text, allowsNonASCII)
        guard let end, end <= 64, end + 1 < text.count, text[end] == 0x40 else { return false }
        let domain = text.part((end + 1)..<text.count)
        return domain[0] == 0x5B ? isLiteral(domain) : isDomain(domain, allowsNonASCII)
    }

    /// Where `Dot-string` ends, nil if there is none.
    private static func dotAtomEnd(_ text: TextBytes, _ allowsNonASCII: Bool) -> Int? {
        var index = 0
        var isBehindDot = true
        while index < text.count, text[index] != 0x40 {
            let byte = text[index]
            if byte == 0x2E {
                guard !isBehindDot else { return nil }
                isBehindDot = true
            } else {
                guard byte < 0x80 ? isAtomText(byte) : allowsNonASCII else { return nil }
                isBehindDot = false
            }
            index += 1
        }
        return isBehindDot ? nil : index
    }

    /// Where `Quoted-string` ends, nil if there is none.
    private static func quotedEnd(_ text: TextBytes, _ allowsNonASCII: Bool) -> Int? {
        var index = 1
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x22: return index + 1
            case 0x5C:
                guard index + 1 < text.count, (0x20...0x7E).contains(text[index + 1]) else { return nil }
                index += 2
            case 0x20...0x7E: index += 1
            default:
                guard byte >= 0x80, allowsNonASCII else { return nil }
                index += 1
            }
        }
        return nil
    }

    /// `address-literal`: an IPv4 address, an IPv6 address with its tag, or another tag and printable characters.
    private static func isLiteral(_ text: TextBytes) -> Bool {
        guard text.count > 2, text[text.count - 1] == 0x5D else { return false }
        let inner = text.part(1..<(text.count - 1))
        let colon = inner.place(of: 0x3A, from: 0)
        guard colon < inner.count else { return AddressFormat.isIPv4(inner) }
        let rest = inner.part((colon + 1)..<inner.count)
        let tag = inner.part(0..<colon)
        if tag.elementsEqual("IPv6".utf8, by: { $0 | 0x20 == $1 | 0x20 }) { return AddressFormat.isIPv6(rest) }
        // Standardized-tag: an Ldh-str.
        guard let last = tag.last, last.isAlphanumeric, tag.allSatisfy({ $0.isAlphanumeric || $0 == 0x2D }) else {
            return false
        }
        return !rest.isEmpty && rest.allSatisfy { (0x21...0x7E).contains($0) && !(0x5B...0x5D).contains($0) }
    }

    /// Labels of letters, digits and inner hyphens.
    private static func isDomain(_ text: TextBytes, _ allowsNonASCII: Bool) -> Bool {
        var first = 0
        while true {
            let end = text.place(of: 0x2E, from: first)
            guard end > first, end - first <= 63, text[first] != 0x2D, text[end - 1] != 0x2D else { return false }
            for index in first..<end {
                let byte = text[index]
                guard byte.isAlphanumeric || byte == 0x2D || byte >= 0x80 && allowsNonASCII else { return false }
            }
            guard end < text.count else { return true }
            first = end + 1
        }
    }

    /// `atext` (RFC 5322 §3.2.3).
    private static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
        default: byte.isAlphanumeric
        }
    }
}
