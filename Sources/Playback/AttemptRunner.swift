import ExchangeModel
import KadenceAPI
import Recording
import Redaction
import ReplayPlan
import Wire

/// Makes the attempts of one run, each by itself; several may be under way.
struct AttemptRunner: Sendable {
    let caller: Caller
    let assembler: StepAssembler
    let options: ReplayOptions
    let rule: AttemptRule
    let state: RunState
    let clocks: Clocks
    /// From the attempt's beginning, for each step; nil sends one after the other.
    let offsets: [Duration]?
    /// Takes back what attempts wrote; nil where it stays.
    var undoing: UndoRunner?

    private var steps: [FlowScript.Step] { assembler.script.steps }

    /// Whether any call had a token when it was recorded.
    var needsToken: Bool { steps.contains { AttemptRunner.isAuthorized($0.exchange) } }

    /// Why a request that can be made without any answer may not leave; nil if all may.
    func refusal() -> DepartureRefusal? {
        for (position, step) in steps.enumerated() {
            guard case .ready(var message) = assembler.request(for: position, answers: [:]) else { continue }
            move(&message)
            let authorizes = AttemptRunner.isAuthorized(step.exchange)
            if let refusal = caller.refusal(of: message, authorizes: authorizes) {
                return keepable(refusal, of: message, step)
            }
        }
        return nil
    }

    /// The refusal in words that may be kept: where the operation is none that the contract knows, its name is today's
    /// address, values and all.
    private func keepable(
        _ refusal: DepartureRefusal,
        of request: RequestMessage,
        _ step: FlowScript.Step
    ) -> DepartureRefusal {
        guard refusal.rule == .writes, operationLabel(method: request.method, url: request.url) != step.operation else {
            return refusal
        }
        return DepartureRefusal(
            .writes,
            "\(step.operation) may change data, and was not allowed as it would be sent today",
            remedy: "allow it by the name that its address has with today's values in it"
        )
    }

    /// Makes one attempt, and notes with the run what it says of the quota and whether the run must end.
    ///
    /// - Returns: nil where nothing was sent for a reason that the run names.
    func attempt(_ index: Int, _ manner: AttemptManner) async -> JudgedAttempt? {
        var attempt = PartialAttempt(index: index, startedAt: clocks.now())
        var undo = UndoList()
        let ended = await perform(&attempt, &undo, manner)
        await undoing?.takeBack(undo, attempt: index, manner)
        return ended
    }

    private func perform(
        _ attempt: inout PartialAttempt,
        _ undo: inout UndoList,
        _ manner: AttemptManner
    ) async -> JudgedAttempt? {
        let began = clocks.monotonic()
        var answers: [Int: Exchange] = [:]
        for (position, step) in steps.enumerated() {
            if let offsets, offsets.indices.contains(position) {
                try? await ContinuousClock().sleep(until: began + offsets[position])
            }
            // Another attempt of the same wave may have heard so.
            if state.current.isQuotaUsedUp { return attempt.hasSent ? attempt.ended(.inconclusive(.quota)) : nil }
            let request: RequestMessage
            switch assembler.request(for: position, answers: answers) {
            case .ready(var message):
                AttemptRunner.reframe(&message)
                if manner.leavesOutConnectionFields { ConnectionFields.remove(from: &message.headers) }
                move(&message)
                request = message
            case .missing(let missing):
                let names = missing.map(\.name).joined(separator: ", ")
                state.update { run in
                    run.missing = missing.map { MissingInput(name: $0.name, place: "\($0.place)") }
                    run.stop(names.isEmpty ? "the request can't be put together again" : "no value for \(names)")
                }
                return attempt.hasSent ? attempt.ended(.inconclusive(.notSent("no value for \(names)"))) : nil
            case .sourceGone(_, let reason):
                return attempt.ended(.inconclusive(.earlierStepFailed(reason)))
            }
            var conditions = CallConditions()
            conditions.concurrency = manner.concurrency
            conditions.spacing = manner.spacing.map { .microseconds($0.microseconds) }
            conditions.isDirect = manner.isDirect
            conditions.elapsed = .microseconds((clocks.monotonic() - manner.runBegan).microseconds)
            conditions.quotaLeft = state.current.quota.remaining
            let sending = sending(step, request, manner)
            if sending.authorizes {
                conditions.tokenAge = manner.grant.map { max(.zero, clocks.now().since($0.obtainedAt)) }
            }
            switch await caller.send(request, sending) {
            case .refused(let refusal):
                return refused(keepable(refusal, of: request, step), attempt)
            case .notSignedIn(let problem):
                return notSignedIn(problem, attempt)
            case .answered(let call):
                note(call)
                undo.note(call.raw, kept: call.redacted, operation: AttemptRunner.operation(call.redacted))
                noteConflict(call.redacted, of: step)
                if call.raw.failure?.kind == .cancelled {
                    state.update { $0.stop(RunRecord.stoppedByHand, byHand: true) }
                    return nil
                }
                let info = call.redacted.connection
                conditions.isReused = info.isReused
                conditions.serverAddress = info.remoteAddress
                let verdict = state.judge(position, call.redacted)
                let made = Attempt.Call(
                    number: call.number,
                    call.redacted,
                    conditions: conditions,
                    outcome: verdict.outcome
                )
                attempt.add(made, step: position, place: verdict.place)
                if call.raw.response?.status == 429 {
                    state.update { run in
                        run.isQuotaUsedUp = true
                        run.stop("the API answered 429: the hourly quota is used up")
                    }
                    return attempt.ended(.inconclusive(.quota))
                }
                if position == steps.count - 1 { return attempt.ended(verdict.outcome, byCalls: true) }
                if let outcome = rule.afterEarlier(position, verdict.outcome, made, operation: step.operation) {
                    return attempt.ended(outcome)
                }
                answers[position] = call.raw
            }
        }
        return nil
    }

    private func sending(_ step: FlowScript.Step, _ request: RequestMessage, _ manner: AttemptManner) -> Sending {
        var sending = Sending()
        sending.authorizes = AttemptRunner.isAuthorized(step.exchange)
        sending.grant = manner.grant
        sending.way = manner.way
        // The proxy passes on to the API, whatever address a request was meant for.
        if URLParts(request.url)?.origin != caller.endpoints.apiBase.origin { sending.way.proxy = nil }
        let now = clocks.now()
        let run = state.update { run in
            run.quota.renew(now: now)
            return run
        }
        sending.quota = run.quota
        sending.repeats = step.number
        sending.run = run.id
        return sending
    }

    private func refused(_ refusal: DepartureRefusal, _ attempt: PartialAttempt) -> JudgedAttempt? {
        state.update { run in
            if refusal.rule == .cancelled {
                run.stop(RunRecord.stoppedByHand, byHand: true)
            } else {
                run.refusal = run.refusal ?? refusal
                run.stop(refusal.sentence)
            }
        }
        guard attempt.hasSent else { return nil }
        return attempt.ended(.inconclusive(refusal.rule == .quota ? .quota : .notSent(refusal.sentence)))
    }

    private func notSignedIn(_ problem: SignInProblem, _ attempt: PartialAttempt) -> JudgedAttempt? {
        guard !Task.isCancelled else {
            state.update { $0.stop(RunRecord.stoppedByHand, byHand: true) }
            return nil
        }
        state.update { run in
            run.signInProblem = run.signInProblem ?? problem
            run.stop(problem.sentence)
        }
        return attempt.ended(.inconclusive(.signInRefused(problem.sentence)))
    }

    private func note(_ call: RecordedCall) {
        let now = clocks.now()
        state.update { run in
            if let error = call.storeError { run.storeError = "\(error)" }
            run.requests += 1
            if let quota = call.redacted.quota {
                run.quota.observe(quota, heardAt: now, sentAt: call.raw.startedAt, now: now)
                if let note = run.quota.resetNote { run.say(note) }
            } else {
                run.quota.spend(1)
            }
        }
    }

    /// A write that was fine when it was recorded may be refused because what it wrote then is still there.
    private func noteConflict(_ made: RedactedExchange, of step: FlowScript.Step) {
        guard let status = made.response?.status, [409, 422].contains(status),
            !["GET", "HEAD", "OPTIONS"].contains(made.request.method),
            let recorded = step.exchange.response?.status, (200..<300).contains(recorded)
        else { return }
        state.update { $0.conflicts[step.operation] = status }
    }

    /// By the redacted address: of an operation that nobody knows, the path is shown.
    private static func operation(_ exchange: RedactedExchange) -> String {
        operationLabel(method: exchange.request.method, url: exchange.request.url)
    }

    /// Whether the recorded call had a bearer token. Flows from files list no replacements, so the header tells.
    static func isAuthorized(_ exchange: RedactedExchange) -> Bool {
        let scheme = Array("bearer ".utf8)
        return exchange.request.headers.all("Authorization").contains { ASCII.lower($0.prefix(7)) == scheme }
    }

    /// Leaves the framing to the client: today's body may be longer than the recorded one was, and it is plain. `Host`
    /// too: behind a shared front another name there would lead the token to another site than the URL's.
    private static func reframe(_ request: inout RequestMessage) {
        for name in ["Host", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Trailer", "TE", "Expect"] {
            request.headers.remove(name)
        }
    }

    private func move(_ request: inout RequestMessage) {
        guard options.movesToEndpoint, let parts = URLParts(request.url) else { return }
        let base = caller.endpoints.apiBase
        guard parts.origin != base.origin else { return }
        request.url = caller.endpoints.apiURL(String(decoding: parts.target, as: UTF8.self))
    }
}

/// An attempt under way.
private struct PartialAttempt {
    let index: Int
    let startedAt: Timestamp
    private var calls: [Attempt.Call] = []
    private var places: [(step: Int, place: Int)] = []

    init(index: Int, startedAt: Timestamp) {
        self.index = index
        self.startedAt = startedAt
    }

    var hasSent: Bool { !calls.isEmpty }

    mutating func add(_ call: Attempt.Call, step: Int, place: Int) {
        calls.append(call)
        places.append((step, place))
    }

    func ended(_ outcome: Outcome, byCalls: Bool = false) -> JudgedAttempt {
        let attempt = Attempt(
            index: index,
            calls: calls,
            outcome: outcome,
            startedAt: startedAt,
            traceID: calls.last?.traceID
        )
        return JudgedAttempt(attempt: attempt, places: places, isDecidedByCalls: byCalls)
    }
}
