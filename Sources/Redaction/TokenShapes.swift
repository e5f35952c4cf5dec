internal import ExchangeModel

extension SecretMatcher {
    /// `{"` in base64: how a JSON Web Token begins (RFC 7515 §3.3).
    static let jwtStart = Array("eyJ".utf8)
    static let authorityStart = Array("//".utf8)
    static let basicStarts = ["asic ", "ASIC "].map { Array($0.utf8) }

    /// What tokens and credentials in URLs give themselves away by, to be found in the same pass as known secrets.
    static let tokenShapes: [Pattern] = ["eyJ", "//", "earer ", "EARER ", "earer\t", "asic ", "ASIC "].map {
        Pattern(bytes: Array($0.utf8), secret: 0, encoding: .token, needsBoundary: false)
    }
}

/// Tokens by their shape. Remembers how far it has looked, so that many beginnings in one long run cost one look.
struct TokenScanner {
    private var jwtEnd = 0
    private var bearerEnd = 0
    private var basicEnd = 0
    private var authorityEnd = 0

    init() {}

    /// A JSON Web Token: parts of base64url with dots between.
    mutating func jwt(_ layer: ScanLayer, _ start: Int, _ hits: inout [Hit]) {
        guard start >= jwtEnd else { return }
        let text = layer.text
        var end = start
        var dots = 0
        while end < text.count, isToken68(text[end]), text[end] != 0x2F, text[end] != 0x2B {
            if text[end] == 0x2E { dots += 1 }
            end += 1
        }
        jwtEnd = end
        while end > start, text[end - 1] == 0x2E { end -= 1 }
        // Where the text was cut, the dots may be missing.
        let isCut = layer.options.contains(.cutEnd) && jwtEnd == text.count
        guard isCut || dots >= 1 && end - start >= 20 else { return }
        hits.append(layer.hit(start..<end, .bearer, "text.jwt", Reason.token))
    }

    /// What follows the word Bearer, unless it looks like a word itself.
    mutating func bearer(_ layer: ScanLayer, _ match: Int, _ matchEnd: Int, _ hits: inout [Hit]) {
        let text = layer.text
        guard matchEnd >= bearerEnd, match > 0, text[match - 1] | 0x20 == 0x62 else { return }
        var start = matchEnd
        while start < text.count, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        var end = start
        var isWord = true
        while end < text.count, isToken68(text[end]) {
            if !ValueFormat.isLetter(text[end]) { isWord = false }
            end += 1
        }
        bearerEnd = end
        while end > start, text[end - 1] == 0x2E { end -= 1 }
        // Where the text was cut, most of the token may be missing.
        let isCut = layer.options.contains(.cutEnd) && bearerEnd == text.count && end > start
        if end > start, isWord || text[start..<end].allSatisfy({ ValueFormat.isLetter($0) }) {
            guard end - start >= 24 || isCut else { return }
        }
        guard end - start >= 8 || isCut else { return }
        hits.append(layer.hit(start..<end, .bearer, "text.bearer", Reason.token))
    }

    /// What follows the word Basic, if it is a name and a password in base64 (RFC 7617).
    mutating func basic(_ layer: ScanLayer, _ match: Int, _ matchEnd: Int, _ hits: inout [Hit]) {
        let text = layer.text
        guard matchEnd >= basicEnd, match > 0, text[match - 1] | 0x20 == 0x62 else { return }
        var start = matchEnd
        while start < text.count, text[start] == 0x20 { start += 1 }
        var end = start
        while end < text.count, Coding.isBase64(text[end]) { end += 1 }
        basicEnd = end
        guard end - start >= 4 else { return }
        let isCut = layer.options.contains(.cutEnd) && end == text.count
        let digits = text[start..<((end - start) % 4 == 1 ? end - 1 : end)]
        guard let decoded = Coding.base64Decoded(digits), decoded.contains(0x3A) || isCut,
            MediaSniffer.isUTF8(decoded) || isCut
        else { return }
        while end < text.count, text[end] == 0x3D { end += 1 }
        var hit = layer.hit(start..<end, .secret, "text.basic", Reason.credential)
        hit.value = decoded
        hits.append(hit)
    }

    /// `user:password@` after `//`, where an authority can begin: behind a scheme, or at the start of a reference.
    mutating func userInfo(_ layer: ScanLayer, _ start: Int, _ ends: inout [Int], _ hits: inout [Hit]) {
        let text = layer.text
        guard start >= authorityEnd, start == 2 || [0x3A, 0x20, 0x22, 0x27, 0x28, 0x3C, 0x3D].contains(text[start - 3])
        else { return }
        var end = start
        var at: Int?
        scan: while end < text.count {
            switch text[end] {
            case 0x2F, 0x3F, 0x23, 0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x00..<0x20: break scan
            case 0x40: at = end
            default: break
            }
            end += 1
        }
        authorityEnd = end
        guard let at else { return }
        ends.append(at)
        let colon = text[start..<at].firstIndex(of: 0x3A)
        add(layer, start..<(colon ?? at), .identifier, &hits)
        if let colon { add(layer, (colon + 1)..<at, .password, &hits) }
    }

    private func add(_ layer: ScanLayer, _ range: Range<Int>, _ kind: StandInKind, _ hits: inout [Hit]) {
        guard !range.isEmpty else { return }
        var hit = layer.hit(range, kind, "url.userinfo", Reason.credential)
        hit.value = PercentCoding.decoded(hit.value, plusIsSpace: false)
        hit.encoding = .percent
        hit.rank = 8
        hits.append(hit)
    }

    private func isToken68(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x2B, 0x2F, 0x3D: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }
}
