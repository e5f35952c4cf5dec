internal import ExchangeModel

/// Writes a redacted exchange without its bodies' bytes.
enum StoredFormWriter {
    static func write(_ exchange: RedactedExchange) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(StoredForm.magic)
        writer.byte(StoredForm.version)
        writer.signed(exchange.startedAt.microseconds)
        writer.optional(exchange.monotonicStart) { writer, moment in
            writer.unsigned(moment.process)
            writer.signed(moment.offset.microseconds)
        }
        request(exchange.request, &writer)
        writer.optional(exchange.response) { response($1, &$0) }
        writer.optional(exchange.failure) { writer, failure in
            writer.string(failure.kind.rawValue)
            writer.string(failure.message)
        }
        let timings = exchange.timings
        for phase in [
            timings.blocked, timings.dns, timings.connect, timings.tls, timings.send, timings.wait, timings.receive,
        ] {
            writer.optional(phase) { writer, duration in
                writer.signed(duration.components.seconds)
                writer.signed(duration.components.attoseconds)
            }
        }
        writer.optional(exchange.connection.remoteAddress) { $0.string($1) }
        writer.optional(exchange.connection.isReused) { $0.bool($1) }
        writer.optional(exchange.connection.ordinal) { $0.signed(Int64($1)) }
        writer.list(exchange.replacements) { replacement($1, &$0) }
        writer.list(exchange.sealedValues) { writer, sealed in
            writer.string(sealed.standIn)
            writer.string(sealed.ciphertext)
        }
        return writer.bytes
    }

    private static func request(_ request: RedactedRequest, _ writer: inout ByteWriter) {
        writer.string(request.method)
        writer.string(request.url)
        writer.string(request.version)
        headers(request.headers, &writer)
        body(request.body, &writer)
    }

    private static func response(_ response: RedactedResponse, _ writer: inout ByteWriter) {
        writer.signed(Int64(response.status))
        writer.string(response.reason)
        writer.string(response.version)
        headers(response.headers, &writer)
        headers(response.trailers, &writer)
        body(response.body, &writer)
    }

    private static func headers(_ headers: HeaderList, _ writer: inout ByteWriter) {
        writer.list(headers.fields) { writer, field in
            writer.string(field.name)
            writer.string(field.value)
        }
    }

    private static func body(_ body: RedactedBody, _ writer: inout ByteWriter) {
        writer.optional(body.withheld) { $0.string($1) }
        writer.unsigned(UInt64(max(0, body.trueLength)))
        writer.bool(body.isCut)
        writer.bool(body.isTruncated)
        writer.optional(body.keyedDigest) { $0.string($1) }
        let facts = body.facts
        writer.string(facts.mediaKind.rawValue)
        writer.string(facts.declaredMediaType)
        writer.list(facts.contentCodings) { $0.string($1) }
        writer.optional(facts.syntaxError) { writer, fault in
            writer.unsigned(UInt64(max(0, fault.offset)))
            writer.string(fault.reason)
        }
        writer.optional(facts.decoderError) { $0.string($1) }
        writer.optional(facts.decodedLength) { $0.unsigned(UInt64(max(0, $1))) }
        writer.bool(facts.cameDecoded)
    }

    private static func replacement(_ replacement: Replacement, _ writer: inout ByteWriter) {
        let (number, name) = code(replacement.place)
        writer.byte(number)
        writer.string(name)
        writer.string(replacement.pointer)
        writer.string(replacement.rule)
        writer.string(replacement.reason)
        writer.string(replacement.kind.rawValue)
        writer.string(replacement.standIn)
        writer.unsigned(UInt64(replacement.range.lowerBound))
        writer.unsigned(UInt64(replacement.range.count))
        writer.string(replacement.shape.jsonType.rawValue)
        writer.unsigned(UInt64(replacement.shape.codePoints))
        writer.list([ValueFormat.word(for: replacement.shape.formats)]) { $0.string($1) }
        writer.byte(replacement.encoding.rawValue)
    }

    private static func code(_ place: RedactionPlace) -> (UInt8, String) {
        switch place {
        case .url: (0, "")
        case .requestHeader(let name): (1, name)
        case .requestBody: (2, "")
        case .responseHeader(let name): (3, name)
        case .responseBody: (4, "")
        case .responseTrailer(let name): (5, name)
        case .failure: (6, "")
        }
    }
}
