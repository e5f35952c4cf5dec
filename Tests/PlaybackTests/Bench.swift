import CaptureStore
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Wire

/// A server, a store and everything between them.
final class Bench: Sendable {
    static let token = "planted.access.token-7f6e5d4c3b2a"
    static let identifier = "planted-identifier-1234"
    static let secret = "planted-secret-98765"

    let server: LoopbackServer
    let captures = InMemoryCaptures()
    let keys = RedactionKeys.ephemeral()
    let secrets = KnownSecrets()
    let endpoints: Endpoints
    let state: StateFolder
    let time = Mutex<Duration>(.zero)
    private let wire = WireClient()
    private let folder = NSTemporaryDirectory() + "reprise-playback-" + UUID().uuidString

    /// - Parameter handler: answers everything but requests for tokens.
    init(
        token: @escaping LoopbackServer.Handler = { _, _ in Bench.tokenAnswer() },
        _ handler: @escaping LoopbackServer.Handler
    ) throws {
        server = try LoopbackServer { request, count in
            request.target == "/oauth2/token" ? token(request, count) : handler(request, count)
        }
        endpoints = try Endpoints(apiBase: server.base, authBase: server.base)
        state = StateFolder(path: folder)
    }

    deinit {
        server.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func tokenAnswer(_ token: String = Bench.token, lifetime: Int = 43_200) -> LoopbackServer.Answer {
        .json(#"{"token_type":"Bearer","expires_in":\#(lifetime),"access_token":"\#(token)"}"#)
    }

    static let quota = [
        "X-RateLimit-Limit": "2500", "X-RateLimit-Remaining": "2400", "X-RateLimit-Retry-After": "4102444800",
    ]

    var credentials: Credentials {
        Credentials(identifier: Array(Bench.identifier.utf8), secret: Array(Bench.secret.utf8))
    }

    /// The machine's clock and what `time` adds to it.
    var clocks: Clocks {
        Clocks(
            now: { [self] in Clocks.system.now().advanced(by: time.withLock { $0 }) },
            monotonic: Clocks.system.monotonic
        )
    }

    var redactor: Redactor { Redactor(keys: keys, secrets: secrets) }
    var cache: TokenCache { TokenCache(folder: state) }

    func ledger() -> QuotaLedger {
        QuotaLedger(folder: state, endpoints: endpoints, identifier: credentials.identifier)
    }

    var client: RecordingClient { RecordingClient(client: wire, redactor: redactor, sink: captures) }

    func departure(_ allowed: Set<String> = []) -> DepartureGuard {
        DepartureGuard(client: client, writes: WriteGuard(allowed: allowed))
    }

    func signIn(_ cache: TokenCache? = nil) -> SignIn {
        SignIn(
            credentials: credentials,
            endpoints: endpoints,
            departure: departure(),
            secrets: secrets,
            cache: cache,
            clocks: clocks
        )
    }

    func caller(_ allowed: Set<String> = [], cache: TokenCache? = nil) -> Caller {
        Caller(departure: departure(allowed), signIn: signIn(cache), ledger: ledger(), clocks: clocks)
    }

    func replayer(
        _ allowed: Set<String> = [],
        cache: TokenCache? = nil,
        slowFloor: Duration? = nil
    ) -> PatientReplayer {
        let replayer = Replayer(
            caller: caller(allowed, cache: cache),
            departure: departure(allowed),
            captures: captures,
            keys: keys,
            ledger: ledger(),
            clocks: clocks
        )
        return PatientReplayer(replayer: replayer, slowFloor: slowFloor)
    }

    func walk(cache: TokenCache? = nil) -> LiveWalk {
        LiveWalk(client: client, signIn: signIn(cache), ledger: ledger(), clocks: clocks)
    }

    /// Requests that were not for tokens.
    var calls: [LoopbackServer.Request] { server.requests.filter { $0.target != "/oauth2/token" } }
    var tokenRequests: Int { server.requests.count - calls.count }
}

/// An exchange as a client had it with the bench's server.
func recorded(
    _ base: String,
    _ method: String = "GET",
    _ target: String = "/v1/public/buildings",
    status: Int = 200,
    headers: HeaderList = ["Authorization": "Bearer old-token-0a1b2c3d4e5f", "Accept": "application/ld+json"],
    requestBody: String = "",
    responseBody: String = #"{"hydra:member":[]}"#
) -> Exchange {
    Exchange(
        startedAt: Timestamp(seconds: 1_795_455_062),
        request: RequestMessage(
            method: method,
            url: Array((base + target).utf8),
            headers: headers,
            body: MessageBody(Array(requestBody.utf8))
        ),
        response: ResponseMessage(
            status: status,
            headers: ["Content-Type": "application/ld+json"],
            body: MessageBody(Array(responseBody.utf8))
        )
    )
}

/// Counts from one.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
