internal import ExchangeModel

/// One pass over one exchange.
struct ExchangePass {
    let keys: RedactionKeys
    let rules: RedactionRules
    let matcher: SecretMatcher
    var ledger: ReplacementLedger
    /// Set while an answer is searched that may say what is wrong with the request.
    private var echoes: EchoedValues?

    init(keys: RedactionKeys, rules: RedactionRules, secrets: KnownSecrets) {
        self.keys = keys
        self.rules = rules
        matcher = secrets.matcher()
        let scanner = TextScanner(matcher: matcher, fields: rules.fields)
        ledger = ReplacementLedger(keys: keys, secrets: secrets, scanner: scanner)
    }

    var scanner: TextScanner { TextScanner(matcher: matcher, fields: rules.fields, echoes: echoes) }

    mutating func run(_ exchange: Exchange, withheld: StoredReasons? = nil) -> RedactedExchange {
        let request = exchange.request
        let method = string(request.method, at: .url)
        let url = text(request.url, at: .url, .url)
        let headers = headers(request.headers) { .requestHeader($0) }
        let body = body(
            request.body,
            headers: request.headers,
            at: .requestBody,
            method: "",
            withheld: withheld?.request
        )
        let redactedRequest = RedactedRequest(
            method: method,
            url: url,
            version: string(request.version, at: .url),
            headers: headers,
            body: body
        )
        var response: RedactedResponse?
        if let raw = exchange.response {
            if raw.status >= 400 { echoes = EchoedValues(ledger.personal) }
            response = RedactedResponse(
                status: raw.status,
                reason: text(raw.reason, at: .responseHeader("")),
                version: string(raw.version, at: .responseHeader("")),
                headers: self.headers(raw.headers) { .responseHeader($0) },
                trailers: self.headers(raw.trailers) { .responseTrailer($0) },
                body: self.body(
                    raw.body,
                    headers: raw.headers,
                    at: .responseBody,
                    method: request.method,
                    withheld: withheld?.response
                )
            )
        }
        var connection = exchange.connection
        connection.remoteAddress = connection.remoteAddress.map { string($0, at: .failure) }
        let failure = exchange.failure.map { TransportFailure($0.kind, string($0.message, at: .failure)) }
        return RedactedExchange(
            startedAt: exchange.startedAt,
            monotonicStart: exchange.monotonicStart,
            request: redactedRequest,
            response: response,
            failure: failure,
            timings: exchange.timings,
            connection: connection,
            replacements: ledger.replacements,
            sealedValues: ledger.sealed
        )
    }

    /// Text of no particular grammar.
    mutating func text(
        _ bytes: [UInt8],
        at place: RedactionPlace?,
        _ options: TextScanner.Options = []
    ) -> [UInt8] {
        guard !bytes.isEmpty else { return bytes }
        var hits: [Hit] = []
        var scanner = scanner
        bytes.withUnsafeBufferPointer { scanner.scan($0, 0..<$0.count, options, into: &hits) }
        return ledger.apply(hits, to: bytes, at: place)
    }

    private mutating func string(_ string: String, at place: RedactionPlace) -> String {
        String(decoding: text(Array(string.utf8), at: place), as: UTF8.self)
    }
}

/// Why the bodies of a stored exchange were left out, where they were.
struct StoredReasons {
    var request: String?
    var response: String?
}
