import ExchangeModel
import Redaction
import ReplayPlan
import Statistics

// How often it fails, as the letter tells it.
extension SupportRequest {
    /// Of one list of attempts in the letter; all of them are in `frequency.json`.
    private static let mostAttempts = 10
    private static let mostSignatures = 5
    private static let mostPairs = 5
    private static let mostConditions = 5
    private static let mostStripLines = 8
    /// Trace ids up to this length have room beside each other.
    private static let columnWidth = 36

    static func frequency(_ input: ReportInput) -> [String] {
        guard let frequency = input.frequency, frequency.attempts > 0 else {
            return ["Not measured: the call was not repeated."]
        }
        var lines: [String] = []
        if frequency.counted > 0 {
            let method = frequency.interval.map { "; interval by the \($0.method) method" } ?? ""
            lines += LetterText.wrap("The same request fails \(frequency.sentence)\(method).")
        } else {
            lines += LetterText.wrap("Not known: no attempt to repeat the call could be counted.")
        }
        lines += measured(input)
        lines += strip(input.attempts) + took(input.attempts)
        for signature in frequency.signatures.prefix(mostSignatures) {
            let name = LetterText.line(signature.signature.summary, maximum: 200)
            lines += ["", "\(name), \(times(signature.count)):"]
            lines += list(input.attempts, signature.traceIDs) { $0 == .failed(signature.signature) }
        }
        if frequency.signatures.count > mostSignatures {
            let rest = frequency.signatures.count - mostSignatures
            lines += ["", "and \(LetterText.count(rest, "other failure")) in frequency.json"]
        }
        let passed = frequency.counted - frequency.failed
        if passed > 0, frequency.failed > 0 {
            lines += ["", "Passed, for comparison, \(times(passed)):"]
            lines += list(input.attempts, frequency.passingTraceIDs) { $0 == .passed }
            lines += pairs(input.attempts)
        }
        return lines + conditions(input) + inconclusive(input)
    }

    /// `twice`, `3 times`.
    static func times(_ count: Int) -> String {
        switch count {
        case 1: "once"
        case 2: "twice"
        default: LetterText.count(count, "time")
        }
    }

    /// When it was measured. The age is told by the time of the call, not of writing: the letter has no clock, and what
    /// was "an hour ago" when it was written is not when it is read.
    private static func measured(_ input: ReportInput) -> [String] {
        guard let first = input.attempts.map(\.startedAt).min(), let last = input.attempts.map(\.startedAt).max() else {
            return []
        }
        var text = "It was repeated \(times(input.attempts.count)) from \(first) to \(last)"
        if let call = input.subject?.exchange.startedAt, call.microseconds != 0, input.measurement != nil {
            text += ", the first time \(SpanText.relation(of: first, to: call)) the call that this is about"
        }
        var lines = LetterText.wrap(text + ".")
        guard let run = input.measurement else { return lines }
        if let reason = run.stoppedBecause, let planned = run.planned {
            let why = LetterText.clause(LetterText.line(reason, maximum: 300))
            lines += LetterText.wrap("It was to be repeated \(times(planned)), but: \(why).")
        }
        return lines
    }

    private static func strip(_ attempts: [Attempt]) -> [String] {
        guard attempts.count > 1 else { return [] }
        return ["", "In the order of time (\(OutcomeStrip.legend)):"]
            + OutcomeStrip.lines(attempts, columns: 76, maximum: mostStripLines).map { "  " + $0 }
    }

    private static func took(_ attempts: [Attempt]) -> [String] {
        let all = LatencyHistogram(attempts: attempts)
        guard all.count > 1, let p50 = all.p50, let p90 = all.p90, let longest = all.greatest else { return [] }
        func text(_ duration: Duration) -> String { LetterText.milliseconds(duration) }
        return [""]
            + LetterText.wrap(
                "Answers took \(text(p50)) in the median, \(text(p90)) at the 90th percentile, "
                    + "\(text(longest)) at most."
            )
    }

    /// Time and trace id of each attempt that ended so; only the ids where the attempts are not there.
    private static func list(_ attempts: [Attempt], _ ids: [TraceID], _ isWanted: (Outcome) -> Bool) -> [String] {
        var lines = attempts.filter { isWanted($0.outcome) }.map { attempt in
            "  \(attempt.startedAt)  \(trace(attempt))"
        }
        if lines.isEmpty { lines = ids.map { "  " + LetterText.line($0.text, maximum: 200) } }
        guard lines.count > mostAttempts + 1 else { return lines }
        let rest = LetterText.count(lines.count - mostAttempts, "attempt")
        return lines.prefix(mostAttempts) + ["  and \(rest) more in frequency.json"]
    }

    private static func trace(_ attempt: Attempt) -> String {
        attempt.traceID.map { LetterText.line($0.text, maximum: 200) } ?? "no X-WX-Trace"
    }

    /// Failing attempts beside the passing ones that are nearest in time, for support to compare.
    private static func pairs(_ attempts: [Attempt]) -> [String] {
        let passing = attempts.filter { $0.outcome == .passed && $0.traceID != nil }
        guard !passing.isEmpty else { return [] }
        let failing = attempts.filter { attempt in
            guard case .failed = attempt.outcome else { return false }
            return attempt.traceID != nil
        }
        var lines: [String] = []
        for attempt in failing.prefix(mostPairs) {
            func distance(_ other: Attempt) -> Duration {
                let between = other.startedAt.since(attempt.startedAt)
                return between < .zero ? .zero - between : between
            }
            guard let nearest = passing.min(by: { distance($0) < distance($1) }) else { continue }
            let (left, right) = (trace(attempt), trace(nearest))
            if left.count <= columnWidth, right.count <= columnWidth {
                lines.append("  " + left + String(repeating: " ", count: columnWidth - left.count) + "  " + right)
            } else {
                lines += ["  failed " + left, "  passed " + right]
            }
        }
        guard !lines.isEmpty else { return [] }
        return ["", "Failed, and beside it the passed attempt that is nearest in time:"] + lines
    }

    /// What the failing attempts have in common, as it was found.
    private static func conditions(_ input: ReportInput) -> [String] {
        guard !input.conditions.isEmpty else { return [] }
        let lines = input.conditions.prefix(mostConditions)
            .flatMap { LetterText.wrap(LetterText.line($0, maximum: 300), "- ", "  ") }
        let rest = input.conditions.count - mostConditions
        return ["", "What tells failing attempts from passing ones:"] + lines
            + (rest > 0 ? ["and \(rest) more in frequency.json"] : [])
    }

    /// The attempts that say nothing, by their reasons in the order met.
    private static func inconclusive(_ input: ReportInput) -> [String] {
        guard let count = input.frequency?.inconclusive, count > 0 else { return [] }
        var reasons: [(text: String, count: Int)] = []
        for attempt in input.attempts {
            guard case .inconclusive(let reason) = attempt.outcome else { continue }
            let text = LetterText.line(ReportJSON.sentence(reason), maximum: 200)
            let place = reasons.firstIndex { $0.text == text } ?? reasons.count
            if place == reasons.count { reasons.append((text, 0)) }
            reasons[place].count += 1
        }
        let why = reasons.map { "\($0.text) (\(times($0.count)))" }.joined(separator: "; ")
        return [""]
            + LetterText.wrap(
                "\(LetterText.count(count, "attempt")) \(count == 1 ? "was" : "were") inconclusive and "
                    + "\(count == 1 ? "does" : "do") not count" + (why.isEmpty ? "." : ": \(why).")
            )
    }
}
