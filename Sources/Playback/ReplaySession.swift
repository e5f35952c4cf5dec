import ExchangeModel
import KadenceAPI
import Recording
import Redaction
import ReplayPlan
import Wire

/// One run's attempts, one after the other.
struct ReplaySession: Sendable {
    let caller: Caller
    let steps: ReplaySteps
    let resolver: ValueResolver
    let movesToEndpoint: Bool
    let clocks: Clocks

    /// Makes one attempt, and notes in `run` what it says of the quota and whether the run must end.
    ///
    /// - Returns: nil where nothing was sent for a reason that the run names.
    func attempt(_ index: Int, in run: inout ReplayRun) async -> Attempt? {
        var attempt = PartialAttempt(index: index, startedAt: clocks.now())
        var earlier = EarlierAnswers()
        for (position, step) in steps.all.enumerated() {
            let isDecisive = position == steps.all.count - 1
            let restored = RequestRestorer(keys: resolver.keys).restore(step.exchange) { replacement in
                // Set anew below, from a fresh token.
                if ReplaySession.isBearer(replacement) { return Array("to-be-set".utf8) }
                return resolver.value(for: replacement, earlier: earlier)
            }
            guard var request = restored.message else {
                run.missing = restored.missing
                let names = restored.missing.map(\.name).joined(separator: ", ")
                run.stoppedBecause = names.isEmpty ? "the request can't be put together again" : "no value for \(names)"
                return attempt.ended(.inconclusive(.notSent("no value for \(names)")))
            }
            ReplaySession.reframe(&request)
            move(&request)
            let result = await caller.send(
                request,
                authorizes: ReplaySession.isAuthorized(step.exchange),
                quota: run.quota,
                repeats: step.number,
                run: run.id
            )
            switch result {
            case .refused(let refusal):
                run.refusal = refusal.rule == .cancelled ? nil : refusal
                run.stoppedBecause = refusal.rule == .cancelled ? "stopped by hand" : refusal.sentence
                guard attempt.hasSent else { return nil }
                return attempt.ended(
                    .inconclusive(refusal.rule == .quota ? .quota : .notSent(refusal.sentence))
                )
            case .notSignedIn(let problem):
                guard !Task.isCancelled else {
                    run.stoppedBecause = "stopped by hand"
                    return nil
                }
                run.signInProblem = problem
                run.stoppedBecause = problem.sentence
                return attempt.ended(.inconclusive(.signInRefused(problem.sentence)))
            case .answered(let call):
                note(call, in: &run)
                if call.raw.failure?.kind == .cancelled {
                    run.stoppedBecause = "stopped by hand"
                    return nil
                }
                attempt.add(call)
                if call.raw.response?.status == 429 {
                    run.stoppedBecause = "the API answered 429: the hourly quota is used up"
                    return attempt.ended(.inconclusive(.quota))
                }
                if isDecisive { return attempt.ended(steps.classifier.classify(call.redacted)) }
                if let reason = failure(of: call, recorded: step.exchange) {
                    return attempt.ended(.inconclusive(.earlierStepFailed(reason)))
                }
                earlier.learn(recorded: step.exchange, raw: call.raw)
            }
        }
        return nil
    }

    /// Whether the replacement stands in `Authorization`, which a fresh token fills.
    private static func isBearer(_ replacement: Replacement) -> Bool {
        guard case .requestHeader(let name) = replacement.place else { return false }
        return replacement.kind == .bearer && ASCII.equalIgnoringCase(name.utf8, "Authorization".utf8)
    }

    /// Whether the recorded call had a bearer token. Flows from files list no replacements, so the header tells.
    private static func isAuthorized(_ exchange: RedactedExchange) -> Bool {
        let scheme = Array("bearer ".utf8)
        return exchange.request.headers.all("Authorization").contains { ASCII.lower($0.prefix(7)) == scheme }
    }

    /// Leaves the framing to the client: today's body may be longer than the recorded one was, and it is plain.
    private static func reframe(_ request: inout RequestMessage) {
        for name in ["Content-Length", "Transfer-Encoding", "Content-Encoding", "Trailer", "TE", "Expect"] {
            request.headers.remove(name)
        }
    }

    private func move(_ request: inout RequestMessage) {
        guard movesToEndpoint, let parts = URLParts(request.url) else { return }
        let base = caller.endpoints.apiBase
        guard parts.origin != base.origin else { return }
        request.url = caller.endpoints.apiURL(String(decoding: parts.target, as: UTF8.self))
        request.headers.remove("Host")
    }

    private func note(_ call: RecordedCall, in run: inout ReplayRun) {
        if let error = call.storeError { run.storeError = "\(error)" }
        if let state = call.redacted.quota {
            run.quota.observe(state, now: clocks.now())
        } else {
            run.quota.spend(1)
        }
    }

    /// Why a step before the decisive one spoils the attempt: it worked in the recording, and didn't now.
    private func failure(of call: RecordedCall, recorded: RedactedExchange) -> String? {
        guard recorded.failure == nil, let before = recorded.response?.status, before < 400 else { return nil }
        let operation = operationLabel(method: recorded.request.method, url: recorded.request.url)
        guard call.raw.failure == nil, let status = call.raw.response?.status else {
            return "\(operation) got no whole answer"
        }
        return status < 400 ? nil : "\(operation) was answered with \(status)"
    }
}

/// An attempt under way.
private struct PartialAttempt {
    let index: Int
    let startedAt: Timestamp
    private var calls: [Attempt.Call] = []
    private var traceID: TraceID?

    init(index: Int, startedAt: Timestamp) {
        self.index = index
        self.startedAt = startedAt
    }

    var hasSent: Bool { !calls.isEmpty }

    mutating func add(_ call: RecordedCall) {
        calls.append(Attempt.Call(number: call.number, call.redacted))
        traceID = call.redacted.traceID
    }

    func ended(_ outcome: Outcome) -> Attempt {
        Attempt(index: index, calls: calls, outcome: outcome, startedAt: startedAt, traceID: traceID)
    }
}
