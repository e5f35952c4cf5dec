import ExchangeModel
import JSONTree
import KadenceAPI
import Playback
import ReplayPlan
import SupportReport

/// A run as scripts read it.
enum ReplayJSON {
    /// What a run would do, of `--dry-run`.
    static func plan(_ preview: ReplayPreview) -> JSONValue {
        let steps = preview.script.steps.map { JSONValue.string($0.operation) }
        let expected = preview.expected.map { cost in
            JSONValue.object([
                ("failureRate", .double(cost.failureRate)), ("attempts", .int(cost.attempts)),
                ("requests", .int(cost.attempts * preview.quota.requestsPerAttempt)),
            ])
        }
        return .object([
            ("cost", .int(preview.quota.cost)), ("expected", .array(expected)),
            ("requestsPerAttempt", .int(preview.quota.requestsPerAttempt)),
            ("remaining", preview.quota.remaining.map { .int($0) } ?? .null),
            ("fits", .bool(preview.quota.fits)),
            ("steps", .array(steps)),
            ("undo", .array(preview.undos.compactMap { $0.undoing.map { .string($0) } })),
            ("variables", .array(preview.script.variables.map { .string($0.name) })),
            ("problem", preview.problem.map { .string($0.sentence) } ?? .null),
        ])
    }

    static func run(_ run: ReplayRun, _ job: ReplayJob) -> JSONValue {
        let conditions = ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) }
        return .object(
            [("run", .string(run.id)), ("operation", .string(run.operation))] + ReportJSON.summary(run.frequency) + [
                ("requests", .int(run.requests)), ("cost", .int(run.cost)),
                ("remaining", run.quota.remaining.map { .int($0) } ?? .null),
                ("conditions", .array(conditions.lines().map { .string($0) })),
                ("clustering", conditions.clusteringSentence.map { .string($0) } ?? .null),
                ("notTakenBack", .int(run.undone.count { $0.problem != nil })),
                ("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null),
            ]
        )
    }
}
