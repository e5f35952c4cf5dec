import ExchangeModel
import Redaction
import ReplayPlan

let recordedAt = Timestamp(microseconds: 1_795_455_062_000_000)
let redactor = Redactor(keys: .ephemeral())

func label(_ method: String, _ url: [UInt8]) -> String { "GET /v1/public/bookings/{id}" }

/// A redacted exchange with this answer.
func exchange(
    _ status: Int = 200,
    _ body: String = #"{"@type":"Booking","id":"01H59Z0000000000000000000A"}"#,
    type: String = "application/ld+json",
    headers: HeaderList = HeaderList(),
    trace: String? = nil,
    isTruncated: Bool = false,
    failure: TransportFailure? = nil,
    timings: Timings = Timings()
) -> RedactedExchange {
    var headers = headers
    if !type.isEmpty { headers.append("Content-Type", type) }
    if let trace { headers.append(TraceID.headerName, trace) }
    let request = RequestMessage(
        method: "GET",
        url: Array("https://api.onkadence.co/v1/public/bookings/01H59Z0000000000000000000A".utf8)
    )
    let bytes = Array(body.utf8)
    let response = ResponseMessage(
        status: status,
        headers: headers,
        body: MessageBody(bytes, isTruncated: isTruncated)
    )
    return redactor.redact(
        Exchange(
            startedAt: recordedAt,
            request: request,
            response: failure != nil && !isTruncated ? nil : response,
            failure: failure,
            timings: timings
        )
    )
}

func lost(_ kind: TransportFailure.Kind, timings: Timings = Timings()) -> RedactedExchange {
    exchange(failure: TransportFailure(kind, "it went wrong"), timings: timings)
}

let unavailable =
    #"{"@type":"hydra:Error","hydra:title":"An error occurred","hydra:description":"Upstream unavailable"}"#

func signature(_ summary: String) -> FailureSignature {
    FailureSignature(operation: label("", []), failureClass: .status, status: 503, summary: summary)
}

func attempt(_ index: Int, _ outcome: Outcome, _ exchange: RedactedExchange = exchange(), trace: String? = nil)
    -> Attempt
{
    Attempt(
        index: index,
        exchanges: [(index, exchange)],
        outcome: outcome,
        startedAt: recordedAt,
        traceID: trace.flatMap { TraceID($0) } ?? exchange.traceID
    )
}
