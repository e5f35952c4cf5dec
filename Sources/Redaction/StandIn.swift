/// Recognises and makes stand-ins: `redacted-<kind>-<digits>`, and `email-<digits>@redacted.invalid`.
///
/// The digits are 60 bits of an HMAC over the decoded value, so equal values have equal digits wherever and however
/// they are written, and nobody without the key can test a guess.
package enum StandIn {
    static let digitCount = 12
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let isDigit: [Bool] = (0..<256).map { digits.contains(UInt8($0)) }
    private static let stem = Array("redacted-".utf8)
    private static let emailStem = Array("email-".utf8)
    private static let emailDomain = Array("redacted.invalid".utf8)
    private static let kindWords = StandInKind.all.filter { $0 != .email }.map { (Array($0.rawValue.utf8), $0) }

    /// The stand-in for a value with this digest, decoded.
    static func make(_ kind: StandInKind, digest: [UInt8]) -> [UInt8] {
        var number: UInt64 = 0
        for byte in digest.prefix(8) { number = number << 8 | UInt64(byte) }
        var text: [UInt8] = []
        for _ in 0..<digitCount {
            text.append(digits[Int(number & 31)])
            number >>= 5
        }
        if kind == .email { return emailStem + text + [0x40] + emailDomain }
        return stem + Array(kind.rawValue.utf8) + [0x2D] + text
    }

    /// Whether a stand-in is anywhere in the bytes, plain, percent-encoded or inside base64.
    package static func occurs(in bytes: some Collection<UInt8>) -> Bool {
        !find(in: Array(bytes), limit: 1).isEmpty
    }

    /// Every stand-in in the bytes, in order, decoded as `text`. One inside base64, as Basic credentials are, has the
    /// range of the whole base64 run.
    package static func find(in bytes: [UInt8]) -> [(range: Range<Int>, text: String)] {
        find(in: bytes, limit: .max).map { ($0.range, String(decoding: $0.text, as: UTF8.self)) }
    }

    /// A stand-in found.
    struct Found {
        var range: Range<Int>
        var text: [UInt8]
        var kind: StandInKind
        var isInBase64 = false
        /// Whether the `@` stands percent-encoded.
        var isPercentEncoded = false
    }

    /// The same as the two above, at most `limit` of them.
    static func find(in bytes: [UInt8], limit: Int) -> [Found] {
        var result: [Found] = []
        bytes.withUnsafeBufferPointer { text in
            var matches: [SecretMatcher.Match] = []
            _ = finder.run(text, into: &matches)
            var end = 0
            // A run is decoded once, however many beginnings it has.
            var runEnd = 0
            for match in matches where match.start >= end && result.count < limit {
                if finder.patterns[match.pattern].encoding == .base64 {
                    guard match.start >= runEnd else { continue }
                    let found = inBase64(text, around: match.start, notBefore: end, runEnd: &runEnd)
                    end = found.last?.range.upperBound ?? end
                    result += found
                } else if let found = Self.match(text, at: match.start) {
                    end = found.range.upperBound
                    result.append(found)
                }
            }
        }
        return result
    }

    /// Whether the decoded value is one stand-in and nothing else.
    static func isWhole(_ value: [UInt8]) -> Bool {
        value.withUnsafeBufferPointer { text in
            guard text.count >= digitCount, text[0] == 0x72 || text[0] == 0x65 else { return false }
            return match(text, at: 0)?.range == 0..<text.count
        }
    }

    /// Whether the word that most stand-ins begin with is in the value; a secret like that would tear them apart.
    static func holdsStem(_ value: [UInt8]) -> Bool {
        value.withUnsafeBufferPointer { text in
            text.indices.contains { text[$0] == stem[0] && has(stem, text, $0) }
        }
    }

    /// The ranges of plain and percent-encoded stand-ins.
    static func ranges(in text: UnsafeBufferPointer<UInt8>) -> [Found] {
        var result: [Found] = []
        var index = 0
        // The shortest has more bytes than this; nothing is found in the last ones.
        let last = text.count - digitCount - 6
        while index <= last {
            if text[index] == 0x72 || text[index] == 0x65, let found = match(text, at: index) {
                result.append(found)
                index = found.range.upperBound
            } else {
                index += 1
            }
        }
        return result
    }

    /// The stand-in that begins here.
    static func match(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Found? {
        if has(stem, text, start) {
            let wordStart = start + stem.count
            for (word, kind) in kindWords where has(word, text, wordStart) {
                let dash = wordStart + word.count
                guard dash < text.count, text[dash] == 0x2D, hasDigits(text, dash + 1) else { continue }
                let range = start..<(dash + 1 + digitCount)
                return Found(range: range, text: Array(text[range]), kind: kind)
            }
            return nil
        }
        guard has(emailStem, text, start), hasDigits(text, start + emailStem.count) else { return nil }
        var position = start + emailStem.count + digitCount
        guard position < text.count else { return nil }
        var isPercentEncoded = false
        if text[position] == 0x40 {
            position += 1
        } else if has([0x25, 0x34, 0x30], text, position) {
            position += 3
            isPercentEncoded = true
        } else {
            return nil
        }
        guard has(emailDomain, text, position) else { return nil }
        let decoded = Array(text[start..<(start + emailStem.count + digitCount)]) + [0x40] + emailDomain
        return Found(
            range: start..<(position + emailDomain.count),
            text: decoded,
            kind: .email,
            isPercentEncoded: isPercentEncoded
        )
    }

    @inline(__always)
    private static func has(_ word: [UInt8], _ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start + word.count <= text.count else { return false }
        for offset in 0..<word.count where text[start + offset] != word[offset] { return false }
        return true
    }

    private static func hasDigits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start + digitCount <= text.count else { return false }
        return (start..<(start + digitCount)).allSatisfy { isDigit[Int(text[$0])] }
    }

    /// Where either form begins, in plain text and at each of base64's three alignments.
    private static let finder: SecretMatcher = {
        var patterns: [SecretMatcher.Pattern] = []
        for word in [stem, emailStem] {
            patterns.append(.init(bytes: word, secret: 0, encoding: .raw, needsBoundary: false))
            for alignment in 0..<3 {
                let bytes = SecretPatterns.base64(word, alignment: alignment)
                patterns.append(.init(bytes: bytes, secret: 0, encoding: .base64, needsBoundary: false))
            }
        }
        return SecretMatcher(patterns, kinds: [.secret])
    }()

    private static func inBase64(
        _ text: UnsafeBufferPointer<UInt8>,
        around start: Int,
        notBefore limit: Int,
        runEnd: inout Int
    ) -> [Found] {
        var lower = start
        var upper = start
        while lower > limit, Coding.isBase64(text[lower - 1]) { lower -= 1 }
        while upper < text.count, Coding.isBase64(text[upper]) { upper += 1 }
        runEnd = upper
        while upper < text.count, upper < runEnd + 2, text[upper] == 0x3D { upper += 1 }
        // The run may have letters before the base64 that are none of it.
        for skip in 0..<min(4, runEnd - lower) {
            var run = Array(text[(lower + skip)..<runEnd])
            if run.count % 4 == 1 { run.removeLast() }
            guard let decoded = Coding.base64Decoded(run) else { continue }
            let inner = decoded.withUnsafeBufferPointer { ranges(in: $0) }
            guard !inner.isEmpty else { continue }
            return inner.map {
                Found(range: (lower + skip)..<upper, text: $0.text, kind: $0.kind, isInBase64: true)
            }
        }
        return []
    }
}
