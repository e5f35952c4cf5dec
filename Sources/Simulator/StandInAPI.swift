import ExchangeModel
import JSONTree
import Synchronization

/// The simulated API without its server: requests in, answers out, one after the other.
///
/// What an answer holds depends on the seed, the plan, the clock and the requests before it, and on nothing else.
final class StandInAPI: Sendable {
    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    static let nodes = ["node-1", "node-2", "node-3"]

    fileprivate struct State: Sendable {
        var service: CompanyService
        var tokens: TokenDesk
        var quota: QuotaWindow
        var faults: FaultEngine
        var traces: SeededGenerator
        let nodeSeed: UInt64
        /// Which node answers is drawn for each operation apart, so that calls of one don't shift another's nodes.
        var nodes: [String: SeededGenerator] = [:]
        var number = 0
        /// Requests that arrived and whose answers have not gone out yet.
        var underWay = 0
    }

    init(plan: FaultPlan, seed: UInt64, options: SimulatorOptions) {
        now = options.now
        state = Mutex(
            State(
                service: CompanyService(
                    company: CompanyBuilder.build(seed: seed, anchor: options.anchor),
                    random: SeededGenerator(seed: seed, stream: "new bookings")
                ),
                tokens: TokenDesk(
                    identifier: options.identifier,
                    secret: options.secret,
                    lifetime: options.tokenLifetime,
                    seed: seed
                ),
                quota: QuotaWindow(limit: options.quotaLimit, length: options.quotaWindow),
                faults: FaultEngine(plan: plan, seed: seed),
                traces: SeededGenerator(seed: seed, stream: "traces"),
                nodeSeed: plan.seed ?? seed
            )
        )
    }

    /// The company as it is now.
    var company: Company { state.withLock { $0.service.company } }

    /// Counts a request as under way, until ``leave()``.
    func arrive() { state.withLock { $0.underWay += 1 } }

    /// The answer to a request that arrived is about to go out, or never will.
    func leave() { state.withLock { $0.underWay -= 1 } }

    /// Answers a request. Requests that come at the same time are answered in the order in which they get here.
    ///
    /// - Parameter refusal: an error that stands before the operation is looked at: a body too large to be read.
    func answer(_ request: APIRequest, refusal: APIError? = nil) -> Answer {
        state.withLock { $0.answer(request, refusal: refusal, at: now()) }
    }
}

/// A finished answer and how it is to be delivered.
struct Answer: Sendable {
    var status: Int
    var headers: [APIReply.Field]
    /// Empty for HEAD, whatever the headers announce.
    var body: [UInt8]
    var delayMilliseconds: Int
    /// Close after this many bytes of the body.
    var truncateAfter: Int?
    var reset: Bool
    var log: AnsweredRequest
}

extension StandInAPI.State {
    fileprivate mutating func answer(_ request: APIRequest, refusal: APIError?, at now: Timestamp) -> Answer {
        number += 1
        let found = Result { () throws(APIError) in
            if let refusal { throw refusal }
            return try Operation.find(method: request.method, path: request.path)
        }
        let operation = (try? found.get())?.operation
        let node = node(for: operation)
        let traceID = traces.hex(32)
        let token = request.bearerToken
        let tokenAge = token.flatMap { tokens.age(of: $0, at: now) }
        let subject = FaultEngine.Subject(
            operation: operation?.rawValue,
            method: request.method,
            path: request.path,
            page: request.query["page"].flatMap { ASCII.decimal($0.utf8) } ?? 1,
            node: node,
            token: tokenAge == nil ? nil : token,
            tokenAge: tokenAge,
            connection: request.connection,
            // Without a server around it, a request is the only one.
            concurrency: max(1, underWay),
            number: number
        )
        let outcome = faults.next(subject)

        var reply = reply(to: request, found, outcome, now)
        reply = outcome.spoil(reply)
        faults.answered(subject, isSuccess: reply.status < 400)

        let isSignIn = operation == .requestToken
        var headers = [
            APIReply.Field(name: "Server", value: "reprise-simulator"),
            APIReply.Field(name: "Date", value: HTTPDate.text(now)),
        ]
        if let type = reply.contentType { headers.append(APIReply.Field(name: "Content-Type", value: type)) }
        headers += reply.headers
        if !isSignIn { headers.append(APIReply.Field(name: "Vary", value: "Accept")) }
        headers += quota.fields(at: now, exhausted: reply.status == 429)
        headers += [
            APIReply.Field(name: "X-WX-Trace", value: traceID), APIReply.Field(name: "X-Served-By", value: node),
        ]
        let body = reply.bytes
        outcome.spoil(&headers)
        // RFC 9110 §8.6: an answer of 204 has no length.
        if reply.status != 204 {
            headers.append(APIReply.Field(name: "Content-Length", value: String(body.count)))
        }
        return Answer(
            status: reply.status,
            headers: headers,
            body: request.method == "HEAD" ? [] : body,
            delayMilliseconds: outcome.delayMilliseconds,
            truncateAfter: outcome.truncateAfter,
            reset: outcome.reset,
            log: AnsweredRequest(
                method: request.method,
                target: request.target,
                status: reply.status,
                traceID: traceID,
                node: node,
                faults: outcome.names
            )
        )
    }

    private mutating func node(for operation: Operation?) -> String {
        let stream = "node " + (operation?.rawValue ?? "")
        return nodes[stream, default: SeededGenerator(seed: nodeSeed, stream: stream)].pick(StandInAPI.nodes)
    }

    /// The quota counts first, as a gateway in front of the API would; then faults; then the API itself.
    private mutating func reply(
        to request: APIRequest,
        _ found: Result<(operation: Operation, id: String), APIError>,
        _ outcome: FaultOutcome,
        _ now: Timestamp
    ) -> APIReply {
        do throws(APIError) {
            let isSignIn = (try? found.get())?.operation == .requestToken
            if !isSignIn, !quota.take(at: now) { throw .tooManyRequests }
            if let error = outcome.error { throw error }
            let (operation, id) = try found.get()
            if isSignIn { return tokens.answer(request, at: now) }
            try tokens.authorize(request.bearerToken, at: now)
            guard let type = MediaType.negotiate(request.headers["accept"]) else { throw .notAcceptable }
            var request = request
            request.listing = outcome.list
            return try service.perform(operation, id: id, request, as: type, at: now)
        } catch {
            return error.reply
        }
    }
}

/// Dates in HTTP headers: IMF-fixdate (RFC 9110 §5.6.7).
enum HTTPDate {
    static func text(_ moment: Timestamp) -> String {
        let c = moment.civil
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1970-01-01 was a Thursday.
        let sinceEpoch = moment.seconds >= 0 ? moment.seconds / 86_400 : (moment.seconds - 86_399) / 86_400
        let weekday = days[Int(((sinceEpoch + 4) % 7 + 7) % 7)]
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(weekday), \(two(c.day)) \(months[c.month - 1]) \(c.year) "
            + "\(two(c.hour)):\(two(c.minute)):\(two(c.second)) GMT"
    }
}
