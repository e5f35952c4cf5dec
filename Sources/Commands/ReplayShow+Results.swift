import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import ReplayPlan
import Statistics
import SupportReport

extension ReplayShow {
    /// What was measured: the data of a replay, which a person may want in a file.
    ///
    /// - Parameter asTalk: to stderr instead, where stdout holds the same as JSON.
    private static func results(_ run: ReplayRun, _ job: ReplayJob, asTalk: Bool, _ console: Console) {
        let frequency = run.frequency
        guard frequency.counted > 0 else { return }
        let line: (String) -> Void = { asTalk ? console.talk($0) : console.out($0) }
        let dim: (String) -> String = { asTalk ? console.paint($0, .dim) : console.paintOut($0, .dim) }
        let what = frequency.signatures.first.map { ": " + shown($0.signature.summary, 100) } ?? ""
        line("  fails " + sentence(run, frequency) + what)
        for signature in frequency.signatures.dropFirst() {
            line("    \(signature.count) × " + shown(signature.signature.summary, 100))
        }
        if let figures = figures(frequency) { line("  " + dim(figures)) }
        let conditions = ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) }
        for text in conditions.lines() { line("  " + shown(text, 240)) }
        if let clustering = conditions.clusteringSentence { line("  " + shown(clustering, 240)) }
        for (name, ids) in [
            ("failing", frequency.signatures.flatMap(\.traceIDs)), ("passing", frequency.passingTraceIDs),
        ] where !ids.isEmpty {
            let more = ids.count > 4 ? " and \(ids.count - 4) more" : ""
            line("  \(name) " + dim(ids.prefix(4).map { Look.short($0.text) }.joined(separator: " ")) + more)
        }
        if job.flags.control { line("  " + control(run.attempts)) }
    }

    /// How often, as a person writes it. Where clean attempts were to rule a rate out, the last line says whether they do.
    private static func sentence(_ run: ReplayRun, _ frequency: Frequency) -> String {
        guard case .clean = run.goal, frequency.failed == 0 else { return frequency.sentence }
        return frequency.sentence.replacingOccurrences(of: ", which does not rule the failure out", with: "")
    }

    /// What came about, in words.
    private static func failing(_ run: ReplayRun) -> String {
        guard let recorded = run.recordedFailure else { return "it failed" }
        let isRecorded = run.frequency.signatures.contains {
            $0.signature == recorded || $0.signature.failureClass == recorded.failureClass && recorded.status == nil
        }
        return isRecorded ? "the failure was reproduced" : "it failed, but otherwise than it was recorded"
    }

    /// The other interval, and how long answers took.
    private static func figures(_ frequency: Frequency) -> String? {
        var parts: [String] = []
        if let interval = frequency.interval { parts.append("interval by \(interval.method)") }
        if let wilson = frequency.wilsonText { parts.append(wilson) }
        if let latency = frequency.latencyText { parts.append(latency) }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    /// How the two ways compare.
    private static func control(_ attempts: [Attempt]) -> String {
        func text(_ isDirect: Bool) -> String {
            let frequency = Frequency(attempts.filter { $0.decisive?.conditions.isDirect == isDirect })
            return frequency.shortSentence
        }
        return "straight to the API \(text(true)), through the recording proxy \(text(false))"
    }

    /// What happened, why it ended, and the exit status.
    ///
    /// - Parameter isKept: whether the run was stored, so that it can go on.
    static func verdict(
        _ run: ReplayRun,
        _ job: ReplayJob,
        isKept: Bool = true,
        resultsAsTalk: Bool = false,
        explain: Bool = false,
        _ console: Console
    ) -> ExitStatus {
        let frequency = run.frequency
        results(run, job, asTalk: resultsAsTalk, console)
        inconclusive(run, console)
        undone(run, console)
        conflicts(run, job, console)
        if explain { explanation(run, console) }
        let plan = run.quota
        if let remaining = plan.remaining {
            console.talk(
                "  used \(Look.grouped(run.requests)) of \(Look.grouped(run.cost)) planned calls · "
                    + Look.grouped(remaining) + " left (\(Look.grouped(plan.keptBack ?? 0)) kept back)" + reset(plan)
            )
        }
        for note in run.notes { console.talk("  " + shown(note, 200)) }
        if let error = run.storeError { console.talk(console.paint("  attempts not stored: ", .bad) + shown(error)) }
        if let error = run.keepError { console.talk(console.paint("  the run was not kept: ", .bad) + shown(error)) }
        if let reason = run.stoppedBecause { console.talk("  stopped: " + shown(reason)) }
        if !run.missing.isEmpty { return missing(run, console) }
        if run.isUnrepeatable {
            console.talk("  exit 3: nothing was sent · record it again with a larger body-limit in reprise.yml")
            return .notEvaluated
        }
        if let refusal = run.refusal {
            console.talk("  " + shown(refusal.remedy))
            // Quota and a stopped run are inconclusive; what may not leave was not evaluated.
            if refusal.rule != .quota, refusal.rule != .cancelled {
                guard frequency.failed == 0 else { return ending(run, job, frequency, isKept: isKept, console) }
                console.talk("  exit 3: " + (run.requests == 0 ? "nothing was sent" : "a call was held back"))
                return .notEvaluated
            }
        }
        if let problem = run.signInProblem {
            console.talk("  " + shown(problem.sentence) + "\n  " + shown(problem.remedy))
        }
        return ending(run, job, frequency, isKept: isKept, console)
    }

    private static func ending(
        _ run: ReplayRun,
        _ job: ReplayJob,
        _ frequency: Frequency,
        isKept: Bool,
        _ console: Console
    ) -> ExitStatus {
        let isBegun =
            !run.attempts.isEmpty || run.refusal == nil && run.signInProblem == nil && !run.operation.isEmpty
        let isKept = isKept && isBegun && run.keepError == nil
        // Before the reset it would only stop again.
        let after = run.quota.affordableAttempts == 0 ? run.quota.resetsAt : nil
        let when = after.map { ", after \($0.text(fractionDigits: 0).suffix(9))" } ?? ""
        let resume =
            run.stoppedBecause == nil || !isKept ? "" : " · next\(when): reprise replay --resume \(run.id)"
        if run.recordedFailure == nil, frequency.counted == 1,
            frequency.signatures.first?.signature.failureClass == .wrongData
        {
            console.talk("  one attempt can't tell what varies by itself, such as new ids: try --times 3")
        }
        let isWide = wideness(run, frequency, console)
        if frequency.failed > 0 {
            let report = run.about.map(String.init) ?? (job.selection.count == 1 ? job.selection[0] : nil)
            let look = report.map { "reprise report " + shown($0) } ?? "reprise runs \(run.id)"
            var next = resume.isEmpty ? " · next: \(look)" : resume
            // Plain repeats hold constant what the plan varies, so they can't tell whether it matters.
            if resume.isEmpty, job.wish.options.diagnosis == nil, frequency.failed < frequency.counted {
                next += " · what it depends on: --diagnose"
            }
            if case .clean = run.goal {
                console.talk("  exit 1: it is not fixed, it failed again" + next)
            } else {
                console.talk(
                    "  exit 1: " + failing(run) + next
                )
            }
            return .failed
        }
        if run.storeError != nil {
            console.talk("  exit 3: nothing failed, but not every attempt could be stored")
            return .notEvaluated
        }
        if run.keepError != nil {
            console.talk("  exit 3: nothing failed, but the run could not be kept as a whole")
            return .notEvaluated
        }
        // Nothing failed, but it was to be tried more often.
        if run.stoppedBecause != nil || frequency.counted == 0 || isWide {
            console.talk("  exit 4: inconclusive" + resume)
            return .inconclusive
        }
        // Less than was asked for, and a passing rest must not hide that.
        if case .times = run.goal, frequency.inconclusive > 0 {
            let text =
                "\(Look.count(frequency.inconclusive, "attempt")) of \(frequency.attempts) "
                + "\(frequency.inconclusive == 1 ? "says" : "say") nothing"
            if run.attempts.contains(where: isNotEvaluable) {
                console.talk("  exit 3: nothing failed, but \(text)")
                return .notEvaluated
            }
            console.talk("  exit 4: inconclusive, \(text)")
            return .inconclusive
        }
        if case .clean(let runs) = run.goal {
            guard frequency.counted >= runs else {
                console.talk("  exit 4: inconclusive, \(Look.count(runs, "clean attempt")) are needed" + resume)
                return .inconclusive
            }
            let rate = job.wish.cleanRuns.map { PercentText.text($0.rate.rate) } ?? ""
            console.talk(
                "  exit 0: it no longer fails at a rate of \(rate) %: at that rate \(Look.count(runs, "clean attempt")) in a row "
                    + "would come about less than once in 20 times"
            )
            return .fine
        }
        console.talk(
            "  exit 0: it did not fail in \(Look.count(frequency.counted, "attempt")) · next: --times \(min(10_000, max(30, frequency.counted * 3)))"
        )
        return .fine
    }

    private static func isNotEvaluable(_ attempt: Attempt) -> Bool {
        if case .inconclusive(.notEvaluable) = attempt.outcome { return true }
        return false
    }

    /// Says how wide the interval is, where a width was asked for. True where it is wider than that.
    private static func wideness(_ run: ReplayRun, _ frequency: Frequency, _ console: Console) -> Bool {
        guard case .until(let width) = run.goal, let interval = frequency.interval else { return false }
        let reached = interval.high - interval.low
        let text = PercentText.text(reached)
        if reached <= width {
            console.talk("  the interval is \(text) points wide, as narrow as asked for")
            return false
        }
        console.talk("  the interval is \(text) points wide, wider than the \(PercentText.text(width)) asked for")
        return true
    }

    /// Why attempts say nothing, each reason once.
    private static func inconclusive(_ run: ReplayRun, _ console: Console) {
        var reasons: [(text: String, count: Int)] = []
        for attempt in run.attempts {
            guard case .inconclusive(let reason) = attempt.outcome else { continue }
            let text = ReportJSON.sentence(reason)
            if let place = reasons.firstIndex(where: { $0.text == text }) {
                reasons[place].count += 1
            } else {
                reasons.append((text, 1))
            }
        }
        for reason in reasons.prefix(5) {
            console.talk("  \(reason.count) inconclusive: " + shown(reason.text, 160))
        }
        if reasons.count > 5 { console.talk("  and \(Look.count(reasons.count - 5, "other reason"))") }
    }

    /// How the verdicts were made; steps with the same words together.
    private static func explanation(_ run: ReplayRun, _ console: Console) {
        var groups: [(line: String, steps: [Int])] = []
        for explained in run.explanation {
            if let place = groups.firstIndex(where: { $0.line == explained.line }) {
                groups[place].steps.append(explained.step)
            } else {
                groups.append((explained.line, [explained.step]))
            }
        }
        for group in groups {
            let steps = group.steps.map { String($0 + 1) }.joined(separator: ", ")
            console.talk("  step \(steps): " + shown(group.line, 200))
        }
    }

    private static func missing(_ run: ReplayRun, _ console: Console) -> ExitStatus {
        for value in run.missing {
            console.talk(
                "  missing: " + shown("\(value.name) in \(value.place)", 160) + " · set REPRISE_VALUE_"
                    + shown(value.name, 80)
            )
        }
        console.talk("  exit 3: nothing gives these values" + (run.requests == 0 ? ", so nothing was sent" : ""))
        return .notEvaluated
    }

    /// Why a write may be refused today that was fine when it was recorded.
    private static func conflicts(_ run: ReplayRun, _ job: ReplayJob, _ console: Console) {
        for (operation, status) in run.conflicts.sorted(by: { $0.key < $1.key }) {
            let isBooking = operation == "POST /v1/public/bookings"
            var ways: [String] = []
            if isBooking, !job.flags.shiftDates { ways.append("--shift-dates asks for a later day") }
            if !job.flags.undo, WriteCounterpart.of(operation) != nil {
                ways.append("--undo takes back what an attempt wrote")
            }
            let what = isBooking ? "the recorded booking may still stand" : "what was recorded may still be in force"
            console.talk(
                "  hint: \(shown(operation)) was refused with \(status): \(what)"
                    + (ways.isEmpty ? "" : ": " + ways.joined(separator: ", "))
            )
        }
    }

    /// What was taken back, counted, and each thing that was not.
    static func undone(_ run: ReplayRun, _ console: Console) {
        let taken = run.undone.filter { $0.problem == nil }
        for (operation, notes) in Dictionary(grouping: taken, by: { $0.undoing ?? "" }).sorted(by: { $0.key < $1.key })
        {
            console.talk("  taken back: \(notes.count) × " + shown(operation))
        }
        for note in run.undone {
            guard let problem = note.problem else { continue }
            console.talk(
                console.paint("  not taken back: ", .bad) + shown(note.what, 200) + ": " + shown(problem, 160)
            )
        }
    }
}
