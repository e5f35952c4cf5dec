package import ExchangeModel
import KadenceAPI
package import Recording
import Redaction
package import ReplayPlan

/// Why a request was not let out.
package struct DepartureRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which rule held it back.
    package enum Rule: String, Sendable, Hashable, CaseIterable {
        /// It would write, and its operation was not named.
        case writes
        /// It still holds what redaction put in the place of a value.
        case standIn
        /// The reserve kept for production was reached.
        case quota
        /// It goes to a host that the token is not for.
        case foreignHost
        /// Its address can't be used.
        case address
        /// The run was stopped.
        case cancelled
    }

    package let rule: Rule
    /// What happened, without a full stop.
    package let sentence: String
    /// What to do about it.
    package let remedy: String

    package init(_ rule: Rule, _ sentence: String, remedy: String) {
        self.rule = rule
        self.sentence = sentence
        self.remedy = remedy
    }

    package var description: String { sentence + ": " + remedy }
}

/// What came of a request that wanted to leave.
package enum Departure: Sendable {
    case sent(RecordedCall)
    case refused(DepartureRefusal)
}

/// The one place where Playback's requests leave.
///
/// Whatever comes here is sent unless a rule holds it back: no method that writes without its operation named, nothing
/// with a stand-in left in it, nothing beyond the quota's reserve.
package struct DepartureGuard: Sendable {
    private let client: RecordingClient
    private let writes: WriteGuard
    private let undoes: WriteGuard

    /// - Parameters:
    ///   - writes: knows which operations may write.
    ///   - undoes: knows which may besides, to take back what a run itself has written. A recorded call never may by it:
    ///     it could cancel what was there before.
    package init(client: RecordingClient, writes: WriteGuard, undoes: WriteGuard = WriteGuard()) {
        self.client = client
        self.writes = writes
        self.undoes = undoes
    }

    /// The reason to hold this request back; nil if it may leave.
    ///
    /// - Parameters:
    ///   - quota: the plan of the run it belongs to; nil where the user asked for this one call.
    ///   - takesBack: whether it undoes what this run has written.
    package func refusal(
        of request: RequestMessage,
        quota: QuotaPlan? = nil,
        takesBack: Bool = false
    ) -> DepartureRefusal? {
        if Task.isCancelled {
            return DepartureRefusal(.cancelled, "the run was stopped", remedy: "start it again when you like")
        }
        let mayUndo = takesBack && refusalToWrite(method: request.method, url: request.url, by: undoes) == nil
        if !mayUndo, let refusal = refusalToWrite(method: request.method, url: request.url) { return refusal }
        if let refusal = standInLeft(request) { return refusal }
        for method in MethodOverride.methods(in: request) {
            if let refusal = refusalToWrite(method: method, url: request.url) { return refusal }
        }
        if case .stop(let reason)? = quota?.verdict(for: 1) {
            return DepartureRefusal(.quota, reason, remedy: DepartureGuard.quotaRemedy)
        }
        return nil
    }

    /// The reason why a request with this method may not leave; nil if it may.
    package func refusalToWrite(method: String, url: [UInt8]) -> DepartureRefusal? {
        refusalToWrite(method: method, url: url, by: writes)
    }

    private func refusalToWrite(method: String, url: [UInt8], by guardian: WriteGuard) -> DepartureRefusal? {
        let operation = operationLabel(method: method, url: url)
        guard let refusal = guardian.permits(method: method, operation: operation) else { return nil }
        return DepartureRefusal(.writes, refusal.description, remedy: refusal.remedy)
    }

    /// What to do where the reserve holds a call back.
    static let quotaRemedy = "wait for the reset, or keep less back with --reserve"

    /// Sends a request through the recorder, unless a rule holds it back.
    package func send(
        _ request: RequestMessage,
        quota: QuotaPlan? = nil,
        takesBack: Bool = false,
        way: SendingWay = SendingWay(),
        repeats: Int? = nil,
        run: String? = nil,
        label: String? = nil
    ) async -> Departure {
        if let refusal = refusal(of: request, quota: quota, takesBack: takesBack) { return .refused(refusal) }
        return .sent(await client.send(request, way: way, repeats: repeats, run: run, label: label))
    }

    /// Asks for a token: a POST that changes nothing, so it needs no leave to write. Made here, so that nothing else
    /// can leave that way.
    func sendTokenRequest(_ credentials: Credentials, _ endpoints: Endpoints, run: String?) async -> Departure {
        let request = TokenRequest.message(credentials, endpoints)
        if let refusal = standInLeft(request) { return .refused(refusal) }
        return .sent(await client.send(request, run: run, label: "sign-in"))
    }

    private func standInLeft(_ request: RequestMessage) -> DepartureRefusal? {
        let place: String? =
            if LeftoverSearch.isIn(request.url) {
                "its address"
            } else if let field = request.headers.fields.first(where: {
                LeftoverSearch.isIn($0.value) || LeftoverSearch.isIn($0.name)
            }) {
                "its header " + field.nameText
            } else if LeftoverSearch.isIn(body: request) {
                "its body"
            } else {
                nil
            }
        guard let place else { return nil }
        return DepartureRefusal(
            .standIn,
            "the request was not sent, because \(place) holds a stand-in for a value that was redacted",
            remedy: "give the real value"
        )
    }
}
