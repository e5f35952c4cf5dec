/// Looks through text of any kind for what gives itself away: known secrets, e-mail addresses, tokens, and values
/// beside a telling name. Works on bytes, in a bounded number of passes, with escapes undone up to three deep.
struct TextScanner {
    /// How often escapes are undone: percent in JSON in a form is three.
    static let maximumDepth = 3

    /// What is known of the text beforehand.
    struct Options: OptionSet {
        let rawValue: UInt8
        /// The inside of a JSON string that holds escapes.
        static let jsonEscapes = Options(rawValue: 1)
        /// Name-value pairs start at the first byte, as in a form.
        static let pairs = Options(rawValue: 2)
        /// The end is missing, so what stands there may be the start of something.
        static let cutEnd = Options(rawValue: 4)
        /// The inside of a JSON string; its quotes aren't part of the text.
        static let json = Options(rawValue: 8)
        /// A URL from its first byte on.
        static let url = Options(rawValue: 16)
        /// A part of JSON that is not proper; somebody walks through the whole of it beside this.
        static let looseJSON = Options(rawValue: 32)
        /// A form by declaration: nothing but `&` ends a value.
        static let form = Options(rawValue: 64)
    }

    let matcher: SecretMatcher
    let fields: FieldRules
    /// What the request has said of a person, while its answer is searched.
    let echoes: EchoedValues?
    private var matches: [SecretMatcher.Match] = []
    private var hasWalked = false

    init(matcher: SecretMatcher, fields: FieldRules, echoes: EchoedValues? = nil) {
        self.matcher = matcher
        self.fields = fields
        self.echoes = echoes
    }

    /// Adds what is found in `source[range]`; ranges count in `source`.
    mutating func scan(
        _ source: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ options: Options,
        into hits: inout [Hit]
    ) {
        guard !range.isEmpty else { return }
        hasWalked = false
        let text = UnsafeBufferPointer(rebasing: source[range])
        let encoding: ValueEncoding =
            options.contains(.pairs)
            ? .form : options.contains(.json) ? .json : options.contains(.url) ? .percent : .raw
        var layer = ScanLayer(text: text, map: nil, offset: range.lowerBound, depth: 0, options: options)
        layer.encoding = encoding
        var decoded: DecodedText?
        let isCut = options.contains(.cutEnd)
        if options.contains(.jsonEscapes) {
            decoded = DecodedText.decode(text, .backslash, within: nil, isCut: isCut)
        } else {
            guard detect(layer, &hits).contains(.escape) else { return }
            let escapes = options.contains(.pairs) ? DecodedText.Escapes.all.union(.plus) : .all
            decoded = DecodedText.decode(text, escapes, within: nil, isCut: isCut)
        }
        var depth = 1
        while let current = decoded, depth <= TextScanner.maximumDepth {
            decoded = current.bytes.withUnsafeBufferPointer { inner in
                layer = ScanLayer(text: inner, map: current, offset: range.lowerBound, depth: depth, options: options)
                layer.encoding = encoding
                guard detect(layer, &hits).contains(.escape) else { return nil }
                return DecodedText.decode(inner, .all, within: current, isCut: isCut)
            }
            depth += 1
        }
    }

    /// One pass of each detector that the text gives reason for.
    private mutating func detect(_ layer: ScanLayer, _ hits: inout [Hit]) -> SecretMatcher.Flags {
        matches.removeAll(keepingCapacity: true)
        let isCut = layer.options.contains(.cutEnd)
        let outcome = matcher.run(layer.text, isCut: isCut, into: &matches)
        let flags = outcome.flags
        var userInfoEnds: [Int] = []
        if !matches.isEmpty { handleMatches(layer, &userInfoEnds, &hits) }
        if flags.contains(.at) { EmailScanner.scan(layer, skipping: userInfoEnds, into: &hits) }
        if flags.contains(.equals) { PairScanner.scan(layer, fields, into: &hits) }
        if flags.contains(.colon) { NamedValueScanner.plain(layer, fields, into: &hits) }
        // A JSON string that was not decoded yet holds no quotes.
        if flags.contains(.quote), layer.depth > 0 || !layer.options.contains(.json) {
            if flags.contains(.colon) { NamedValueScanner.quoted(layer, fields, into: &hits) }
            if flags.contains(.bracket), !hasWalked, layer.depth > 0 || !layer.options.contains(.looseJSON) {
                hasWalked = NestedJSON.scan(layer, self, into: &hits)
            }
        }
        if flags.contains(.tag) { MarkupScanner.scan(layer, fields, into: &hits) }
        echoes?.scan(layer, into: &hits)
        if isCut, outcome.pendingDepth >= 4 {
            let range = (layer.text.count - outcome.pendingDepth)..<layer.text.count
            hits.append(layer.hit(range, .secret, "secret.cut", "it may be the start of a known secret"))
        }
        return flags
    }

    private func handleMatches(_ layer: ScanLayer, _ userInfoEnds: inout [Int], _ hits: inout [Hit]) {
        var tokens = TokenScanner()
        for match in matches {
            let pattern = matcher.patterns[match.pattern]
            guard pattern.encoding == .token else {
                var range = match.start..<match.end
                if pattern.encoding == .base64 {
                    // The digits at both ends hold a few bits of the secret as well.
                    if range.lowerBound > 0, Coding.isBase64(layer.text[range.lowerBound - 1]) {
                        range = (range.lowerBound - 1)..<range.upperBound
                    }
                    if range.upperBound < layer.text.count, Coding.isBase64(layer.text[range.upperBound]) {
                        range = range.lowerBound..<(range.upperBound + 1)
                    }
                }
                var hit = layer.hit(range, matcher.kinds[pattern.secret], "secret.known", Reason.known)
                // Part of a secret is not its value.
                if match.end - match.start == pattern.bytes.count { hit.value = matcher.secret(pattern.secret) }
                hits.append(hit)
                continue
            }
            switch pattern.bytes {
            case SecretMatcher.jwtStart: tokens.jwt(layer, match.start, &hits)
            case SecretMatcher.authorityStart: tokens.userInfo(layer, match.end, &userInfoEnds, &hits)
            case let start where SecretMatcher.basicStarts.contains(start):
                tokens.basic(layer, match.start, match.end, &hits)
            default: tokens.bearer(layer, match.start, match.end, &hits)
            }
        }
    }
}

/// Text at one depth of decoding.
struct ScanLayer {
    let text: UnsafeBufferPointer<UInt8>
    let map: DecodedText?
    /// Where the text begins in the place's bytes.
    let offset: Int
    let depth: Int
    let options: TextScanner.Options
    var encoding = ValueEncoding.raw

    init(text: UnsafeBufferPointer<UInt8>, map: DecodedText?, offset: Int, depth: Int, options: TextScanner.Options) {
        self.text = text
        self.map = map
        self.offset = offset
        self.depth = depth
        self.options = options
    }

    /// Where a range of this text stands in the place's bytes.
    func source(_ range: Range<Int>) -> Range<Int> {
        let inner = map?.source(range) ?? range
        return (inner.lowerBound + offset)..<(inner.upperBound + offset)
    }

    /// A hit on this range with the text itself as value; deeper layers know the value better.
    func hit(_ range: Range<Int>, _ kind: StandInKind, _ rule: String, _ reason: String) -> Hit {
        let source = source(range)
        var hit = Hit(range: source, value: Array(text[range]), kind: kind, rule: rule, reason: reason)
        hit.rank = depth
        hit.jsonType = options.contains(.json) ? .string : .none
        // Longer than what it stands for: it is written with escapes.
        hit.encoding = map != nil && source.count > range.count && encoding == .raw ? .percent : encoding
        return hit
    }
}
