package import ExchangeModel
import JSONTree
package import Redaction

/// Decides how an attempt ended, by comparing its answer with the recorded one.
///
/// 429 is always inconclusive, and so is a request that never left, unless that is what was recorded. Where the recording
/// failed, an attempt passes when nothing went wrong. Where the recording succeeded, an attempt also fails when its
/// status differs, or when its JSON lacks a member or has a type that the recorded one did not lead to expect.
package struct OutcomeClassifier: Sendable {
    private let operation: @Sendable (_ method: String, _ url: [UInt8]) -> String
    private let recordedStatus: Int?
    private let recordedSignature: FailureSignature?
    private let recordedShape: JSONShape?

    /// - Parameter operation: names an operation by its method and URL: `GET /v1/public/bookings/{id}`.
    package init(recorded: RedactedExchange, operation: @escaping @Sendable (String, [UInt8]) -> String) {
        self.operation = operation
        recordedStatus = recorded.response?.status
        recordedSignature = OutcomeClassifier.signature(of: recorded, operation)
        recordedShape =
            recordedSignature == nil ? recorded.response.flatMap { OutcomeClassifier.shape(of: $0.body) } : nil
    }

    /// The failure that was recorded; nil where the recorded exchange succeeded.
    package var recordedFailure: FailureSignature? { recordedSignature }

    /// How the attempt that this exchange decided ended. A sign-in that was refused is for the caller to tell.
    package func classify(_ exchange: RedactedExchange) -> Outcome {
        if exchange.response?.status == 429 { return .inconclusive(.quota) }
        if let failure = exchange.failure, !FailureReader.didLeave(exchange) {
            if failure.kind != .cancelled, let signature = signature(of: exchange), signature == recordedSignature {
                return .failed(signature)
            }
            return .inconclusive(.notSent(failure.message))
        }
        return signature(of: exchange).map { .failed($0) } ?? .passed
    }

    /// What went wrong; nil where nothing did.
    package func signature(of exchange: RedactedExchange) -> FailureSignature? {
        if let found = OutcomeClassifier.signature(of: exchange, operation) { return found }
        guard recordedSignature == nil, let recordedStatus, let response = exchange.response else { return nil }
        func differs(_ failureClass: FailureSignature.Class, _ summary: String) -> FailureSignature {
            FailureSignature(
                operation: operation(exchange.request.method, exchange.request.url),
                failureClass: failureClass,
                status: response.status,
                summary: summary
            )
        }
        if response.status != recordedStatus {
            // A conditional request may be answered either way (RFC 9110 §15.4.5).
            if Set([response.status, recordedStatus]) == [200, 304] { return nil }
            return differs(.status, "\(response.status) in place of \(recordedStatus)")
        }
        // Bodies that are cut, withheld or empty on this machine say nothing.
        guard let recordedShape, !response.body.isCut, response.body.withheld == nil else { return nil }
        guard let shape = OutcomeClassifier.shape(of: response.body) else {
            return differs(.wrongData, "\(response.status) without the JSON that was recorded")
        }
        return recordedShape.difference(to: shape).map { differs(.wrongData, "\(response.status), \($0)") }
    }

    private static func signature(
        of exchange: RedactedExchange,
        _ operation: (String, [UInt8]) -> String
    ) -> FailureSignature? {
        FailureReader.failure(of: exchange).map { failure in
            FailureSignature(
                operation: operation(exchange.request.method, exchange.request.url),
                failureClass: failure.failureClass,
                status: exchange.response?.status,
                summary: failure.summary
            )
        }
    }

    private static func shape(of body: RedactedBody) -> JSONShape? {
        guard body.withheld == nil, !body.isCut, body.facts.mediaKind == .json else { return nil }
        return (try? JSONDocument.parse(body.bytes)).map { JSONShape($0.root) }
    }
}
