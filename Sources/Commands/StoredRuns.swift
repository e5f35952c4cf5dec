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
        let call = ReportedCall(about.exchange, operation: about.operation, keys: workspace.keys)
        let archive = RunArchive(workspace.captures)
        if let record = try archive.newest(
            about: about.number,
            measuring: call,
            settled: { UnfinishedRun.settled($0, in: workspace) }
        ) {
            take(record, into: &input)
        } else {
            input.attempts = try judged(about, call, in: workspace)
        }
        complete(&input)
    }

    /// The same for a flow file, whose calls have no numbers.
    static func cite(
        in input: inout ReportInput,
        flow chosen: CaptureSelection,
        about: ReportInput.Item,
        _ workspace: Workspace
    ) throws {
        let flow = try chosen.target().digest(workspace.keys)
        let call = ReportedCall(about.exchange, operation: about.operation, flow: flow, keys: workspace.keys)
        let record = try RunArchive(workspace.captures).newest(
            of: chosen.title,
            measuring: call,
            settled: { UnfinishedRun.settled($0, in: workspace) }
        )
        guard let record else { return }
        take(record, into: &input)
        complete(&input)
    }

    /// Whether runs of what is chosen are stored, whatever they say.
    static func exist(for chosen: CaptureSelection, about: ReportInput.Item, _ workspace: Workspace) throws -> Bool {
        if chosen.items.contains(where: { $0.number == about.number && $0.isCaptured }) {
            return try !workspace.captures.runs(about: about.number, limit: 1).runs.isEmpty
        }
        return try workspace.captures.runs(about: nil, limit: nil).runs
            .contains { $0.about == nil && $0.title == chosen.title }
    }

    private static func take(_ record: RunRecord, into input: inout ReportInput) {
        input.attempts = record.attempts
        input.frequency = record.frequency
        input.measurement = ReportInput.Measurement(record)
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
        _ about: ReportInput.Item,
        _ call: ReportedCall,
        in workspace: Workspace
    ) throws -> [Attempt] {
        let captures = workspace.captures
        // One that is kept was found to say nothing about the call.
        let kept = try captures.runs(about: about.number, limit: nil)
        let known = Set(kept.runs.map(\.id) + kept.damaged)
        // The list knows which run is the newest without reading a body.
        let repeats = try captures.list(CaptureFilter(terms: [.repeats(about.number)]), limit: nil).captures
        guard let run = repeats.last(where: { $0.run.map { !known.contains($0) } ?? false })?.run else { return [] }
        let classifier = OutcomeClassifier(recorded: about.exchange, operation: operationLabel)
        var attempts: [Attempt] = []
        for summary in repeats where summary.run == run {
            // One at a time: of an attempt only the outcome is kept. A damaged one can't be judged, so it doesn't count.
            guard let capture = try? captures.capture(summary.number) else { continue }
            guard call.isWhereItWas(capture.exchange.request.url) else { return [] }
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
