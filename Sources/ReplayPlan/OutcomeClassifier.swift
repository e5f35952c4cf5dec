package import ExchangeModel
package import Redaction

/// Decides how a single attempt ended, by what it and the recording show alone: like `OutcomeJudge`, but values may vary,
/// since nothing tells noise from a change, and no answer is slow.
package struct OutcomeClassifier: Sendable {
    private let operation: @Sendable (_ method: String, _ url: [UInt8]) -> String
    private let meaning: RecordedMeaning?
    /// The failure that was recorded; nil where the recorded exchange succeeded.
    package let recordedFailure: FailureSignature?

    /// - Parameter operation: names an operation by its method and URL: `GET /v1/public/bookings/{id}`.
    package init(recorded: RedactedExchange, operation: @escaping @Sendable (String, [UInt8]) -> String) {
        self.operation = operation
        recordedFailure = FailureReader.signature(of: recorded, operation)
        meaning =
            recordedFailure == nil
            ? recorded.response.map { RecordedMeaning($0, of: recorded, sameKeys: true) } : nil
    }

    /// How the attempt that this exchange decided ended. A sign-in that was refused is for the caller to tell.
    package func classify(_ exchange: RedactedExchange) -> Outcome {
        let failure = signature(of: exchange)
        let reason = FailureReader.inconclusiveReason(exchange) { failure != nil && failure == recordedFailure }
        if let reason { return .inconclusive(reason) }
        return failure.map { .failed($0) } ?? .passed
    }

    /// What went wrong; nil where nothing did.
    package func signature(of exchange: RedactedExchange) -> FailureSignature? {
        if let found = FailureReader.signature(of: exchange, operation) { return found }
        guard let meaning, let response = exchange.response else { return nil }
        func differs(_ failureClass: FailureSignature.Class, _ summary: String) -> FailureSignature {
            FailureSignature(
                operation: operation(exchange.request.method, exchange.request.url),
                failureClass: failureClass,
                status: response.status,
                summary: summary
            )
        }
        if let change = RecordedMeaning.statusChange(from: meaning.status, to: response.status) {
            return differs(.status, change)
        }
        var places = PlaceTable()
        var differences = Differences()
        return meaning.compare(response, of: exchange, places: &places, into: &differences)
            .map { differs(.wrongData, $0) }
    }
}
