package import CaptureStore
import ExchangeModel
import KadenceAPI
package import Redaction
package import ReplayPlan
package import Wire

/// Repeats a recording and stores each attempt, linked to what it repeats.
package struct Replayer: Sendable {
    private let caller: Caller
    private let departure: DepartureGuard
    private let captures: any CaptureRepository
    private let keys: RedactionKeys
    private let ledger: QuotaLedger?
    private let clocks: Clocks

    /// - Parameters:
    ///   - departure: the guard that `caller` sends through; asked before anything is sent.
    ///   - captures: where sealed values are.
    ///   - keys: what they are sealed with.
    package init(
        caller: Caller,
        departure: DepartureGuard,
        captures: any CaptureRepository,
        keys: RedactionKeys,
        ledger: QuotaLedger? = nil,
        clocks: Clocks = .system
    ) {
        self.caller = caller
        self.departure = departure
        self.captures = captures
        self.keys = keys
        self.ledger = ledger
        self.clocks = clocks
    }

    /// What the run would cost, and what is left by the newest answer that this machine has heard: to be said before it
    /// begins.
    package func plan(_ target: ReplayTarget, options: ReplayOptions) -> QuotaPlan {
        plan(ReplaySteps(target), options)
    }

    private func plan(_ steps: ReplaySteps, _ options: ReplayOptions) -> QuotaPlan {
        let now = clocks.now()
        return QuotaPlan(
            times: options.times,
            requestsPerAttempt: steps.all.count,
            state: ledger?.read(now: now)?.state,
            now: now,
            reserveShare: options.reserveShare
        )
    }

    /// Repeats the recording up to its decisive call, as often as asked.
    ///
    /// Requests for tokens are not repeated: each attempt has a fresh token anyway. A cancelled task ends the run at
    /// once, with the attempts made so far.
    /// - Parameter onAttempt: called after each attempt.
    package func run(
        _ target: ReplayTarget,
        options: ReplayOptions,
        onAttempt: @Sendable (Attempt) -> Void = { _ in }
    ) async -> ReplayRun {
        let steps = ReplaySteps(target)
        let quota = plan(steps, options)
        var run = ReplayRun(
            id: "\(clocks.now().compact)-\(String(UInt32.random(in: .min ... .max), radix: 36))",
            times: options.times,
            cost: quota.cost,
            quota: quota
        )
        for step in steps.all {
            let request = step.exchange.request
            if let refusal = departure.refusalToWrite(method: request.method, url: request.url) {
                run.refusal = refusal
                run.stoppedBecause = refusal.sentence
                return run
            }
        }
        guard !steps.all.isEmpty else {
            run.stoppedBecause = "the recording holds only requests for tokens, which are never repeated"
            return run
        }
        let session = ReplaySession(
            caller: caller,
            steps: steps,
            resolver: ValueResolver(captures: captures, keys: keys, values: options.values),
            movesToEndpoint: options.movesToEndpoint,
            clocks: clocks
        )
        for index in 1...max(1, options.times) where run.stoppedBecause == nil && options.times > 0 {
            guard !Task.isCancelled else {
                run.stoppedBecause = "stopped by hand"
                break
            }
            if case .stop(let reason) = run.quota.verdict {
                run.stoppedBecause = reason
                break
            }
            if let attempt = await session.attempt(index, in: &run) {
                run.attempts.append(attempt)
                onAttempt(attempt)
            }
        }
        return run
    }
}
