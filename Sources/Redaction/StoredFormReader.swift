internal import ExchangeModel

/// Reads what `StoredFormWriter` wrote. Hostile bytes give an error, never a trap.
enum StoredFormReader {
    /// What was written, and the code after it.
    static func split(_ metadata: [UInt8]) throws(StoredExchangeError) -> (content: [UInt8], code: [UInt8]) {
        guard metadata.count >= StoredForm.magic.count + 1 + StoredForm.codeLength else {
            throw StoredExchangeError(offset: metadata.count, reason: "it is too short")
        }
        return (Array(metadata.dropLast(StoredForm.codeLength)), Array(metadata.suffix(StoredForm.codeLength)))
    }

    static func read(
        _ content: [UInt8],
        requestBody: [UInt8],
        responseBody: [UInt8]
    ) throws(StoredExchangeError) -> RedactedExchange {
        var reader = ByteReader(content)
        guard try reader.raw(StoredForm.magic.count) == StoredForm.magic else {
            throw reader.error("it does not begin like a stored exchange")
        }
        let version = try reader.byte()
        guard StoredForm.readableVersions.contains(version) else {
            throw reader.error("it has version \(version); this program reads up to version \(StoredForm.version)")
        }
        let startedAt = Timestamp(microseconds: try reader.signed())
        let monotonicStart = version < 2 ? nil : try moment(&reader)
        let request = try Self.request(&reader, requestBody)
        let response = try reader.optional { reader throws(StoredExchangeError) in
            try Self.response(&reader, responseBody)
        }
        let failure = try reader.optional { reader throws(StoredExchangeError) in
            let kind = TransportFailure.Kind(rawValue: try reader.text()) ?? .other
            return TransportFailure(kind, try reader.text())
        }
        let timings = try Self.timings(&reader)
        let connection = ConnectionInfo(
            remoteAddress: try reader.optional { reader throws(StoredExchangeError) in try reader.text() },
            isReused: try reader.optional { reader throws(StoredExchangeError) in try reader.bool() },
            ordinal: try reader.optional { reader throws(StoredExchangeError) in try int(&reader) }
        )
        let replacements = try reader.list { reader throws(StoredExchangeError) in try Self.replacement(&reader) }
        let sealed = try reader.list { reader throws(StoredExchangeError) in
            SealedValue(standIn: try reader.string(), ciphertext: try reader.string())
        }
        guard reader.isAtEnd else { throw reader.error("more follows its end") }
        return RedactedExchange(
            startedAt: startedAt,
            monotonicStart: monotonicStart,
            request: request,
            response: response,
            failure: failure,
            timings: timings,
            connection: connection,
            replacements: replacements,
            sealedValues: sealed
        )
    }

    private static func moment(_ reader: inout ByteReader) throws(StoredExchangeError) -> MonotonicMoment? {
        try reader.optional { reader throws(StoredExchangeError) in
            let process = try reader.unsigned()
            let offset = Duration.microseconds(try reader.signed())
            guard offset >= .zero, offset <= MonotonicMoment.longestOffset else {
                throw reader.error("a moment is out of range")
            }
            return MonotonicMoment(process: process, offset: offset)
        }
    }

    private static func request(
        _ reader: inout ByteReader,
        _ bytes: [UInt8]
    ) throws(StoredExchangeError) -> RedactedRequest {
        RedactedRequest(
            method: try reader.text(),
            url: try reader.string(),
            version: try reader.text(),
            headers: try headers(&reader),
            body: try body(&reader, bytes)
        )
    }

    private static func response(
        _ reader: inout ByteReader,
        _ bytes: [UInt8]
    ) throws(StoredExchangeError) -> RedactedResponse {
        RedactedResponse(
            status: try int(&reader),
            reason: try reader.string(),
            version: try reader.text(),
            headers: try headers(&reader),
            trailers: try headers(&reader),
            body: try body(&reader, bytes)
        )
    }

    private static func headers(_ reader: inout ByteReader) throws(StoredExchangeError) -> HeaderList {
        HeaderList(
            try reader.list { reader throws(StoredExchangeError) in
                HeaderList.Field(name: try reader.string(), value: try reader.string())
            }
        )
    }

    private static func body(
        _ reader: inout ByteReader,
        _ bytes: [UInt8]
    ) throws(StoredExchangeError) -> RedactedBody {
        let withheld = try reader.optional { reader throws(StoredExchangeError) in try reader.text() }
        let trueLength = try reader.int()
        let isCut = try reader.bool()
        let isTruncated = try reader.bool()
        let digest = try reader.optional { reader throws(StoredExchangeError) in try reader.string() }
        let facts = try Self.facts(&reader)
        guard withheld == nil || bytes.isEmpty else { throw reader.error("a body that was left out is there") }
        return RedactedBody(
            bytes: bytes,
            withheld: withheld,
            facts: facts,
            trueLength: trueLength,
            isCut: isCut,
            isTruncated: isTruncated,
            keyedDigest: digest
        )
    }

    private static func facts(_ reader: inout ByteReader) throws(StoredExchangeError) -> BodyFacts {
        BodyFacts(
            mediaKind: MediaKind(rawValue: try reader.text()) ?? .binary,
            declaredMediaType: try reader.text(),
            contentCodings: try reader.list { reader throws(StoredExchangeError) in try reader.text() },
            syntaxError: try reader.optional { reader throws(StoredExchangeError) in
                BodySyntaxError(offset: try reader.int(), reason: try reader.text())
            },
            decoderError: try reader.optional { reader throws(StoredExchangeError) in try reader.text() },
            decodedLength: try reader.optional { reader throws(StoredExchangeError) in try reader.int() },
            cameDecoded: try reader.bool()
        )
    }

    private static func timings(_ reader: inout ByteReader) throws(StoredExchangeError) -> Timings {
        func phase() throws(StoredExchangeError) -> Duration? {
            try reader.optional { reader throws(StoredExchangeError) in
                let seconds = try reader.signed()
                let attoseconds = try reader.signed()
                // A century is longer than any phase; beyond it sums of phases might overflow.
                guard abs(seconds.clamped) <= 3_153_600_000, attoseconds.magnitude < 1_000_000_000_000_000_000 else {
                    throw reader.error("a duration is out of range")
                }
                return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
            }
        }
        return Timings(
            blocked: try phase(),
            dns: try phase(),
            connect: try phase(),
            tls: try phase(),
            send: try phase(),
            wait: try phase(),
            receive: try phase()
        )
    }

    private static func replacement(_ reader: inout ByteReader) throws(StoredExchangeError) -> Replacement {
        let place = try Self.place(&reader)
        let pointer = try reader.text()
        let rule = try reader.text()
        let reason = try reader.text()
        let kind = StandInKind(known: try reader.text())
        let standIn = try reader.text()
        let lower = try reader.int()
        let (upper, overflow) = lower.addingReportingOverflow(try reader.int())
        guard !overflow else { throw reader.error("a range is out of range") }
        let shape = ValueShape(
            jsonType: ValueShape.JSONType(rawValue: try reader.text()) ?? .none,
            codePoints: try reader.int(),
            formats: try reader.list { reader throws(StoredExchangeError) in ValueFormat.names(in: try reader.text()) }
                .reduce(into: []) { $0.formUnion($1) }
        )
        let encoding = ValueEncoding(rawValue: try reader.byte()) ?? .raw
        return Replacement(
            place: place,
            pointer: pointer,
            rule: rule,
            reason: reason,
            kind: kind,
            standIn: standIn,
            range: lower..<upper,
            shape: shape,
            encoding: encoding
        )
    }

    private static func place(_ reader: inout ByteReader) throws(StoredExchangeError) -> RedactionPlace {
        let number = try reader.byte()
        let name = try reader.text()
        switch number {
        case 0: return .url
        case 1: return .requestHeader(name)
        case 2: return .requestBody
        case 3: return .responseHeader(name)
        case 4: return .responseBody
        case 5: return .responseTrailer(name)
        case 6: return .failure
        default: throw reader.error("a place has no name")
        }
    }

    private static func int(_ reader: inout ByteReader) throws(StoredExchangeError) -> Int {
        Int(try reader.signed())
    }
}

extension Int64 {
    /// The same, but never the one value without an absolute one.
    fileprivate var clamped: Int64 { Swift.max(self, -Int64.max) }
}
