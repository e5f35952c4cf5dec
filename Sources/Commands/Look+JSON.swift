import CaptureStore
import ExchangeModel
import JSONTree
import Redaction

/// A call as scripts read it: the names and their order are part of the program's interface.
extension Look {
    static func json(_ capture: CaptureSummary) -> JSONValue {
        json(
            number: capture.number,
            startedAt: capture.startedAt,
            method: capture.method,
            url: capture.url,
            status: capture.status,
            traceID: capture.traceID,
            duration: capture.duration,
            failure: capture.failure
        )
    }

    /// - Parameter number: of the capture; nil where it could not be stored.
    static func json(number: Int?, _ exchange: RedactedExchange) -> JSONValue {
        json(
            number: number,
            startedAt: exchange.startedAt,
            method: exchange.request.method,
            url: exchange.request.url,
            status: exchange.response?.status,
            traceID: exchange.traceID?.text,
            duration: exchange.timings.total,
            failure: exchange.failure?.message
        )
    }

    private static func json(
        number: Int?,
        startedAt: Timestamp,
        method: String,
        url: [UInt8],
        status: Int?,
        traceID: String?,
        duration: Duration,
        failure: String?
    ) -> JSONValue {
        .object([
            ("number", number.map { .int($0) } ?? .null), ("startedAt", .string(startedAt.description)),
            ("method", .string(method)), ("url", .string(String(decoding: url, as: UTF8.self))),
            ("status", status.map { .int($0) } ?? .null),
            ("traceID", traceID.map { .string($0) } ?? .null),
            ("durationMilliseconds", .double((duration.milliseconds * 1_000).rounded() / 1_000)),
            ("failure", failure.map { .string($0) } ?? .null),
        ])
    }
}
