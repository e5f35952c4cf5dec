import ExchangeModel
import Redaction

/// Whether an exchange went wrong by itself, with nothing to compare it with.
enum FailureReader {
    /// The class of the failure and its sentence; nil where nothing is wrong.
    static func failure(of exchange: RedactedExchange) -> (failureClass: FailureSignature.Class, summary: String)? {
        if let failure = exchange.failure {
            let status = exchange.response.map { "\($0.status), " } ?? ""
            return (.transport, status + words(failure.kind))
        }
        guard let response = exchange.response else { return (.transport, "no answer") }
        if response.body.isTruncated { return (.transport, "\(response.status), " + words(.closedEarly)) }
        if !(100..<400).contains(response.status) {
            return (.status, ErrorSummary.text(status: response.status, body: response.body))
        }
        if response.body.facts.decoderError != nil {
            return (.wrongData, "\(response.status) with a body that cannot be decoded")
        }
        let isJSON = response.body.facts.declaredMediaType.hasSuffix("json")
        // What the recorder itself cut is not the server's fault.
        if isJSON, !response.body.isCut, response.body.facts.syntaxError != nil {
            return (.wrongData, "\(response.status) with a body that is not the JSON it claims to be")
        }
        return nil
    }

    /// The same as a signature.
    static func signature(
        of exchange: RedactedExchange,
        _ operation: (_ method: String, _ url: [UInt8]) -> String
    ) -> FailureSignature? {
        failure(of: exchange).map { failure in
            FailureSignature(
                operation: operation(exchange.request.method, exchange.request.url),
                failureClass: failure.failureClass,
                status: exchange.response?.status,
                summary: failure.summary
            )
        }
    }

    /// Whether the request can have reached the server, so that whatever followed says something about it.
    static func didLeave(_ exchange: RedactedExchange) -> Bool {
        guard exchange.response == nil, let failure = exchange.failure else { return true }
        switch failure.kind {
        case .resolve, .connect, .connectTimeout, .tls, .cancelled: return false
        case .send, .readTimeout, .reset, .closedEarly, .protocolError: return true
        case .other:
            return exchange.timings.send != nil || exchange.timings.wait != nil || exchange.timings.receive != nil
        }
    }

    /// Why an attempt says nothing, whatever its failure is; nil where it counts.
    ///
    /// - Parameter isRecorded: whether what went wrong is what was recorded. A request that never left counts only then.
    static func inconclusiveReason(_ exchange: RedactedExchange, isRecorded: () -> Bool) -> InconclusiveReason? {
        if exchange.response?.status == 429 { return .quota }
        guard let failure = exchange.failure else { return nil }
        if failure.kind == .cancelled { return .notSent(failure.message) }
        return didLeave(exchange) || isRecorded() ? nil : .notSent(failure.message)
    }

    static func words(_ kind: TransportFailure.Kind) -> String {
        switch kind {
        case .resolve: "host name not resolved"
        case .connect: "no connection"
        case .connectTimeout: "connecting took too long"
        case .tls: "TLS handshake failed"
        case .send: "request not sent whole"
        case .readTimeout: "no answer in time"
        case .reset: "connection reset"
        case .closedEarly: "answer cut short"
        case .protocolError: "answer is not HTTP"
        case .cancelled: "stopped by this side"
        case .other: "transport failure"
        }
    }
}
