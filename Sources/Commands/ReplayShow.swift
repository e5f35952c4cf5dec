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
                    + " · costs up to " + Look.count(options.times * target.needed.count, "call")
            )
            console.talkPart("  ")
        }
        let run = await replayer.run(target, options: options) { attempt in
            if !quiet { console.talkPart(mark(attempt.outcome, console) + " ") }
        }
        if !quiet { console.talk() }
        return run
    }

    private static func mark(_ outcome: Outcome, _ console: Console) -> String {
        switch outcome {
        case .passed: console.paint("✓", .good)
        case .failed: console.paint("✗", .bad)
        case .inconclusive: console.paint("?", .note)
        }
    }

    /// What happened, why it ended, and the exit status.
    static func verdict(_ run: ReplayRun, reportable: Int?, _ console: Console) -> ExitStatus {
        let frequency = run.frequency
        if frequency.counted > 0 {
            let what = frequency.signatures.first.map { ": " + shown($0.signature.summary, 100) } ?? ""
            console.talk("  fails " + frequency.sentence + what)
            for signature in frequency.signatures.dropFirst() {
                console.talk("    \(signature.count) × " + shown(signature.signature.summary, 100))
            }
            if let condition = ConditionFinding.candidates(in: run.attempts).first {
                console.talk("  " + shown(condition.line))
            }
            traces("failing", frequency.signatures.flatMap(\.traceIDs), console)
            traces("passing", frequency.passingTraceIDs, console)
        }
        let plan = run.quota
        if let remaining = plan.remaining {
            console.talk(
                "  cost \(Look.grouped(run.attempts.reduce(0) { $0 + $1.exchanges.count })) of \(Look.grouped(run.cost)) planned calls · "
                    + Look.grouped(remaining) + " left (\(Look.grouped(plan.keptBack ?? 0)) kept back)"
                    + (plan.resetsAt.map { " · resets " + $0.text(fractionDigits: 0).suffix(9) } ?? "")
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

    private static func traces(_ name: String, _ ids: [TraceID], _ console: Console) {
        guard !ids.isEmpty else { return }
        let more = ids.count > 4 ? " and \(ids.count - 4) more" : ""
        console.talk(
            "  \(name) " + console.paint(ids.prefix(4).map { Look.short($0.text) }.joined(separator: " "), .dim) + more
        )
    }

    static func json(_ run: ReplayRun) -> JSONValue {
        .object(
            ReportJSON.summary(run.frequency) + [("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null)]
        )
    }
}
