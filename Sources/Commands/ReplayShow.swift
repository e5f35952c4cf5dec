import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import SupportReport

/// How a replay looks: the cost first, a strip of outcomes that grows, then the sentence.
enum ReplayShow {
    /// Runs it with a live strip on a terminal.
    static func run(
        _ target: ReplayTarget,
        _ options: ReplayOptions,
        _ replayer: Replayer,
        quiet: Bool,
        _ console: Console
    ) async -> ReplayRun {
        if !quiet {
            let about = target.decisive.exchange.request
            console.talk(
                "  " + shown(about.method) + " " + Look.path(about.url, width: 70) + " · "
                    + Look.count(options.times, "attempt")
            )
            console.talk("  " + cost(replayer.plan(target, options: options)))
            console.talkPart("  ")
        }
        let run = await replayer.run(target, options: options) { attempt in
            if !quiet { console.talkPart(mark(attempt.outcome, console) + " ") }
        }
        if !quiet { console.talk() }
        return run
    }

    /// What the run may use up, as far as this machine has heard of the quota.
    private static func cost(_ plan: QuotaPlan) -> String {
        let cost = "costs " + Look.count(plan.cost, "call")
        guard let remaining = plan.remaining else {
            return cost + " · the first answer tells what is left of the quota"
        }
        return cost + " of \(Look.grouped(remaining)) left (\(Look.grouped(plan.keptBack ?? 0)) kept back)"
            + reset(plan)
            + (plan.fits
                ? "" : "\n  only \(Look.count(plan.affordableAttempts ?? 0, "attempt")) can be made before that")
    }

    private static func reset(_ plan: QuotaPlan) -> String {
        plan.resetsAt.map { " · resets " + $0.text(fractionDigits: 0).suffix(9) } ?? ""
    }

    private static func mark(_ outcome: Outcome, _ console: Console) -> String {
        switch outcome {
        case .passed: console.paint("✓", .good)
        case .failed: console.paint("✗", .bad)
        case .inconclusive: console.paint("?", .note)
        }
    }

    /// What was measured: the data of a replay, which a person may want in a file.
    ///
    /// - Parameter asTalk: to stderr instead, where stdout holds the same as JSON.
    private static func results(_ run: ReplayRun, asTalk: Bool, _ console: Console) {
        let frequency = run.frequency
        guard frequency.counted > 0 else { return }
        let line: (String) -> Void = { asTalk ? console.talk($0) : console.out($0) }
        let dim: (String) -> String = { asTalk ? console.paint($0, .dim) : console.paintOut($0, .dim) }
        let what = frequency.signatures.first.map { ": " + shown($0.signature.summary, 100) } ?? ""
        line("  fails " + frequency.sentence + what)
        for signature in frequency.signatures.dropFirst() {
            line("    \(signature.count) × " + shown(signature.signature.summary, 100))
        }
        let conditions = ConditionReport(run.attempts)
        for text in conditions.lines() + [conditions.clusteringSentence].compactMap({ $0 }) { line("  " + shown(text)) }
        for (name, ids) in [
            ("failing", frequency.signatures.flatMap(\.traceIDs)), ("passing", frequency.passingTraceIDs),
        ] where !ids.isEmpty {
            let more = ids.count > 4 ? " and \(ids.count - 4) more" : ""
            line("  \(name) " + dim(ids.prefix(4).map { Look.short($0.text) }.joined(separator: " ")) + more)
        }
    }

    /// What happened, why it ended, and the exit status.
    static func verdict(
        _ run: ReplayRun,
        reportable: Int?,
        resultsAsTalk: Bool = false,
        _ console: Console
    ) -> ExitStatus {
        let frequency = run.frequency
        results(run, asTalk: resultsAsTalk, console)
        let plan = run.quota
        if let remaining = plan.remaining {
            console.talk(
                "  used \(Look.grouped(run.attempts.reduce(0) { $0 + $1.calls.count })) of \(Look.grouped(run.cost)) planned calls · "
                    + Look.grouped(remaining) + " left (\(Look.grouped(plan.keptBack ?? 0)) kept back)"
                    + reset(plan)
            )
        }
        if let error = run.storeError { console.talk(console.paint("  attempts not stored: ", .bad) + shown(error)) }
        if let reason = run.stoppedBecause { console.talk("  stopped: " + shown(reason)) }
        if !run.missing.isEmpty {
            for value in run.missing {
                console.talk(
                    "  missing: " + shown("\(value.name) in \(value.place)") + " · set REPRISE_VALUE_"
                        + shown(value.name)
                )
            }
            console.talk("  exit 3: nothing gives these values, so nothing was sent")
            return .notEvaluated
        }
        if let refusal = run.refusal {
            console.talk("  " + shown(refusal.remedy))
            // Quota and a stopped run are inconclusive; what may not leave was not evaluated.
            return refusal.rule == .quota || refusal.rule == .cancelled ? inconclusive(console) : .notEvaluated
        }
        if let problem = run.signInProblem {
            console.talk("  " + shown(problem.sentence) + "\n  " + shown(problem.remedy))
            return inconclusive(console)
        }
        if frequency.failed > 0 {
            console.talk(
                "  exit 1: the failure was reproduced" + (reportable.map { " · next: reprise report \($0)" } ?? "")
            )
            return .failed
        }
        if frequency.counted == 0 { return inconclusive(console) }
        console.talk(
            "  exit 0: it did not fail in \(Look.count(frequency.counted, "attempt")) · next: --times \(max(30, frequency.counted * 3))"
        )
        return .fine
    }

    private static func inconclusive(_ console: Console) -> ExitStatus {
        console.talk("  exit 4: inconclusive")
        return .inconclusive
    }

    static func json(_ run: ReplayRun) -> JSONValue {
        .object(
            ReportJSON.summary(run.frequency) + [("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null)]
        )
    }
}
