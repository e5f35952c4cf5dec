/// A URI or a reference to one, in its five parts (RFC 3986 §3); nothing is normalised but dots in paths.
struct URIReference: Hashable {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    var fragment: String?

    init(_ text: String) {
        var rest = Substring(text).utf8
        if let hash = rest.firstIndex(of: 0x23) {
            fragment = String(Substring(rest[rest.index(after: hash)...]))
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: 0x3F) {
            query = String(Substring(rest[rest.index(after: mark)...]))
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: 0x3A), URIReference.isScheme(rest[..<colon]) {
            scheme = String(Substring(rest[..<colon]))
            rest = rest[rest.index(after: colon)...]
        }
        if rest.starts(with: [0x2F, 0x2F]) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: 0x2F) ?? rest.endIndex
            authority = String(Substring(rest[..<end]))
            rest = rest[end...]
        }
        path = String(Substring(rest))
    }

    private static func isScheme(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else { return false }
        return bytes.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2B
                || byte == 0x2D || byte == 0x2E
        }
    }

    /// The reference as seen from a base (RFC 3986 §5.2.2).
    func resolved(against base: URIReference) -> URIReference {
        var target = self
        if scheme != nil || authority != nil {
            target.scheme = scheme ?? base.scheme
            target.path = URIReference.withoutDots(path)
            return target
        }
        target.scheme = base.scheme
        target.authority = base.authority
        if path.isEmpty {
            target.path = base.path
            target.query = query ?? base.query
        } else if path.utf8.first == 0x2F {
            target.path = URIReference.withoutDots(path)
        } else if base.authority != nil && base.path.isEmpty {
            target.path = URIReference.withoutDots("/" + path)
        } else {
            let directory = base.path.utf8.lastIndex(of: 0x2F).map { String(base.path[...$0]) } ?? ""
            target.path = URIReference.withoutDots(directory + path)
        }
        return target
    }

    /// RFC 3986 §5.2.4.
    private static func withoutDots(_ path: String) -> String {
        guard path.utf8.contains(0x2E), path.utf8.contains(0x2F) || path == "." || path == ".." else { return path }
        let isAbsolute = path.utf8.first == 0x2F
        var kept: [Substring.UTF8View] = []
        let segments = (isAbsolute ? path.utf8.dropFirst() : path.utf8[...])
            .split(separator: 0x2F, omittingEmptySubsequences: false)
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
                if segment.count == 2 { _ = kept.popLast() }
                if isLast { kept.append(""[...].utf8) }
            } else {
                kept.append(segment)
            }
        }
        return (isAbsolute ? "/" : "") + kept.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// Without its fragment.
    var document: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
    }

    /// The fragment with its percent escapes decoded; nil where there is none.
    var decodedFragment: String? {
        guard let fragment else { return nil }
        guard fragment.utf8.contains(0x25) else { return fragment }
        // As ExchangeModel's PercentCoding, which this room knows nothing of.
        var bytes: [UInt8] = []
        var rest = Array(fragment.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2, let high = URIReference.hex(rest[rest.startIndex]),
                let low = URIReference.hex(rest[rest.startIndex + 1])
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
