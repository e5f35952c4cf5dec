import KadenceAPI
import Playback
import Redaction
import ReplayPlan

/// A run that did not come to its end: it was killed, or goes on. Its attempts were kept with the verdicts of the moment.
enum UnfinishedRun {
    /// The run with its verdicts as all its attempts together show them.
    ///
    /// - Returns: nil where that can't be said any more: what it repeated is gone or has changed, or what came back.
    static func settled(_ record: RunRecord, in workspace: Workspace) -> RunRecord? {
        guard record.endedAt == nil else { return record }
        guard let chosen = try? CaptureSelection.resolve(record.selection, in: workspace),
            let target = try? chosen.target(), isSame(record, target, workspace),
            let flags = try? ReplayFlags.kept(record.options), let wish = try? ReplayWish(flags, reserve: nil)
        else {
            return record.attempts.contains { StoredVerdicts.isOfTheMoment($0.outcome) } ? nil : record
        }
        var options = wish.options.judge
        options.sameKeys = chosen.items.allSatisfy(\.isCaptured)
        let verdicts = StoredVerdicts(record, of: target, options: options, in: workspace.captures)
        guard verdicts.unsettled == 0 else { return nil }
        var settled = record
        settled.attempts = verdicts.attempts
        return settled
    }

    /// Of a run of an older version only the operation is known.
    private static func isSame(_ record: RunRecord, _ target: ReplayTarget, _ workspace: Workspace) -> Bool {
        if let digest = record.digest { return digest == target.digest(workspace.keys) }
        return target.repeated.last.map {
            operationLabel(method: $0.exchange.request.method, url: $0.exchange.request.url) == record.operation
        } ?? false
    }
}
