import APIDocument
import ExchangeModel
package import Redaction

/// What a recorded exchange can answer again.
package enum RecordedAnswer: Sendable {
    /// The response as it was.
    case whole(RecordedResponse)
    /// The response up to where the connection ended, of a body that was announced longer.
    case broken(RecordedResponse)
    /// The response, with a placeholder for the body, which is not in the recording; the reason, for people. Ends as a
    /// broken one where the connection did.
    case placeholder(RecordedResponse, isBroken: Bool, String)
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
        let isBroken = hasBody && (body.isTruncated || exchange.failure != nil)
        guard hasBody, let reason = RecordedAnswer.lack(of: body) else {
            let recorded = RecordedResponse(
                response,
                method: exchange.request.method,
                body: hasBody ? body.bytes : [],
                isBroken: isBroken
            )
            self = isBroken ? .broken(recorded) : .whole(recorded)
            return
        }
        // A part of something can't be made up: its range would not fit.
        guard response.status != 206,
            let bytes = PlaceholderBody.bytes(for: MediaType(response.headers.first("Content-Type") ?? []))
        else {
            self = .notServable(reason)
            return
        }
        let recorded = RecordedResponse(
            response,
            method: exchange.request.method,
            body: bytes,
            isBroken: isBroken
        )
        self = .placeholder(recorded, isBroken: isBroken, reason)
    }

    /// Why the body can't be given as it was; nil where it can.
    private static func lack(of body: RedactedBody) -> String? {
        if let reason = body.withheld { return "its body was left out of the recording: \(reason)" }
        guard body.isCut else { return nil }
        return body.bytes.isEmpty
            ? "its body was not recorded"
            : "its body was cut by the recorder; only the first \(body.bytes.count) bytes are there"
    }

    /// Whether the connection ends before the response does.
    var isBroken: Bool {
        switch self {
        case .broken, .placeholder(_, isBroken: true, _): true
        case .whole, .placeholder, .none, .notServable: false
        }
    }

    /// The response that it has; nil where there is none that could be given.
    var response: RecordedResponse? {
        switch self {
        case .whole(let response), .broken(let response), .placeholder(let response, _, _): response
        case .none, .notServable: nil
        }
    }
}
