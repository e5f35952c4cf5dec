/// Personal values of a request, to be found where the answer quotes them: `The value "Lovelace" is not valid.`
///
/// Such a sentence has no field name that would give the value away. Names are often ordinary words, so a short one
/// counts only between quotes, and a longer one only where no letter or digit is next to it.
struct EchoedValues: Sendable {
    private static let shortest = 2
    private static let longest = 256
    /// Shorter ones must stand between quotes.
    private static let shortestAlone = 6
    /// A request with more of them is an import, and its answer quotes few.
    static let most = 64

    private let matcher: SecretMatcher
    private let values: [[UInt8]]

    /// Nil where there is nothing to look for.
    init?(_ personal: [(value: [UInt8], kind: StandInKind)]) {
        var patterns: [SecretMatcher.Pattern] = []
        var kinds: [StandInKind] = []
        var values: [[UInt8]] = []
        for (value, kind) in personal.prefix(EchoedValues.most)
        where value.count >= EchoedValues.shortest && value.count <= EchoedValues.longest {
            patterns.append(.init(bytes: value, secret: values.count, encoding: .raw, needsBoundary: true))
            kinds.append(kind)
            values.append(value)
        }
        guard !values.isEmpty else { return nil }
        matcher = SecretMatcher(patterns, kinds: kinds)
        self.values = values
    }

    func scan(_ layer: ScanLayer, into hits: inout [Hit]) {
        var matches: [SecretMatcher.Match] = []
        _ = matcher.run(layer.text, isCut: layer.options.contains(.cutEnd), into: &matches)
        for match in matches {
            let value = values[matcher.patterns[match.pattern].secret]
            guard value.count >= EchoedValues.shortestAlone || isQuoted(layer.text, match.start..<match.end) else {
                continue
            }
            let kind = matcher.kinds[matcher.patterns[match.pattern].secret]
            var hit = layer.hit(match.start..<match.end, kind, "echo.request", Reason.echoed)
            if match.end - match.start == value.count { hit.value = value }
            hits.append(hit)
        }
    }

    /// Typographic quotes are beyond ASCII.
    private func isQuoted(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 || byte >= 0x80 }
        return range.lowerBound > 0 && range.upperBound < text.count && isQuote(text[range.lowerBound - 1])
            && isQuote(text[range.upperBound])
    }
}
