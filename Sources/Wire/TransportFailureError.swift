import ExchangeModel

/// A transport failure on its way to becoming part of an exchange.
struct TransportFailureError: Error, Hashable, Sendable {
    let failure: TransportFailure

    init(_ failure: TransportFailure) {
        self.failure = failure
    }

    init(_ kind: TransportFailure.Kind, _ message: String) {
        failure = TransportFailure(kind, message)
    }
}
