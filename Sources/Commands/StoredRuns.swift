import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import SupportReport

/// The newest run about a capture, for a report to cite.
enum StoredRuns {
    /// Puts what was measured into the report's input, where anything was.
    static func cite(in input: inout ReportInput, about: ReportInput.Item, _ workspace: Workspace) throws {
        if let record = try RunArchive(workspace.captures).newest(about: about.number) {
            input.attempts = record.attempts
            input.frequency = record.frequency
            input.measurement = ReportInput.Measurement(record)
        } else {
            input.attempts = try judged(about.number, recorded: about.exchange, in: workspace)
        }
        complete(&input)
    }

    /// The same for a flow file, whose calls have no numbers.
    static func cite(in input: inout ReportInput, flow title: String, _ workspace: Workspace) throws {
        guard let record = try RunArchive(workspace.captures).newest(of: title) else { return }
        input.attempts = record.attempts
        input.frequency = record.frequency
        input.measurement = ReportInput.Measurement(record)
        complete(&input)
    }

    private static func complete(_ input: inout ReportInput) {
        guard !input.attempts.isEmpty else { return }
        input.frequency = input.frequency ?? Frequency(input.attempts)
        input.conditions = conditions(of: input.attempts)
    }

    /// What tells the failing attempts from the passing ones, a sentence each.
    static func conditions(of attempts: [Attempt]) -> [String] {
        let report = ConditionReport(attempts) { operationLabel(method: $0, url: $1) }
        return report.lines() + [report.clusteringSentence].compactMap { $0 }
    }

    /// The attempts of the newest run of which only the captures are there, as older versions left them, judged against
    /// what was recorded.
    private static func judged(
        _ number: Int,
        recorded: RedactedExchange,
        in workspace: Workspace
    ) throws -> [Attempt] {
        let captures = workspace.captures
        // The list knows which run is the newest without reading a body.
        guard let run = try captures.list(CaptureFilter(terms: [.repeats(number)]), limit: 1).captures.last?.run else {
            return []
        }
        let classifier = OutcomeClassifier(recorded: recorded, operation: operationLabel)
        var attempts: [Attempt] = []
        for summary in try captures.list(CaptureFilter(terms: [.repeats(number), .run(run)]), limit: nil).captures {
            // One at a time: of an attempt only the outcome is kept. A damaged one can't be judged, so it doesn't count.
            guard let capture = try? captures.capture(summary.number) else { continue }
            attempts.append(
                Attempt(
                    index: attempts.count + 1,
                    exchanges: [(capture.number, capture.exchange)],
                    outcome: classifier.classify(capture.exchange),
                    startedAt: capture.exchange.startedAt,
                    traceID: capture.exchange.traceID
                )
            )
        }
        return attempts
    }
}
