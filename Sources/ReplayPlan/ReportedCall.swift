import ExchangeModel
package import Redaction

/// The call that a report is about, as far as it decides which runs say something about it.
package struct ReportedCall: Sendable {
    /// Where it was made; nil where its address can't be read, which no attempt's equals.
    private let address: URLParts?
    private let operation: String
    /// Of the call by itself, and of the flow where the report is about one.
    private let digest: (call: String, flow: String?)

    /// - Parameters:
    ///   - operation: as runs name theirs: `GET /v1/public/bookings/{id}`.
    ///   - flow: the whole of what a replay of it sends; nil where the call has a capture's number, since runs of
    ///     several flows may be about one.
    package init(_ exchange: RedactedExchange, operation: String, flow: FlowDigest? = nil, keys: RedactionKeys) {
        address = URLParts(exchange.request.url)
        self.operation = operation
        digest = (FlowDigest.call(exchange, keys: keys), flow?.flow)
    }

    /// Whether what a run measured is how often this call fails, at the place where it was made.
    ///
    /// Of a run of an older version it is not known which calls it was of, only which operation.
    package func isMeasured(by run: RunRecord) -> Bool {
        guard run.operation == operation else { return false }
        if let known = run.digest {
            guard known.call == digest.call, digest.flow == nil || known.flow == digest.flow else { return false }
        }
        return run.attempts.allSatisfy { attempt in
            !attempt.outcome.isConclusive || attempt.decisive.map { isWhereItWas($0.url) } ?? false
        }
    }

    /// Whether the address is of the same server: what a stand-in answers says nothing about the API.
    package func isWhereItWas(_ url: [UInt8]) -> Bool {
        guard let address, let other = URLParts(url) else { return false }
        return address.scheme == other.scheme && address.hostText == other.hostText
            && address.effectivePort == other.effectivePort
    }
}
