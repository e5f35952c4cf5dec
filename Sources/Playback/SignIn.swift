import ExchangeModel
package import KadenceAPI
import Recording
package import Redaction
import Synchronization
package import Wire

/// Gets access tokens, by OAuth 2.0 client credentials, and keeps them until shortly before they end.
///
/// Every token seen, from the wire or from the cache, becomes a known secret before anything is done with it.
package final class SignIn: Sendable {
    /// A token, and whether the API has just given it out.
    package struct Grant: Sendable {
        package let token: AccessToken
        /// False for one that an earlier run had; it may have been taken back since.
        package let isNew: Bool
        /// The capture of the call that got it; nil where it came from the cache or could not be stored.
        package let number: Int?
    }

    package let endpoints: Endpoints
    private let credentials: Credentials
    private let departure: DepartureGuard
    private let secrets: KnownSecrets
    private let cache: TokenCache?
    private let clocks: Clocks
    private let current = Mutex<(entry: TokenCache.Entry, isNew: Bool)?>(nil)

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
    /// - Parameter renewing: whether to ask for a new one even if there is one at hand.
    /// - Throws: `SignInProblem`, which says what to do.
    package func token(renewing: Bool = false, run: String? = nil) async throws(SignInProblem) -> Grant {
        if renewing {
            forget()
        } else if let known = kept() {
            return Grant(token: known.entry.token, isNew: known.isNew, number: nil)
        }
        let call: RecordedCall
        switch await departure.sendTokenRequest(TokenRequest.message(credentials, endpoints), run: run) {
        case .sent(let sent): call = sent
        case .refused(let refusal):
            throw SignInProblem(
                kind: .unusableAnswer,
                status: nil,
                sentence: refusal.sentence,
                remedy: refusal.remedy
            )
        }
        let token = try TokenAnswer.read(call.raw, region: endpoints.region).get()
        secrets.add(token.value, kind: "bearer")
        let entry = TokenCache.Entry(token: token, obtainedAt: call.raw.startedAt)
        current.withLock { $0 = (entry, true) }
        cache?.write(entry, credentials, endpoints)
        return Grant(token: token, isNew: true, number: call.number)
    }

    /// Drops the token at hand, for one that the API has refused.
    package func forget() {
        current.withLock { $0 = nil }
        cache?.remove(credentials, endpoints)
    }

    /// Asks the other region whether it knows the key that this one has refused, and says so.
    ///
    /// The key goes only to the vendor's own hosts.
    package func explain(_ problem: SignInProblem) async -> SignInProblem {
        guard problem.kind == .refusedKey, let region = endpoints.region,
            let other = try? Endpoints(region: region.other)
        else { return problem }
        let message = TokenRequest.message(credentials, other)
        guard case .sent(let call) = await departure.sendTokenRequest(message, run: nil) else { return problem }
        switch TokenAnswer.read(call.raw, region: region.other) {
        case .success(let token):
            secrets.add(token.value, kind: "bearer")
            return problem.knowing(otherRegion: region.other, accepts: true)
        case .failure(let answer):
            return answer.kind == .refusedKey ? problem.knowing(otherRegion: region.other, accepts: false) : problem
        }
    }

    /// The token of this run or of an earlier one, while it is good for long enough.
    private func kept() -> (entry: TokenCache.Entry, isNew: Bool)? {
        if let known = current.withLock({ $0 }), isFresh(known.entry) { return known }
        guard let entry = cache?.read(credentials, endpoints), isFresh(entry) else { return nil }
        secrets.add(entry.token.value, kind: "bearer")
        let known = (entry, false)
        current.withLock { $0 = known }
        return known
    }

    /// A minute before the end it is time for a new one; for a token that lives shorter than 20 minutes, a
    /// twentieth of its life. One from the future means that a clock was changed, and says nothing.
    private func isFresh(_ entry: TokenCache.Entry) -> Bool {
        let now = clocks.now()
        let lifetime = entry.token.expiresAt.since(entry.obtainedAt)
        let margin = min(.seconds(60), lifetime / 20)
        return entry.obtainedAt <= now.advanced(by: .seconds(60)) && entry.token.isFresh(at: now, margin: margin)
    }
}
