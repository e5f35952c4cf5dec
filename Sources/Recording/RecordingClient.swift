package import ExchangeModel
import NIOCore
package import Redaction
import Synchronization
package import Wire

/// One call that was sent and recorded.
package struct RecordedCall: Sendable {
    /// As it was on the wire, for whoever must read secrets out of it, such as the sign-in.
    package let raw: Exchange
    package let redacted: RedactedExchange
    /// The capture's number; nil if it could not be stored.
    package let number: Int?
    /// Why it could not be stored.
    package let storeError: (any Error)?
}

/// A client whose calls are stored before their answers are seen.
///
/// What its caller acts on is thus never lost: a crash right after a call finds the call on disk.
/// If storing fails the call still counts, and says so.
package final class RecordingClient: Sendable {
    private let client: WireClient
    private let redactor: Redactor
    private let sink: any ExchangeSink
    private let keys: RedactionKeys?
    /// Appending blocks until the disk has it, which the threads of Swift's tasks must not.
    private let storing = BlockingLane(label: "reprise.client-store")

    /// - Parameter keys: make the digests of answers whose end is not kept; without them such answers have none.
    package init(client: WireClient, redactor: Redactor, sink: any ExchangeSink, keys: RedactionKeys? = nil) {
        self.client = client
        self.redactor = redactor
        self.sink = sink
        self.keys = keys
    }

    /// Sends, redacts, stores, then returns. Never throws: a failed call is an exchange as well.
    ///
    /// - Parameters:
    ///   - way: how it gets there.
    ///   - repeats: the number of the capture that this call repeats.
    ///   - run: the replay run it belongs to.
    ///   - label: what the user calls it.
    package func send(
        _ request: RequestMessage,
        way: SendingWay = SendingWay(),
        repeats: Int? = nil,
        run: String? = nil,
        label: String? = nil
    ) async -> RecordedCall {
        let raw = await exchange(request, way)
        let (redactor, sink) = (redactor, sink)
        let (redacted, result) = await storing.run {
            let redacted = redactor.redact(raw)
            let record = RecordedExchange(exchange: redacted, run: run, repeats: repeats, label: label)
            return (redacted, Result { try sink.append([record]) })
        }
        switch result {
        case .success(let numbers):
            return RecordedCall(raw: raw, redacted: redacted, number: numbers.first, storeError: nil)
        case .failure(let error):
            return RecordedCall(raw: raw, redacted: redacted, number: nil, storeError: error)
        }
    }

    private func exchange(_ request: RequestMessage, _ way: SendingWay) async -> Exchange {
        let sent = way.redirected(request)
        guard let keys else {
            return way.restored(
                await client.send(
                    sent,
                    opensConnection: way.opensConnection,
                    resends: way.resends,
                    onBodyPart: nil
                ),
                to: request
            )
        }
        let digest = Mutex(keys.makeBodyDigest())
        var raw = await client.send(sent, opensConnection: way.opensConnection, resends: way.resends) { part in
            digest.withLock { $0.update(part.readableBytesView) }
        }
        if raw.response?.body.isCut == true {
            raw.response?.body.keyedDigest = digest.withLock { $0.finalize() }
        }
        return way.restored(raw, to: request)
    }
}
