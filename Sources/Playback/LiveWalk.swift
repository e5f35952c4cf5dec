import APIDocument
import ExchangeModel
import JSONTree
import KadenceAPI
package import Recording
import Redaction
package import ReplayPlan
package import Wire

/// Makes the calls of a live check: signed in, recorded, one after the other, and only such as read.
///
/// It has a departure guard of its own that lets no operation write, whatever the rest of the program may do: what a
/// plan holds, or a document claims, can't change that.
package struct LiveWalk: Sendable {
    /// After so many calls in a row without an answer, or with a 401, the next would bring nothing either.
    private static let patience = 3

    private let caller: Caller
    private let ledger: QuotaLedger?
    private let clocks: Clocks

    /// - Parameter ledger: nil where this machine's runs share nothing.
    package init(
        client: RecordingClient,
        signIn: SignIn,
        ledger: QuotaLedger? = nil,
        clocks: Clocks = .system
    ) {
        let departure = DepartureGuard(client: client, writes: WriteGuard())
        caller = Caller(departure: departure, signIn: signIn, ledger: ledger, clocks: clocks)
        self.ledger = ledger
        self.clocks = clocks
    }

    /// What the plan costs, and what is left by the newest answer that this machine has heard: to be said before the
    /// run begins.
    package func quota(for plan: LivePlan, reserveShare: Double = 0.2) -> QuotaPlan {
        let now = clocks.now()
        let entry = ledger?.read(now: now)
        return QuotaPlan(
            times: plan.cost,
            requestsPerAttempt: 1,
            state: entry?.state,
            heardAt: entry?.seenAt,
            now: now,
            reserveShare: reserveShare
        )
    }

    /// Makes the plan's calls in order. A cancelled task ends the run at once, with the calls made so far.
    ///
    /// - Parameters:
    ///   - reserveShare: the share of the hourly quota that is kept for production.
    ///   - onCall: called after each call.
    package func run(
        _ plan: LivePlan,
        reserveShare: Double = 0.2,
        onCall: @Sendable (LiveRun.Call) -> Void = { _ in }
    ) async -> LiveRun {
        var run = LiveRun(
            id: "live-\(clocks.now().compact)-\(String(UInt32.random(in: .min ... .max), radix: 36))",
            plan: plan,
            quota: quota(for: plan, reserveShare: reserveShare)
        )
        var pool = IdentifierPool(plan)
        var streak = Streak()
        for step in plan.steps {
            var reason: LiveRun.Reason?
            let before = run.calls.count
            if run.stop == nil {
                let targets = LiveTargets(step, pool)
                reason = targets.problem
                for target in targets.all where run.stop == nil && reason == nil {
                    reason = await visit(target, of: step, in: &run, &pool, &streak, onCall)
                }
            }
            guard run.calls.count == before else { continue }
            pool.note("was not called", about: step)
            let why = reason ?? run.stop.map { .stopped($0) } ?? .noIdentifier(in: step.operation.label)
            run.notReached.append(LiveRun.NotReached(operation: step.operation, reason: why))
        }
        return run
    }

    /// Asks for one resource, or for the pages of one collection.
    ///
    /// - Returns: why the request may not leave; nil where it did, or the run is at its end.
    private func visit(
        _ target: LiveTargets.Target,
        of step: LiveStep,
        in run: inout LiveRun,
        _ pool: inout IdentifierPool,
        _ streak: inout Streak,
        _ onCall: @Sendable (LiveRun.Call) -> Void
    ) async -> LiveRun.Reason? {
        for page in 1...max(1, step.pages) {
            guard run.spent < run.plan.budget else {
                run.stop = .budget(run.plan.budget)
                return nil
            }
            let request = request(for: target, of: step, page: page)
            let label = step.operation.label
            let call: RecordedCall
            switch await caller.send(request, quota: run.quota, run: run.id, label: label) {
            case .refused(let refusal):
                switch refusal.rule {
                case .cancelled: run.stop = .cancelled
                case .quota: run.stop = .quota(refusal.sentence)
                default: return .refused(refusal)
                }
                return nil
            case .notSignedIn(let problem):
                run.stop = Task.isCancelled ? .cancelled : .notSignedIn(problem)
                return nil
            case .answered(let answered): call = answered
            }
            note(call, in: &run)
            if call.raw.failure?.kind == .cancelled {
                run.stop = .cancelled
                return nil
            }
            let made = LiveRun.Call(
                operation: step.operation,
                page: step.isPaged ? page : nil,
                number: call.number,
                exchange: call.redacted
            )
            run.calls.append(made)
            onCall(made)
            if call.raw.response?.status == 429 {
                run.stop = .tooManyRequests
                return nil
            }
            run.stop = streak.stop(after: call.raw, patience: LiveWalk.patience)
            guard let document = learn(from: call.raw, step, target.path, &pool), run.stop == nil,
                step.isPaged, LiveWalk.hasNext(document, page: page, size: step.pageSize)
            else { return nil }
        }
        return nil
    }

    private func request(for target: LiveTargets.Target, of step: LiveStep, page: Int) -> RequestMessage {
        var items: [String] = []
        if step.isPaged { items.append(LiveTargets.item("page", String(page).utf8)) }
        if let size = step.pageSize { items.append(LiveTargets.item("itemsPerPage", String(size).utf8)) }
        var headers: HeaderList = ["Accept": LiveWalk.accepted(by: step.operation)]
        for header in step.headers {
            if case .value(let value) = header.source { headers.append(header.name, value) }
        }
        return RequestMessage(
            method: step.operation.method,
            url: caller.endpoints.apiURL(target.text(adding: items)),
            headers: headers
        )
    }

    /// JSON-LD where the operation has it, another JSON otherwise.
    private static func accepted(by operation: OperationDescription) -> String {
        let types = operation.mediaTypes.filter { type in
            !type.isEmpty && type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
        let preferred = "application/ld+json"
        if types.isEmpty || types.contains(preferred) { return preferred }
        return types.first { MediaType($0).isJSON } ?? types[0]
    }

    private func note(_ call: RecordedCall, in run: inout LiveRun) {
        run.spent += 1
        if let error = call.storeError { run.storeError = "\(error)" }
        if let state = call.redacted.quota {
            let now = clocks.now()
            run.quota.observe(state, heardAt: now, sentAt: call.raw.startedAt, now: now)
        } else {
            run.quota.spend(1)
        }
    }

    /// Takes the ids out of an answer.
    ///
    /// - Returns: nil where it is no success with JSON in it.
    private func learn(
        from raw: Exchange,
        _ step: LiveStep,
        _ path: String,
        _ pool: inout IdentifierPool
    ) -> JSONDocument? {
        guard raw.failure == nil, let status = raw.response?.status else {
            pool.note("got no whole answer", about: step)
            return nil
        }
        guard (200..<300).contains(status) else {
            pool.note("was answered with \(status)", about: step)
            return nil
        }
        guard let document = RawAnswer.document(raw) else {
            pool.note("was answered with no JSON that can be read", about: step)
            return nil
        }
        pool.learn(from: document, step: step, path: path)
        return document
    }

    /// Whether a page says that there is another: by its link, its total, or by being full. The link itself is never
    /// followed: where the next page is, the contract says.
    private static func hasNext(_ document: JSONDocument, page: Int, size: Int?) -> Bool {
        let root = document.root
        if let view = root["hydra:view"] ?? root["view"], view.kind == .object {
            return (view["hydra:next"] ?? view["next"])?.kind == .string
        }
        let count = IdentifierPool.members(of: root).count
        if let total = (root["hydra:totalItems"] ?? root["totalItems"])?.int {
            let (seen, overflow) = page.multipliedReportingOverflow(by: size ?? max(1, count))
            return count > 0 && !overflow && total > seen
        }
        return count > 0 && count >= size ?? .max
    }
}

/// How many calls in a row went wrong in the same way.
private struct Streak {
    private var silent = 0
    private var refused = 0

    mutating func stop(after raw: Exchange, patience: Int) -> LiveRun.Stop? {
        silent = raw.response == nil ? silent + 1 : 0
        refused = raw.response?.status == 401 ? refused + 1 : 0
        if silent >= patience { return .unreachable(silent) }
        return refused >= patience ? .tokenRefused(refused) : nil
    }
}
