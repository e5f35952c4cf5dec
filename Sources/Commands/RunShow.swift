import ExchangeModel
import JSONTree
import ReplayPlan
import Statistics
import SupportReport

/// How a stored run looks as a whole; `RunList` shows many.
enum RunShow {
    /// `fails`, `passes`, or `inconclusive` where no attempt says anything.
    static func verdict(_ run: RunRecord, _ frequency: Frequency) -> (word: String, tone: Console.Tone) {
        if frequency.failed > 0 { return ("fails", .bad) }
        return frequency.counted > 0 ? ("passes", .good) : ("inconclusive", .note)
    }

    /// Whether `replay --resume` has anything to do: it ended early or was killed, and attempts are left to be made.
    static func isResumable(_ run: RunRecord) -> Bool {
        !run.isComplete && (run.endedAt == nil || run.stoppedBecause != nil)
    }

    /// `3 hours ago`; `in 2 minutes` where the clock was set back.
    static func ago(_ moment: Timestamp, now: Timestamp) -> String {
        let age = now.since(moment)
        if age.components.seconds == 0 { return "just now" }
        return age < .zero ? "in " + SpanText.text(age) : SpanText.text(age) + " ago"
    }

    /// The run whole, line by line.
    static func whole(_ run: RunRecord, now: Timestamp, _ console: Console) -> [String] {
        let frequency = run.frequency
        let began = run.startedAt.text(fractionDigits: 0) + ", " + ago(run.startedAt, now: now)
        var lines = [
            "run       " + shown(run.id),
            "of        " + shown(run.title, 60) + " · " + shown(run.operation, 100),
            "began     " + began + ", " + ending(run),
        ]
        if let reason = run.stoppedBecause { lines.append("stopped   " + shown(reason, 200)) }
        for text in run.leftBehind { lines.append("not taken back: " + shown(text, 200)) }
        if !run.options.isEmpty { lines.append("options   " + options(run)) }
        guard frequency.attempts > 0 else { return lines + ["measured  nothing: no attempt was made"] }
        let verdict = verdict(run, frequency)
        let what = frequency.signatures.first.map { ": " + shown($0.signature.summary, 100) } ?? ""
        lines.append(console.paintOut("fails", verdict.tone) + "     " + frequency.sentence + what)
        for signature in frequency.signatures.dropFirst() {
            lines.append("          \(signature.count) × " + shown(signature.signature.summary, 100))
        }
        for (place, strip) in OutcomeStrip.lines(run.attempts, columns: 66).enumerated() {
            lines.append((place == 0 ? "over time " : "          ") + painted(strip, console))
        }
        let took = LatencyHistogram(attempts: run.attempts)
        let parts = [("p50", took.p50), ("p90", took.p90), ("p99", took.p99), ("longest", took.greatest)]
            .compactMap { name, value in value.map { name + " " + Look.milliseconds($0) } }
        if !parts.isEmpty { lines.append("took      " + parts.joined(separator: " · ")) }
        for line in StoredRuns.conditions(of: run.attempts) { lines.append("          " + shown(line, 200)) }
        return lines + [""] + run.attempts.map { row($0, console) }
    }

    private static func ending(_ run: RunRecord) -> String {
        let planned = run.planned.map { " of \($0)" } ?? ""
        let made = Look.count(run.attempts.count, "attempt") + planned
        guard let end = run.endedAt else { return "not ended · " + made }
        return "ended after \(SpanText.text(end.since(run.startedAt))) · " + made
    }

    private static func options(_ run: RunRecord) -> String {
        run.options.sorted { $0.key < $1.key }
            .map { name, values in
                values.isEmpty
                    ? "--" + shown(name, 40)
                    : "--\(shown(name, 40)) " + values.map { shown($0, 60) }.joined(separator: " ")
            }
            .joined(separator: " ")
    }

    private static func painted(_ strip: String, _ console: Console) -> String {
        strip.map { mark in
            switch mark {
            case "✗": console.paintOut("✗", .bad)
            case "✓": console.paintOut("✓", .good)
            default: String(mark)
            }
        }
        .joined()
    }

    /// Index, time, outcome, status, duration, trace id, capture; then what failed, or why it says nothing.
    private static func row(_ attempt: Attempt, _ console: Console) -> String {
        let call = attempt.decisive
        var words = ""
        var tone = Console.Tone.good
        switch attempt.outcome {
        case .passed: break
        case .failed(let signature): (words, tone) = (signature.summary, .bad)
        case .inconclusive(let reason): (words, tone) = (ReportJSON.sentence(reason), .note)
        }
        let status = (call?.status).map(String.init) ?? "–"
        let parts = [
            Look.right(String(attempt.index), 5), console.paintOut(attempt.startedAt.timeOfDay, .dim),
            console.paintOut(String(OutcomeStrip.mark(attempt.outcome)), tone), Look.right(status, 3),
            Look.right(call.map { Look.milliseconds($0.duration) } ?? "–", 9),
            Look.padded(attempt.traceID.map { shown($0.text, 40) } ?? "no trace id", to: 32),
            Look.padded((call?.number).map { "capture \($0)" } ?? "not stored", to: 12), shown(words, 80),
        ]
        return parts.joined(separator: "  ").trimmingTrailingSpaces
    }

    /// The command to go on with.
    static func next(_ run: RunRecord) -> String {
        if isResumable(run) { return "reprise replay --resume " + shown(run.id) }
        if let number = run.about { return "reprise report \(number)" }
        return "reprise replay " + run.selection.map { shown($0) }.joined(separator: " ")
    }

    // MARK: JSON

    /// One run of a list.
    static func json(_ run: RunRecord) -> JSONValue { .object(head(run) + ReportJSON.summary(run.frequency)) }

    /// What names the run, as fields in this order.
    static func head(_ run: RunRecord) -> [(String, JSONValue)] {
        [
            ("id", .string(run.id)), ("startedAt", .string(run.startedAt.description)),
            ("endedAt", run.endedAt.map { .string($0.description) } ?? .null), ("title", .string(run.title)),
            ("operation", .string(run.operation)), ("about", run.about.map { .int($0) } ?? .null),
            ("planned", run.planned.map { .int($0) } ?? .null),
            ("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null),
            ("resumable", .bool(isResumable(run))),
            ("verdict", .string(verdict(run, run.frequency).word)),
        ]
    }
}
