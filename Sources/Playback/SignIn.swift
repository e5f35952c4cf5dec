package import ExchangeModel
package import KadenceAPI
import Recording
package import Redaction
import Synchronization
package import Wire

/// Gets access tokens, by OAuth 2.0 client credentials, and keeps them until shortly before they end.
///
/// Every token seen, from the wire or from the cache, becomes a known secret before anything is done with it.
/// However many tasks ask, there is one sign-in at a time, and those that waited for it share what came of it.
package final class SignIn: Sendable {
    /// A token, and whether the API has just given it out.
    package struct Grant: Sendable {
        package let token: AccessToken
        /// False for one that an earlier run had; it may have been taken back since.
        package let isNew: Bool
        /// When it was given out, by this machine's clock.
        package let obtainedAt: Timestamp
        /// The capture of the call that got it; nil where it came from the cache or could not be stored.
        package let number: Int?

        /// Whether it is good for a while yet: an answer to one that has just ended would be a failure of this side's
        /// making.
        ///
        /// A minute before the end it is time for a new one; for a token that lives shorter than 20 minutes, a
        /// twentieth of its life. One from the future means that a clock was changed, and says nothing.
        func isFresh(at now: Timestamp) -> Bool {
            let margin = max(.zero, min(.seconds(60), token.expiresAt.since(obtainedAt) / 20))
            return obtainedAt <= now.advanced(by: .seconds(60)) && token.isFresh(at: now, margin: margin)
        }
    }

    package let endpoints: Endpoints
    private let credentials: Credentials
    private let departure: DepartureGuard
    private let secrets: KnownSecrets
    private let cache: TokenCache?
    private let clocks: Clocks
    let turnstile = Turnstile()
    private let state = Mutex(State())

    private struct State {
        var current: (entry: TokenCache.Entry, isNew: Bool)?
        /// Sign-ins that have come to an end.
        var ended = 0
        /// Why the last of them gave no token.
        var problem: SignInProblem?
    }

    /// - Parameter cache: nil keeps tokens for this run only.
    package init(
        credentials: Credentials,
        endpoints: Endpoints,
        departure: DepartureGuard,
        secrets: KnownSecrets,
        cache: TokenCache?,
        clocks: Clocks = .system
    ) {
        self.credentials = credentials
        self.endpoints = endpoints
        self.departure = departure
        self.secrets = secrets
        self.cache = cache
        self.clocks = clocks
        secrets.add(credentials.identifier, kind: "identifier")
        secrets.add(credentials.secret, kind: "secret")
    }

    /// A token that is good for a while yet.
    ///
    /// - Parameter refused: one that the API has refused, or that must not be used for another reason: another is
    ///   given, asked for anew unless that has happened since.
    /// - Throws: `SignInProblem`, which says what to do.
    package func token(inPlaceOf refused: AccessToken? = nil, run: String? = nil) async throws(SignInProblem) -> Grant {
        let before = state.withLock { $0.ended }
        if let known = kept(inPlaceOf: refused) { return known }
        guard await turnstile.enter() else { throw SignIn.stopped }
        defer { turnstile.leave() }
        // Another task may have signed in while this one waited, or been refused.
        if let known = kept(inPlaceOf: refused) { return known }
        if let problem = state.withLock({ $0.ended > before ? $0.problem : nil }) { throw problem }
        if refused != nil { forget() }
        let call: RecordedCall
        switch await departure.sendTokenRequest(credentials, endpoints, run: run) {
        case .sent(let sent): call = sent
        case .refused(let refusal):
            throw SignInProblem(
                kind: .unusableAnswer,
                status: nil,
                sentence: refusal.sentence,
                remedy: refusal.remedy
            )
        }
        // What stopped this task is no answer for the others.
        if call.raw.failure?.kind == .cancelled { throw SignIn.stopped }
        switch TokenAnswer.read(call.raw, region: endpoints.region) {
        case .failure(let problem):
            state.withLock { state in
                state.ended += 1
                state.problem = problem
            }
            throw problem
        case .success(let token):
            secrets.add(token.value, kind: "bearer")
            let entry = TokenCache.Entry(token: token, obtainedAt: call.raw.startedAt)
            state.withLock { state in
                state.ended += 1
                state.problem = nil
                state.current = (entry, true)
            }
            cache?.write(entry, credentials, endpoints)
            cache?.sweep(now: clocks.now())
            return Grant(token: token, isNew: true, obtainedAt: entry.obtainedAt, number: call.number)
        }
    }

    /// What a stopped run says.
    private static let stopped = SignInProblem(
        kind: .transport,
        status: nil,
        sentence: "the sign-in was stopped",
        remedy: "run the command again"
    )

    /// Drops the token at hand, for one that the API has refused.
    package func forget() {
        state.withLock { $0.current = nil }
        cache?.remove(credentials, endpoints)
    }

    /// Asks the other region whether it knows the key that this one has refused, and says so.
    ///
    /// The key goes only to the vendor's own hosts.
    package func explain(_ problem: SignInProblem) async -> SignInProblem {
        guard let region = endpoints.region, let other = try? Endpoints(region: region.other) else { return problem }
        return await explain(problem, asking: other, of: region.other)
    }

    /// The same, with the other region's address named.
    func explain(_ problem: SignInProblem, asking other: Endpoints, of region: Region) async -> SignInProblem {
        guard problem.kind == .refusedKey,
            case .sent(let call) = await departure.sendTokenRequest(credentials, other, run: nil)
        else { return problem }
        switch TokenAnswer.read(call.raw, region: region) {
        case .success(let token):
            secrets.add(token.value, kind: "bearer")
            return problem.knowing(otherRegion: region, accepts: true)
        case .failure(let answer):
            return answer.kind == .refusedKey ? problem.knowing(otherRegion: region, accepts: false) : problem
        }
    }

    /// The token of this run or of an earlier one, while it is good for long enough; in place of another only one
    /// that this run has asked for.
    private func kept(inPlaceOf refused: AccessToken?) -> Grant? {
        if let known = state.withLock({ $0.current }), isFresh(known.entry) {
            guard let refused else { return grant(known.entry, isNew: known.isNew) }
            if known.isNew, known.entry.token.value != refused.value {
                return grant(known.entry, isNew: true)
            }
        }
        guard refused == nil, let entry = cache?.read(credentials, endpoints), isFresh(entry) else { return nil }
        secrets.add(entry.token.value, kind: "bearer")
        state.withLock { $0.current = (entry, false) }
        return grant(entry, isNew: false)
    }

    private func grant(_ entry: TokenCache.Entry, isNew: Bool) -> Grant {
        Grant(token: entry.token, isNew: isNew, obtainedAt: entry.obtainedAt, number: nil)
    }

    private func isFresh(_ entry: TokenCache.Entry) -> Bool {
        grant(entry, isNew: false).isFresh(at: clocks.now())
    }
}
