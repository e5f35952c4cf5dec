package import ExchangeModel

/// A body with stand-ins, or the reason why it was left out.
package struct RedactedBody: Sendable, Hashable {
    /// Decoded (no content coding) and redacted; empty where withheld.
    package let bytes: [UInt8]
    /// Why the bytes were left out; nil where they are here.
    package let withheld: String?
    package let facts: BodyFacts
    /// Bytes on the wire.
    package let trueLength: Int
    /// Whether the recorder's cap left out the end.
    package let isCut: Bool
    /// Whether the peer stopped before the end it had announced.
    package let isTruncated: Bool
    /// HMAC-SHA256 over the body as it was on the wire, under the recorder's key, for bodies cut or withheld.
    package let keyedDigest: [UInt8]?
}

/// What a client asked, with stand-ins for what is secret or personal.
package struct RedactedRequest: Sendable, Hashable {
    package let method: String
    package let url: [UInt8]
    package let version: String
    package let headers: HeaderList
    package let body: RedactedBody
}

/// What the server answered, with stand-ins for what is secret or personal.
package struct RedactedResponse: Sendable, Hashable {
    package let status: Int
    package let reason: [UInt8]
    package let version: String
    package let headers: HeaderList
    package let trailers: HeaderList
    package let body: RedactedBody
}

/// An exchange that may be kept, shown and sent.
///
/// Only this module makes one: from an `Exchange`, or from its own stored form. No initialiser leaves the module,
/// nothing decodes one, and every member is a constant, so a raw value can't get in later.
package struct RedactedExchange: Sendable {
    package let startedAt: Timestamp
    /// The same on the monotonic clock of the process that recorded it; nil where that is not known.
    package let monotonicStart: MonotonicMoment?
    package let request: RedactedRequest
    package let response: RedactedResponse?
    package let failure: TransportFailure?
    package let timings: Timings
    package let connection: ConnectionInfo
    /// Everything replaced: by place, and within a place by range.
    package let replacements: [Replacement]
    /// What a replay needs of the request's personal values, encrypted for this machine's key file.
    package let sealedValues: [SealedValue]

    package var traceID: TraceID? { response.flatMap { TraceID(headers: $0.headers) } }
    package var quota: QuotaState? { response.flatMap { QuotaState(headers: $0.headers) } }
}
