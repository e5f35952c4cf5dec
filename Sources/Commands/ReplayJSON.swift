import ExchangeModel
import JSONTree
import KadenceAPI
import Playback
import ReplayPlan
import SupportReport

/// A run as scripts read it.
enum ReplayJSON {
    static func run(_ run: ReplayRun, _ job: ReplayJob) -> JSONValue {
        let conditions = ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) }
        return .object(
            [("run", .string(run.id)), ("operation", .string(run.operation))] + ReportJSON.summary(run.frequency) + [
                ("requests", .int(run.requests)), ("cost", .int(run.cost)),
                ("remaining", run.quota.remaining.map { .int($0) } ?? .null),
                ("conditions", .array(conditions.lines().map { .string($0) })),
                ("clustering", conditions.clusteringSentence.map { .string($0) } ?? .null),
                ("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null),
                ("notTakenBack", .int(run.undone.count { $0.problem != nil })),
            ]
        )
    }
}
