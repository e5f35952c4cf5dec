/// `uri`, `uri-reference` (RFC 3986), `iri`, `iri-reference` (RFC 3987).
enum URIFormat {
    static func isURI(_ text: TextBytes) -> Bool { URIReader(text, allowsNonASCII: false).isAbsolute }
    static func isURIReference(_ text: TextBytes) -> Bool { URIReader(text, allowsNonASCII: false).isReference }
    static func isIRI(_ text: TextBytes) -> Bool { URIReader(text, allowsNonASCII: true).isAbsolute }
    static func isIRIReference(_ text: TextBytes) -> Bool { URIReader(text, allowsNonASCII: true).isReference }
}

/// Cuts a reference into its parts (RFC 3986 §3) and looks at the characters of each.
private struct URIReader {
    private let text: TextBytes
    private let allowsNonASCII: Bool

    init(_ text: TextBytes, allowsNonASCII: Bool) {
        self.text = text
        self.allowsNonASCII = allowsNonASCII
    }

    var isAbsolute: Bool { schemeEnd.map { hasHierarchy(from: $0 + 1) } ?? false }

    var isReference: Bool {
        if let end = schemeEnd { return hasHierarchy(from: end + 1) }
        // Without a scheme the first segment has no colon (§4.2).
        for byte in text {
            if byte == 0x3A { return false }
            if byte == 0x2F || byte == 0x3F || byte == 0x23 { break }
        }
        return hasHierarchy(from: 0)
    }

    /// Where the colon behind the scheme stands (§3.1).
    private var schemeEnd: Int? {
        guard let first = text.first, first.isLetter else { return nil }
        for (index, byte) in text.enumerated() {
            if byte == 0x3A { return index }
            guard byte.isAlphanumeric || byte == 0x2B || byte == 0x2D || byte == 0x2E else { return nil }
        }
        return nil
    }

    private func hasHierarchy(from start: Int) -> Bool {
        let fragment = text.place(of: 0x23, from: start)
        let query = min(fragment, text.place(of: 0x3F, from: start))
        var path = start
        if start + 1 < query, text[start] == 0x2F, text[start + 1] == 0x2F {
            path = min(query, text.place(of: 0x2F, from: start + 2))
            guard isAuthority(start + 2, path) else { return false }
        }
        return isMade(path, query, as: .path) && (query == fragment || isMade(query + 1, fragment, as: .query))
            && (fragment == text.count || isMade(fragment + 1, text.count, as: .fragment))
    }

    /// `[ userinfo "@" ] host [ ":" port ]` (§3.2).
    private func isAuthority(_ start: Int, _ end: Int) -> Bool {
        var host = start
        let at = min(end, text.place(of: 0x40, from: start))
        if at < end {
            guard isMade(start, at, as: .userInfo) else { return false }
            host = at + 1
        }
        var hostEnd = min(end, text.place(of: 0x3A, from: host))
        if host < end, text[host] == 0x5B {
            let bracket = text.place(of: 0x5D, from: host)
            guard bracket < end, isLiteral(text.part((host + 1)..<bracket)) else { return false }
            hostEnd = bracket + 1
            guard hostEnd == end || text[hostEnd] == 0x3A else { return false }
        } else {
            guard isMade(host, hostEnd, as: .host) else { return false }
        }
        guard hostEnd < end else { return true }
        for index in (hostEnd + 1)..<end where !text[index].isDigit { return false }
        return true
    }

    /// What stands between brackets: an IPv6 address or `IPvFuture`.
    private func isLiteral(_ literal: TextBytes) -> Bool {
        guard literal.count > 0, literal[0] | 0x20 == 0x76 else { return AddressFormat.isIPv6(literal) }
        let dot = literal.place(of: 0x2E, from: 1)
        guard dot > 1, dot + 1 < literal.count else { return false }
        for index in 1..<dot where !literal[index].isHexDigit { return false }
        for index in (dot + 1)..<literal.count {
            guard Self.isUnreservedOrDelimiter(literal[index]) || literal[index] == 0x3A else { return false }
        }
        return true
    }

    /// The parts by what they may hold.
    private enum Part {
        case host, userInfo, path, query, fragment

        /// Delimiters that have no meaning in the part.
        func allows(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x3A: self != .host
            case 0x2F, 0x40: self != .host && self != .userInfo
            case 0x3F: self == .query || self == .fragment
            default: false
            }
        }
    }

    /// Whether a part holds only unreserved characters, sub-delims, percent-encoded ones and what else it allows.
    private func isMade(_ start: Int, _ end: Int, as part: Part) -> Bool {
        var index = start
        while index < end {
            let byte = text[index]
            if Self.isUnreservedOrDelimiter(byte) || part.allows(byte) {
                index += 1
            } else if byte == 0x25 {
                guard index + 2 < end, text[index + 1].isHexDigit, text[index + 2].isHexDigit else { return false }
                index += 3
            } else {
                guard allowsNonASCII, byte >= 0x80,
                    IRICharacters.contains(UTF8Reader.next(text, &index), allowsPrivate: part == .query)
                else { return false }
            }
        }
        return true
    }

    private static func isUnreservedOrDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x24, 0x26...0x2E, 0x3B, 0x3D, 0x5F, 0x7E: true
        default: byte.isAlphanumeric
        }
    }
}

/// `ucschar` and `iprivate` (RFC 3987 §2.2).
enum IRICharacters {
    static func contains(_ codePoint: UInt32, allowsPrivate: Bool) -> Bool {
        switch codePoint {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x10_0000...0x10_FFFD: allowsPrivate
        case 0x1_0000...0xE_FFFD: codePoint & 0xFFFF <= 0xFFFD && !(0xE_0000...0xE_0FFF).contains(codePoint)
        default: false
        }
    }
}
