package import CaptureStore
import ExchangeModel
import KadenceAPI
package import Redaction
package import ReplayPlan
package import Wire

/// What a run would do, found out without sending anything.
package struct ReplayPreview: Sendable {
    /// Why the run could not be made.
    package struct Problem: Sendable, Hashable {
        /// Hostile text.
        package let sentence: String
        package let remedies: [String]
    }

    /// What a run costs on average that ends when its interval is narrow enough.
    package struct ExpectedCost: Sendable, Hashable {
        /// The share of attempts that fail, if it is so high.
        package let failureRate: Double
        package let attempts: Int
    }

    package let script: FlowScript
    package let quota: QuotaPlan
    /// For failure rates of 10, 30 and 50 %; empty where the goal is not an interval's width.
    package let expected: [ExpectedCost]
    /// What an attempt would take back; empty unless that is asked for.
    package let undos: [PlannedUndo]
    /// From one attempt to the next; nil where they follow each other at once.
    package let interval: Duration?
    /// When each step of an attempt would leave; nil where one follows the other at once.
    package let spacing: RecordedSpacing?
    /// Which dates would move, and how far.
    package let shift: [String]
    package let problem: Problem?

    package static func make(
        _ target: ReplayTarget,
        options: ReplayOptions,
        captures: any CaptureRepository,
        keys: RedactionKeys,
        writes: WriteGuard,
        ledger: QuotaLedger?,
        clocks: Clocks = .system
    ) -> ReplayPreview {
        let script = ReplaySteps.script(target, variables: options.variables)
        let now = clocks.now()
        let quota = ReplaySteps.quota(script, options, ledger: ledger, now: now)
        let shift = script.steps.first.map { DateShift(recordedAt: $0.exchange.startedAt, now: now) }
        let resolver = ValueResolver(captures: captures, keys: keys, values: options.values)
        return ReplayPreview(
            script: script,
            quota: quota,
            expected: [0.1, 0.3, 0.5].compactMap { rate in
                options.goal.expectedAttempts(failureRate: rate, most: quota.times)
                    .map { ExpectedCost(failureRate: rate, attempts: $0) }
            },
            undos: options.undoes ? PlannedUndo.all(of: script) : [],
            interval: options.pace.interval(quota, now: now),
            spacing: ReplaySteps.spacing(script, options),
            shift: options.shiftsDates ? shift?.explanation ?? [] : [],
            problem: problem(script, resolver, writes)
        )
    }

    private static func problem(_ script: FlowScript, _ resolver: ValueResolver, _ writes: WriteGuard) -> Problem? {
        guard !script.steps.isEmpty else {
            return Problem(sentence: ReplaySteps.onlyTokens, remedies: ["name a call to the API as well"])
        }
        for step in script.steps {
            let operation = operationLabel(method: step.exchange.request.method, url: step.exchange.request.url)
            if let refusal = writes.permits(method: step.exchange.request.method, operation: operation) {
                return Problem(sentence: "\(refusal)", remedies: [refusal.remedy])
            }
        }
        if let sentence = ReplaySteps.unrepeatable(script) {
            return Problem(sentence: sentence, remedies: ["record it again with a larger body-limit"])
        }
        let missing = ReplaySteps.missing(script, resolver)
        guard !missing.isEmpty else { return nil }
        return Problem(
            sentence: "no value for \(missing.map(\.name).joined(separator: ", "))",
            remedies: missing.map { "\($0.name) is needed in \($0.place): set REPRISE_VALUE_\($0.name)" }
        )
    }
}
