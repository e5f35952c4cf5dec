package import ExchangeModel

/// The gate: what comes out may be stored, shown and sent.
package struct Redactor: Sendable {
    private let keys: RedactionKeys
    private let secrets: KnownSecrets
    private let rules: RedactionRules

    /// - Parameters:
    ///   - keys: of the store; two redactors with the same keys make the same stand-ins.
    ///   - secrets: looked for everywhere; tokens that the redactor meets are added.
    package init(keys: RedactionKeys, secrets: KnownSecrets = KnownSecrets(), rules: RedactionRules = .embedded) {
        self.keys = keys
        self.secrets = secrets
        self.rules = rules
    }

    /// The exchange with stand-ins for what is secret or personal.
    ///
    /// Never fails: a body that can't be searched is left out, with the reason. What is a stand-in already stays.
    package func redact(_ exchange: Exchange) -> RedactedExchange {
        redact(exchange, withheld: nil)
    }

    private func redact(_ exchange: Exchange, withheld: StoredReasons?) -> RedactedExchange {
        var pass = ExchangePass(keys: keys, rules: rules, secrets: secrets)
        let result = pass.run(exchange, withheld: withheld)
        guard pass.ledger.hasLearned else { return result }
        // A token met in the answer may stand in the request too: look again with what is known now.
        pass = ExchangePass(keys: keys, rules: rules, secrets: secrets)
        return pass.run(exchange, withheld: withheld)
    }

    /// Text that people wrote, or a message: secrets, e-mail addresses and tokens in it give way to stand-ins.
    package func redactFreeText(_ bytes: [UInt8]) -> [UInt8] {
        var pass = ExchangePass(keys: keys, rules: rules, secrets: secrets)
        return pass.text(bytes, at: nil)
    }

    /// The exchange as bytes to keep; they hold nothing that the exchange doesn't.
    package func storedForm(of exchange: RedactedExchange) -> StoredExchange {
        var metadata = StoredFormWriter.write(exchange)
        let requestBody = exchange.request.body.bytes
        let responseBody = exchange.response?.body.bytes ?? []
        metadata += keys.code(metadata: metadata, requestBody: requestBody, responseBody: responseBody)
        return StoredExchange(metadata: metadata, requestBody: requestBody, responseBody: responseBody)
    }

    /// The exchange from its stored form. What was written under other keys, or changed since, counts as raw and is
    /// redacted again; its shapes and sealed values are not believed.
    ///
    /// - Throws: `StoredExchangeError` where the bytes are no stored form.
    package func restore(_ stored: StoredExchange) throws(StoredExchangeError) -> RedactedExchange {
        let (content, code) = try StoredFormReader.split(stored.metadata)
        let exchange = try StoredFormReader.read(
            content,
            requestBody: stored.requestBody,
            responseBody: stored.responseBody
        )
        let expected = keys.code(
            metadata: content,
            requestBody: stored.requestBody,
            responseBody: stored.responseBody
        )
        // Every byte is looked at, so that the time tells nothing.
        let difference = zip(code, expected).reduce(UInt8(code.count == expected.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) }
        if difference == 0 { return exchange }
        return redact(Redactor.raw(exchange), withheld: Redactor.reasons(exchange))
    }

    private static func raw(_ exchange: RedactedExchange) -> Exchange {
        func body(_ body: RedactedBody) -> MessageBody {
            MessageBody(
                body.bytes,
                trueLength: body.trueLength,
                isCut: body.isCut,
                isTruncated: body.isTruncated,
                keyedDigest: body.keyedDigest
            )
        }
        let request = exchange.request
        return Exchange(
            startedAt: exchange.startedAt,
            monotonicStart: exchange.monotonicStart,
            request: RequestMessage(
                method: request.method,
                url: request.url,
                version: request.version,
                headers: request.headers,
                body: body(request.body)
            ),
            response: exchange.response.map {
                ResponseMessage(
                    status: $0.status,
                    reason: $0.reason,
                    version: $0.version,
                    headers: $0.headers,
                    body: body($0.body),
                    trailers: $0.trailers
                )
            },
            failure: exchange.failure,
            timings: exchange.timings,
            connection: exchange.connection
        )
    }

    private static func reasons(_ exchange: RedactedExchange) -> StoredReasons {
        // The reason itself came from bytes that can't be trusted.
        let reason = "it was left out when it was recorded"
        return StoredReasons(
            request: exchange.request.body.withheld.map { _ in reason },
            response: exchange.response?.body.withheld.map { _ in reason }
        )
    }
}
