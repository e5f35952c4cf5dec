import ExchangeModel
package import Redaction

/// What a recorded exchange can answer again.
package enum RecordedAnswer: Sendable {
    /// The response as it was.
    case whole(RecordedResponse)
    /// The response up to where the connection ended, of a body that was announced longer.
    case broken(RecordedResponse)
    /// No response: the connection only ends, or is reset.
    case none(isReset: Bool)
    /// It can't be given again; the reason, for people.
    case notServable(String)

    package init(_ exchange: RedactedExchange) {
        if exchange.failure?.kind == .cancelled {
            self = .notServable("the client went away before there was an answer, or the recording was stopped")
            return
        }
        guard let response = exchange.response, response.status != 0 else {
            self = .none(isReset: exchange.failure?.kind == .reset)
            return
        }
        guard (200...999).contains(response.status) else {
            self = .notServable("status \(response.status) is none that a whole answer has")
            return
        }
        let body = response.body
        let hasBody = exchange.request.method != "HEAD" && response.status != 204 && response.status != 304
        if hasBody, let reason = body.withheld {
            self = .notServable("its body was left out of the recording: \(reason)")
            return
        }
        if hasBody, body.isCut {
            self = .notServable("its body was cut by the recorder; only the first \(body.bytes.count) bytes are there")
            return
        }
        let isBroken = hasBody && (body.isTruncated || exchange.failure != nil)
        let recorded = RecordedResponse(
            response,
            method: exchange.request.method,
            sendsBody: hasBody,
            isBroken: isBroken
        )
        self = isBroken ? .broken(recorded) : .whole(recorded)
    }
}
