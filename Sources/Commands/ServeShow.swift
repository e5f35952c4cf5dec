import JSONTree
import OfflineAPI

/// How serving a recording looks on the terminal, and what came of it.
enum ServeShow {
    /// What is served, and where.
    static func start(_ title: String, _ answers: RecordedAnswers, on origin: String, ends: Bool, _ console: Console) {
        console.talk(
            "  " + shown(title, 60) + ", " + Look.count(answers.steps.count, "recorded call") + ", on " + origin
                + (ends ? " · ends when all were asked for" : "") + " · Ctrl-C to stop"
        )
        if let gaps = gaps(in: answers) { console.talk("  of these, " + gaps) }
    }

    /// What some of the calls can't be answered with; nil where all of them can.
    private static func gaps(in answers: RecordedAnswers) -> String? {
        var silent = 0
        var placeholders = 0
        var lost = 0
        for step in answers.steps {
            switch step.answer {
            case .none: silent += 1
            case .placeholder: placeholders += 1
            case .notServable: lost += 1
            case .whole, .broken: break
            }
        }
        var parts: [String] = []
        if silent > 0 { parts.append("\(Look.grouped(silent)) without a response: the connection ends, as recorded") }
        if placeholders > 0 { parts.append("\(Look.grouped(placeholders)) with a placeholder for the body") }
        if lost > 0 { parts.append("\(Look.grouped(lost)) that can't be given again: 501") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// The line of one request, and below it what is wrong with it.
    static func line(_ request: ServedRequest, _ console: Console) {
        let target = max(24, min(80, (console.columns ?? 100) - 36))
        var text = "  " + Look.padded(shown(request.method, 7), to: 6) + "  "
        text += Look.padded(shown(request.target, target), to: target) + "  "
        let status = request.status == 0 ? "  –" : String(request.status)
        switch request.answer {
        case .recorded(let step, let isRepeat):
            text += console.paint(status, request.status >= 400 || request.status == 0 ? .note : .good)
            let ending = request.status == 0 ? ", no response" : ""
            text += "  " + console.paint("step \(step)" + (isRepeat ? ", again" : "") + ending, .dim)
        case .placeholder(let step, let isRepeat, let reason):
            text += console.paint(status, .note)
            text += "  " + console.paint("step \(step)" + (isRepeat ? ", again" : "") + ", a placeholder", .dim)
            text += "\n         " + console.paint("! ", .note) + shown(reason)
        case .madeUpToken:
            text +=
                console.paint(status, .good) + "  " + console.paint("no token is recorded, so one was made up", .dim)
        case .notServable(let step, let reason):
            text += console.paint(status, .bad) + "  step \(step)\n         "
            text += console.paint("✗ ", .bad) + shown(reason)
        case .notRecorded(let mismatch):
            text +=
                console.paint(status, .bad) + "  not recorded\n         " + console.paint("✗ ", .bad) + mismatch.hint
        }
        console.talk(text)
    }

    /// Says what was asked, and what that means.
    static func verdict(
        _ summary: ServeSummary,
        neverAsked: [RecordedStep],
        json: Bool,
        _ console: Console
    ) -> ExitStatus {
        if json { console.out(object(summary, neverAsked).text) }
        // Where nobody asked for anything, the list would say no more.
        for step in summary.asked == 0 ? [] : neverAsked.prefix(mostListed) {
            console.talk("  never asked: " + step.label)
        }
        if neverAsked.count > mostListed, summary.asked > 0 {
            console.talk("  … and \(Look.grouped(neverAsked.count - mostListed)) more never asked")
        }
        for gap in summary.placeholders.prefix(mostListed) {
            console.talk("  placeholder: \(gap.label) (step \(gap.step)): " + shown(gap.reason))
        }
        for gap in summary.notServable.prefix(mostListed) {
            console.talk("  not servable: \(gap.label) (step \(gap.step)): " + shown(gap.reason))
        }
        for mismatch in summary.notRecorded.prefix(mostListed) {
            console.talk("  " + console.paint("not recorded: ", .bad) + mismatch.label)
        }
        if summary.notRecorded.count > mostListed { console.talk("  … and others, listed with --json") }
        var parts = [Look.count(summary.asked, "request"), "\(Look.grouped(summary.answered)) answered"]
        if summary.repeated > 0 { parts.append("\(Look.grouped(summary.repeated)) of them again") }
        if summary.placeholderCount > 0 {
            parts.append("\(Look.grouped(summary.placeholderCount)) of them with a placeholder")
        }
        if summary.madeUpTokens > 0 { parts.append(Look.count(summary.madeUpTokens, "token") + " made up") }
        if summary.notServableCount > 0 { parts.append("\(Look.grouped(summary.notServableCount)) not servable") }
        if summary.notRecordedCount > 0 { parts.append("\(Look.grouped(summary.notRecordedCount)) not recorded") }
        let status: ExitStatus =
            summary.notRecordedCount > 0
            ? .failed : summary.notServableCount + summary.placeholderCount > 0 ? .notEvaluated : .fine
        let end =
            switch status {
            case .failed: "exit 1: something was asked that is not recorded · next: record it, `reprise proxy`"
            case .notEvaluated:
                summary.notServableCount > 0
                    ? "exit 3: a recorded answer could not be given again"
                    : "exit 3: a body is not in the recording, and a placeholder took its place"
            default: "exit 0"
            }
        console.talk("  " + parts.joined(separator: ", "))
        console.talk("  " + console.paint(end, status == .fine ? .good : .bad))
        return status
    }

    private static let mostListed = 20

    private static func gaps(_ gaps: [AnswerGap]) -> JSONValue {
        .array(
            gaps.map {
                .object([
                    ("step", .int($0.step)), ("request", .string($0.label)), ("reason", .string(shown($0.reason))),
                ])
            }
        )
    }

    private static func object(_ summary: ServeSummary, _ neverAsked: [RecordedStep]) -> JSONValue {
        .object([
            ("asked", .int(summary.asked)), ("answered", .int(summary.answered)), ("repeated", .int(summary.repeated)),
            ("tokensMadeUp", .int(summary.madeUpTokens)),
            ("notRecordedCount", .int(summary.notRecordedCount)),
            (
                "notRecorded",
                .array(
                    summary.notRecorded.map { mismatch in
                        .object([
                            ("request", .string(mismatch.label)),
                            ("nearestStep", mismatch.nearestStep.map { .int($0) } ?? .null),
                            ("nearest", mismatch.nearestLabel.map { .string($0) } ?? .null),
                            ("differences", .array(mismatch.differences.map { .string($0) })),
                        ])
                    }
                )
            ),
            ("notServableCount", .int(summary.notServableCount)),
            ("notServable", gaps(summary.notServable)),
            ("placeholderCount", .int(summary.placeholderCount)), ("placeholders", gaps(summary.placeholders)),
            (
                "neverAsked",
                .array(
                    neverAsked.map { .object([("step", .int($0.number)), ("request", .string($0.form.label))]) }
                )
            ),
        ])
    }
}
