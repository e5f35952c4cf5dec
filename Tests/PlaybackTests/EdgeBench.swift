import CaptureStore
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

/// A server that may be busy, a store, a state folder and everything between them, with a clock that can be moved.
final class EdgeBench: Sendable {
    static let error = #"{"@type":"hydra:Error","hydra:title":"An error occurred","hydra:description":"Upstream"}"#

    let server: BusyServer
    let captures = InMemoryCaptures()
    let keys = RedactionKeys.ephemeral()
    let secrets = KnownSecrets()
    let endpoints: Endpoints
    let state: StateFolder
    /// What is added to the machine's clock.
    let ahead = Mutex<Duration>(.zero)
    /// How long was waited before something was tried again; the clock is moved instead.
    let pauses = Mutex<[Duration]>([])
    private let tokens: Counter
    private let wire: WireClient

    /// - Parameters:
    ///   - wire: makes the calls.
    ///   - token: answers the n-th request for a token, from 1; each gets another one where nil.
    ///   - folder: for what processes share; one of its own where nil.
    init(
        wire: WireClient = WireClient(),
        token: (@Sendable (Int) -> LoopbackServer.Answer?)? = nil,
        folder: String? = nil,
        _ handler: @escaping BusyServer.Handler
    ) throws {
        let tokens = Counter()
        self.tokens = tokens
        self.wire = wire
        server = try BusyServer { request in
            guard request.isForToken else { return handler(request) }
            let number = tokens.next()
            guard let token else { return Bench.tokenAnswer("planted-token-number-\(number)") }
            return token(number)
        }
        endpoints = try Endpoints(apiBase: server.base, authBase: server.base)
        state = StateFolder(path: folder ?? NSTemporaryDirectory() + "reprise-edges-" + UUID().uuidString)
    }

    deinit {
        server.stop()
        try? FileManager.default.removeItem(atPath: state.path)
    }

    /// With the headers that the contract wants.
    static func passing(_ headers: [String: String] = Bench.quota) -> LoopbackServer.Answer {
        .json(#"{"hydra:member":[]}"#, headers: headers)
    }

    static func failing(_ headers: [String: String] = [:]) -> LoopbackServer.Answer {
        .json(error, status: 503, headers: headers)
    }

    static func quota(_ remaining: Int, limit: Int = 2_500, reset: Int64? = nil) -> [String: String] {
        var headers = ["X-RateLimit-Limit": "\(limit)", "X-RateLimit-Remaining": "\(remaining)"]
        if let reset { headers["X-RateLimit-Retry-After"] = "\(reset)" }
        return headers
    }

    var clocks: Clocks {
        Clocks(
            now: { [self] in Clocks.system.now().advanced(by: ahead.withLock { $0 }) },
            monotonic: Clocks.system.monotonic
        )
    }

    var redactor: Redactor { Redactor(keys: keys, secrets: secrets) }
    var archive: RunArchive { RunArchive(captures) }

    var ledger: QuotaLedger {
        QuotaLedger(folder: state, endpoints: endpoints, identifier: Array(Bench.identifier.utf8))
    }

    /// - Parameter store: where it reads; the bench's captures where nil.
    func replayer(
        _ allowed: Set<String> = [],
        reading store: (any CaptureRepository)? = nil,
        slowFloor: Duration? = nil
    ) -> PatientReplayer {
        let (caller, departure) = caller(allowed)
        let replayer = Replayer(
            caller: caller,
            departure: departure,
            captures: store ?? captures,
            keys: keys,
            ledger: ledger,
            clocks: clocks,
            pause: { [self] time in
                pauses.withLock { $0.append(time) }
                ahead.withLock { $0 += time }
            }
        )
        return PatientReplayer(replayer: replayer, slowFloor: slowFloor)
    }

    /// A caller, and the guard that it sends through.
    func caller(_ allowed: Set<String> = []) -> (Caller, DepartureGuard) {
        let client = RecordingClient(client: wire, redactor: redactor, sink: captures)
        let departure = DepartureGuard(client: client, writes: WriteGuard(allowed: allowed))
        let signIn = SignIn(
            credentials: Credentials(identifier: Array(Bench.identifier.utf8), secret: Array(Bench.secret.utf8)),
            endpoints: endpoints,
            departure: departure,
            secrets: secrets,
            cache: nil,
            clocks: clocks
        )
        return (Caller(departure: departure, signIn: signIn, ledger: ledger, clocks: clocks), departure)
    }

    /// Stores the exchanges and gives what to repeat.
    func target(_ exchanges: [Exchange]) throws -> ReplayTarget {
        let numbers = try captures.append(exchanges.map { RecordedExchange(exchange: redactor.redact($0)) })
        let stored = try numbers.map { try #require(try captures.capture($0)) }
        return try #require(ReplayTarget(stored.map { (number: $0.number, exchange: $0.exchange) }))
    }

    /// A call that failed when it was recorded.
    func failure(_ target: String = "/v1/public/buildings") -> Exchange {
        recorded(server.base, "GET", target, status: 503, responseBody: EdgeBench.error)
    }

    /// A call that succeeded.
    func success(_ target: String = "/v1/public/buildings", body: String = #"{"hydra:member":[]}"#) -> Exchange {
        var exchange = recorded(server.base, "GET", target, responseBody: body)
        for (name, value) in Bench.quota { exchange.response?.headers.append(name, value) }
        return exchange
    }

    /// Requests that were not for tokens.
    var calls: [BusyServer.Request] { server.requests.filter { !$0.isForToken } }
    var tokenRequests: Int { server.requests.count - calls.count }

    /// What is kept of a run, as it would be read again.
    func kept(_ run: ReplayRun, attempts: [Attempt]? = nil) throws -> RunRecord {
        var record = RunRecord(
            id: run.id,
            startedAt: run.startedAt,
            title: "capture 1",
            selection: ["1"],
            about: run.about,
            operation: run.operation
        )
        record.attempts = attempts ?? run.attempts
        try archive.begin(record)
        return try #require(try archive.load(run.id))
    }
}

extension Attempt {
    /// `passed`, the failure's class, or the inconclusive reason's name.
    var ending: String {
        switch outcome {
        case .passed: "passed"
        case .failed(let signature): "\(signature.failureClass)"
        case .inconclusive(let reason): String("\(reason)".prefix { $0 != "(" })
        }
    }
}

extension Exchange {
    /// The same with another answer.
    func answered(_ status: Int, _ body: String) -> Exchange {
        var exchange = self
        exchange.response = ResponseMessage(
            status: status,
            headers: ["Content-Type": "application/json"],
            body: MessageBody(Array(body.utf8))
        )
        return exchange
    }
}
