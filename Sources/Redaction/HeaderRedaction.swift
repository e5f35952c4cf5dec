internal import ExchangeModel

extension ExchangePass {
    /// The fields with their values redacted. Order, case and number of the names stay.
    mutating func headers(_ list: HeaderList, place: (String) -> RedactionPlace) -> HeaderList {
        var result = HeaderList()
        result.fields.reserveCapacity(list.fields.count)
        for field in list.fields {
            // Names stay, unless somebody has put a secret into one.
            let name = text(field.name, at: nil)
            let place = place(String(decoding: name, as: UTF8.self))
            result.fields.append(.init(name: name, value: headerValue(ASCII.lower(field.name), field.value, place)))
        }
        return result
    }

    private mutating func headerValue(_ name: [UInt8], _ value: [UInt8], _ place: RedactionPlace) -> [UInt8] {
        guard !value.isEmpty else { return value }
        let hits: [Hit]
        switch String(decoding: name, as: UTF8.self) {
        case "authorization", "proxy-authorization":
            if let basic = basic(value, place) { return basic }
            hits = [authorization(value)]
        case "cookie": hits = CookieFields.request(value)
        case "set-cookie": hits = CookieFields.response(value)
        default:
            if rules.isHarmless(header: name) { return text(value, at: place) }
            var hit = Hit(
                range: 0..<value.count,
                value: value,
                kind: .header,
                rule: "header.unknown",
                reason: Reason.unknownHeader
            )
            if rules.tellsOfCredential(header: name) {
                hit.kind = .secret
                hit.rule = "header.credential"
                hit.reason = Reason.credential
            }
            hits = [hit]
        }
        // Between the values found by grammar the rest is searched as well.
        var all = hits
        var scanner = scanner
        value.withUnsafeBufferPointer { scanner.scan($0, 0..<$0.count, [], into: &all) }
        return ledger.apply(all, to: value, at: place)
    }

    /// Everything after the scheme's name (RFC 9110 §11.4).
    private func authorization(_ value: [UInt8]) -> Hit {
        var start = 0
        if let space = value.firstIndex(of: 0x20), AuthorizationScheme.isKnown(value[..<space]) {
            start = space
            while start < value.count, value[start] == 0x20 { start += 1 }
        }
        if start == value.count { start = 0 }
        let isBearer = ASCII.equalIgnoringCase(value.prefix(7), "bearer ".utf8)
        var hit = Hit(
            range: start..<value.count,
            value: Array(value[start...]),
            kind: isBearer ? .bearer : .secret,
            rule: "header.authorization",
            reason: Reason.credential
        )
        hit.rank = 16
        return hit
    }

    /// Basic credentials are decoded, so that user and password are the same here as elsewhere (RFC 7617). Nil where
    /// it is another scheme, or can't be decoded.
    private mutating func basic(_ value: [UInt8], _ place: RedactionPlace) -> [UInt8]? {
        guard ASCII.equalIgnoringCase(value.prefix(6), "basic ".utf8) else { return nil }
        var start = 6
        while start < value.count, value[start] == 0x20 { start += 1 }
        guard let decoded = Coding.base64Decoded(value[start...]), let colon = decoded.firstIndex(of: 0x3A) else {
            return nil
        }
        func hit(_ range: Range<Int>, _ kind: StandInKind) -> Hit {
            var hit = Hit(
                range: range,
                value: Array(decoded[range]),
                kind: kind,
                rule: "header.basic",
                reason: Reason.credential
            )
            hit.encoding = .base64
            hit.rank = 16
            return hit
        }
        let hits = [hit(0..<colon, .identifier), hit((colon + 1)..<decoded.count, .password)]
        let before = ledger.count
        let inner = ledger.apply(hits.filter { !$0.range.isEmpty }, to: decoded, at: place)
        let result = Array(value[..<start]) + Coding.base64(inner)
        ledger.move(from: before, to: start..<result.count)
        return result
    }
}

/// The schemes whose names may be shown; anything else at the start of a credential may be a part of it.
private enum AuthorizationScheme {
    private static let known: Set<String> = [
        "aws4-hmac-sha256", "apikey", "basic", "bearer", "concealed", "digest", "dpop", "gnap", "hawk", "hoba", "jwt",
        "mutual", "negotiate", "ntlm", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "sharedkey", "token",
        "vapid",
    ]

    /// Those registered or in wide use, and what is spelled like one: a capital, then small letters.
    static func isKnown(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count <= 20 else { return false }
        if known.contains(String(decoding: ASCII.lower(word), as: UTF8.self)) { return true }
        guard let first = word.first, first &- 0x41 < 26 else { return false }
        return word.count <= 14 && word.dropFirst().allSatisfy { $0 &- 0x61 < 26 }
    }
}

/// The values of cookies; their names and attributes stay (RFC 6265 §4).
private enum CookieFields {
    private static let attributes: Set<String> = [
        "expires", "max-age", "domain", "path", "samesite", "secure", "httponly", "partitioned", "priority",
    ]

    static func request(_ value: [UInt8]) -> [Hit] {
        pieces(value).compactMap { hit(value, $0) }
    }

    /// HAR files hold several cookies in one field, joined by line breaks or commas.
    static func response(_ value: [UInt8]) -> [Hit] {
        var result: [Hit] = []
        var isFirst = true
        for piece in pieces(value, joinsCookies: true) {
            let name = value[piece].prefix { $0 != 0x3D }
            let word = ASCII.lower(name.filter { $0 != 0x20 && $0 != 0x09 })
            let isAttribute = !isFirst && attributes.contains(String(decoding: word, as: UTF8.self))
            isFirst = piece.upperBound < value.count && value[piece.upperBound] != 0x3B
            if !isAttribute, let hit = hit(value, piece) { result.append(hit) }
        }
        return result
    }

    private static func pieces(_ value: [UInt8], joinsCookies: Bool = false) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = 0
        for index in value.indices {
            let isEnd: Bool
            switch value[index] {
            case 0x3B, 0x0A: isEnd = true
            case 0x2C where joinsCookies: isEnd = beginsCookie(value[(index + 1)...])
            default: isEnd = false
            }
            guard isEnd else { continue }
            result.append(start..<index)
            start = index + 1
        }
        result.append(start..<value.count)
        return result
    }

    /// Whether a name and an equals sign follow, as they don't after the comma of a date.
    private static func beginsCookie(_ rest: ArraySlice<UInt8>) -> Bool {
        let name = rest.drop { $0 == 0x20 }.prefix(longestName + 1).prefix(while: ASCII.isToken)
        return !name.isEmpty && name.endIndex < rest.endIndex && rest[name.endIndex] == 0x3D
    }

    /// Names longer than this are none.
    private static let longestName = 64

    private static func hit(_ value: [UInt8], _ piece: Range<Int>) -> Hit? {
        var lower = piece.lowerBound
        var upper = piece.upperBound
        var name = ""
        if let sign = value[piece].firstIndex(of: 0x3D) {
            // Shown only where it is what names of cookies are; else it may be a part of the value.
            let word = ASCII.trimmed(Array(value[lower..<sign]))
            if word.allSatisfy(ASCII.isToken), word.count <= longestName {
                name = String(decoding: word, as: UTF8.self)
                lower = sign + 1
            }
        }
        while lower < upper, value[lower] == 0x20 || value[lower] == 0x09 { lower += 1 }
        while upper > lower, value[upper - 1] == 0x20 || value[upper - 1] == 0x09 { upper -= 1 }
        if upper - lower >= 2, value[lower] == 0x22, value[upper - 1] == 0x22 {
            lower += 1
            upper -= 1
        }
        guard lower < upper else { return nil }
        var hit = Hit(
            range: lower..<upper,
            value: Array(value[lower..<upper]),
            kind: .cookie,
            rule: "header.cookie",
            reason: Reason.credential
        )
        hit.rank = 16
        hit.pointer = name
        return hit
    }
}
