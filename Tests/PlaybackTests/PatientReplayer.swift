import ExchangeModel
import Playback
import ReplayPlan

/// A replayer that calls no answer slow unless a test asks for it: with real clocks, whatever stalls here would be.
struct PatientReplayer: Sendable {
    let replayer: Replayer
    /// As `JudgeOptions.slowFloor`, in place of the options' own.
    let slowFloor: Duration?

    func script(_ target: ReplayTarget, options: ReplayOptions) -> FlowScript {
        replayer.script(target, options: options)
    }

    func plan(_ target: ReplayTarget, options: ReplayOptions, resuming record: RunRecord? = nil) -> QuotaPlan {
        replayer.plan(target, options: options, resuming: record)
    }

    func spacing(_ target: ReplayTarget, options: ReplayOptions) -> RecordedSpacing? {
        replayer.spacing(target, options: options)
    }

    func run(
        _ target: ReplayTarget,
        options: ReplayOptions,
        script: FlowScript? = nil,
        resuming record: RunRecord? = nil,
        onAttempt: @Sendable (Attempt) async -> Void = { _ in },
        onUndo: @escaping @Sendable (UndoNote) async -> Void = { _ in },
        onBegin: @Sendable (ReplayRun) async -> Void = { _ in }
    ) async -> ReplayRun {
        var options = options
        options.judge.slowFloor = slowFloor
        return await replayer.run(
            target,
            options: options,
            script: script,
            resuming: record,
            onAttempt: onAttempt,
            onUndo: onUndo,
            onBegin: onBegin
        )
    }
}
