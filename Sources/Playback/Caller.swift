package import ExchangeModel
package import KadenceAPI
package import Recording
import Redaction
package import ReplayPlan
package import Wire

/// What came of a call that needs a token.
package enum CallResult: Sendable {
    case answered(RecordedCall)
    case refused(DepartureRefusal)
    case notSignedIn(SignInProblem)
}

/// Makes calls with a fresh token, records each, and notes what their answers say of the quota.
package struct Caller: Sendable {
    package let endpoints: Endpoints
    private let departure: DepartureGuard
    private let signIn: SignIn
    private let ledger: QuotaLedger?
    private let clocks: Clocks
    /// The ledger waits for other processes, which the threads of Swift's tasks must not.
    private let waiting = BlockingLane(label: "reprise.quota-ledger")

    /// - Parameter ledger: nil where this machine's runs share nothing.
    package init(
        departure: DepartureGuard,
        signIn: SignIn,
        ledger: QuotaLedger? = nil,
        clocks: Clocks = .system
    ) {
        self.departure = departure
        self.signIn = signIn
        self.ledger = ledger
        self.clocks = clocks
        endpoints = signIn.endpoints
    }

    /// One call.
    ///
    /// - Parameters:
    ///   - path: path and query, or a whole URL at the API's own address.
    ///   - headers: in addition to `Accept`, `Authorization` and `Content-Type`, which are set where missing.
    package func call(
        _ method: String,
        _ path: String,
        headers: HeaderList = HeaderList(),
        body: [UInt8] = [],
        label: String? = nil
    ) async -> CallResult {
        guard !method.isEmpty, method.utf8.allSatisfy({ ASCII.isToken($0) }) else {
            return .refused(
                DepartureRefusal(.address, "that is no method", remedy: "use GET, POST, PATCH or another HTTP method")
            )
        }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }) else {
            return .refused(
                DepartureRefusal(
                    .address,
                    "the path holds a space, a # or a character that must be percent-encoded",
                    remedy: "encode it: %20 stands for a space"
                )
            )
        }
        let isAbsolute = path.hasPrefix("http://") || path.hasPrefix("https://")
        var fields = headers
        if !fields.contains("Accept") { fields.append("Accept", "application/ld+json") }
        if !body.isEmpty, !fields.contains("Content-Type") { fields.append("Content-Type", "application/json") }
        let request = RequestMessage(
            method: method,
            url: isAbsolute ? Array(path.utf8) : endpoints.apiURL(path),
            headers: fields,
            body: MessageBody(body)
        )
        return await send(request, label: label)
    }

    /// Sends a request with a token of its own.
    ///
    /// - Parameters:
    ///   - authorizes: whether to set `Authorization`; false leaves the request as it is.
    ///   - quota: the plan of the run it belongs to.
    package func send(
        _ request: RequestMessage,
        authorizes: Bool = true,
        quota: QuotaPlan? = nil,
        repeats: Int? = nil,
        run: String? = nil,
        label: String? = nil
    ) async -> CallResult {
        var sending = Sending()
        sending.authorizes = authorizes
        sending.quota = quota
        sending.repeats = repeats
        sending.run = run
        sending.label = label
        return await send(request, sending)
    }

    /// Sends a request with a token of its own, or with the one given.
    ///
    /// A 401 to a token that an earlier run had kept says only that it was taken back: the call is made once more
    /// with a new one. Both are recorded.
    package func send(_ request: RequestMessage, _ sending: Sending) async -> CallResult {
        guard sending.authorizes else { return await depart(request, sending) }
        // Asked before the sign-in, so that a call that may not leave costs nothing.
        if let refusal = refusal(
            of: request,
            authorizes: true,
            quota: sending.quota,
            takesBack: sending.takesBack
        ) {
            return .refused(refusal)
        }
        do throws(SignInProblem) {
            var grant = try await grant(for: sending)
            var result = await depart(request, sending, grant)
            if !grant.isNew, sending.grant == nil, case .answered(let call) = result,
                call.raw.response?.status == 401
            {
                grant = try await signIn.token(inPlaceOf: grant.token, run: sending.run)
                result = await depart(request, sending, grant)
            }
            return result
        } catch {
            return .notSignedIn(error)
        }
    }

    /// The reason why this request may not leave; nil if it may.
    func refusal(
        of request: RequestMessage,
        authorizes: Bool,
        quota: QuotaPlan? = nil,
        takesBack: Bool = false
    ) -> DepartureRefusal? {
        // A token goes to the API it is for, and nowhere else.
        if authorizes, !isForAPI(request.url) {
            let host = URLParts(request.url).map { $0.origin } ?? "that address"
            return DepartureRefusal(
                .foreignHost,
                "the call was not made: the token is for \(endpoints.apiBase.origin), not for \(host)",
                remedy: "give the address with --base-url and --auth-url, or leave the host out"
            )
        }
        return departure.refusal(of: request, quota: quota, takesBack: takesBack)
    }

    /// A token for a run, got from the API by that run.
    ///
    /// A run begins with a token of its own: a stale one would make its first attempt a failure that is none.
    /// - Parameter refused: one that must not be used; another is asked for, unless that has happened since.
    package func grant(run: String, inPlaceOf refused: AccessToken? = nil) async throws(SignInProblem) -> SignIn.Grant {
        let grant = try await signIn.token(inPlaceOf: refused, run: run)
        return grant.isNew ? grant : try await signIn.token(inPlaceOf: grant.token, run: run)
    }

    private func grant(for sending: Sending) async throws(SignInProblem) -> SignIn.Grant {
        if let grant = sending.grant { return grant }
        if let run = sending.run { return try await grant(run: run) }
        return try await signIn.token(run: nil)
    }

    private func depart(_ request: RequestMessage, _ sending: Sending, _ grant: SignIn.Grant? = nil) async -> CallResult
    {
        var request = request
        if let grant {
            request.headers.set("Authorization", String(decoding: grant.token.authorization, as: UTF8.self))
        }
        let counts = isForAPI(request.url)
        var lease: QuotaLease?
        if counts, let ledger {
            switch await leave(ledger, sending.quota) {
            case .taken(let taken): lease = taken
            // Only a task that was cancelled gives up waiting; the guard refuses what it sends.
            case .later: break
            case .refused(let reason):
                return .refused(DepartureRefusal(.quota, reason, remedy: DepartureGuard.quotaRemedy))
            }
        }
        let departure = await departure.send(
            request,
            quota: sending.quota,
            takesBack: sending.takesBack,
            way: sending.way,
            repeats: sending.repeats,
            run: sending.run,
            label: sending.label
        )
        switch departure {
        case .refused(let refusal):
            if let lease, let ledger { await waiting.run { ledger.giveBack(lease) } }
            return .refused(refusal)
        case .sent(let call):
            if counts, let ledger {
                let moment = call.raw.startedAt.advanced(by: call.raw.timings.total)
                let (taken, status, now) = (lease, call.raw.response?.status, clocks.now())
                await waiting.run { ledger.settle(taken, call.redacted.quota, status: status, at: moment, now: now) }
            }
            return .answered(call)
        }
    }

    /// Takes leave of the ledger; waits while another call is to tell what is left.
    private func leave(_ ledger: QuotaLedger, _ plan: QuotaPlan?) async -> QuotaLeave {
        while true {
            let now = clocks.now()
            let leave = await waiting.run { ledger.take(plan: plan, at: now) }
            guard leave == .later, !Task.isCancelled else { return leave }
            try? await Task.sleep(for: QuotaLedger.pollInterval)
        }
    }

    private func isForAPI(_ url: [UInt8]) -> Bool {
        guard let parts = URLParts(url), parts.userInfo == nil else { return false }
        let base = endpoints.apiBase
        return parts.scheme == base.scheme && parts.hostText == base.hostText
            && parts.effectivePort == base.effectivePort
    }
}
