package import CaptureStore
import ExchangeModel
import KadenceAPI
import Recording
package import Redaction
package import ReplayPlan
import Statistics
package import Wire

/// Repeats a recording and stores each attempt, linked to what it repeats.
package struct Replayer: Sendable {
    private let caller: Caller
    private let departure: DepartureGuard
    private let captures: any CaptureRepository
    private let keys: RedactionKeys
    private let ledger: QuotaLedger?
    private let clocks: Clocks
    private let pause: @Sendable (Duration) async -> Void
    /// An earlier run's captures are read from disk, for which the threads of Swift's tasks must not wait.
    private let reading = BlockingLane(label: "reprise.earlier-attempts")

    /// - Parameters:
    ///   - departure: the guard that `caller` sends through; asked before anything is sent.
    ///   - captures: where sealed values are.
    ///   - keys: what they are sealed with.
    ///   - pause: waits for so long before something is tried again.
    package init(
        caller: Caller,
        departure: DepartureGuard,
        captures: any CaptureRepository,
        keys: RedactionKeys,
        ledger: QuotaLedger? = nil,
        clocks: Clocks = .system,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.caller = caller
        self.departure = departure
        self.captures = captures
        self.keys = keys
        self.ledger = ledger
        self.clocks = clocks
        self.pause = pause
    }

    /// The flow that repeating a recording means: its calls up to the decisive one, without requests for tokens.
    package func script(_ target: ReplayTarget, options: ReplayOptions) -> FlowScript {
        ReplaySteps.script(target, variables: options.variables)
    }

    /// When each step of an attempt leaves, where the run is to keep the recorded distances.
    package func spacing(_ target: ReplayTarget, options: ReplayOptions) -> RecordedSpacing? {
        ReplaySteps.spacing(script(target, options: options), options)
    }

    /// What the run would cost, and what is left by the newest answer that this machine has heard: to be said before it
    /// begins.
    package func plan(
        _ target: ReplayTarget,
        options: ReplayOptions,
        resuming record: RunRecord? = nil
    ) -> QuotaPlan {
        plan(script(target, options: options), options, resuming: record)
    }

    private func plan(_ script: FlowScript, _ options: ReplayOptions, resuming record: RunRecord? = nil) -> QuotaPlan {
        ReplaySteps.quota(
            script,
            options,
            counted: record.map { Frequency($0.attempts).counted } ?? 0,
            ledger: ledger,
            now: clocks.now()
        )
    }

    /// Repeats the recording up to its decisive call, as often as asked.
    ///
    /// Requests for tokens are not repeated: each run has a fresh token anyway. A cancelled task ends the run at once,
    /// with the attempts made so far.
    /// - Parameters:
    ///   - script: the flow, where it is not all of the recording.
    ///   - record: an earlier run to go on with: its attempts count, and the new ones get its id.
    ///   - onAttempt: called when an attempt has ended, one after the other, with its verdict as far as it is known by
    ///     then.
    ///   - onUndo: called as soon as something was taken back, or could not be.
    ///   - onBegin: called before the first request leaves, if one may.
    package func run(
        _ target: ReplayTarget,
        options: ReplayOptions,
        script given: FlowScript? = nil,
        resuming record: RunRecord? = nil,
        onAttempt: @Sendable (Attempt) async -> Void = { _ in },
        onUndo: @escaping @Sendable (UndoNote) async -> Void = { _ in },
        onBegin: @Sendable (ReplayRun) async -> Void = { _ in }
    ) async -> ReplayRun {
        let script = given ?? script(target, options: options)
        let judges = ReplaySteps.judges(of: script.steps.map(\.exchange), options.judge)
        let quota = plan(script, options, resuming: record)
        var run = ReplayRun(
            id: record?.id ?? "\(clocks.now().compact)-\(String(UInt32.random(in: .min ... .max), radix: 36))",
            startedAt: record?.startedAt ?? clocks.now(),
            times: options.times,
            goal: options.goal,
            cost: quota.cost,
            quota: quota
        )
        run.operation = script.steps.last?.operation ?? ""
        run.about = script.steps.last?.number
        run.recordedFailure = judges.last?.recordedFailure
        let resolver = ValueResolver(captures: captures, keys: keys, values: options.values)
        refuse(script, resolver, &run)
        guard run.stoppedBecause == nil else { return run }

        let state = RunState(run, judges: judges)
        let runner = AttemptRunner(
            caller: caller,
            assembler: StepAssembler(
                script: script,
                resolver: resolver,
                shift: options.shiftsDates ? dateShift(script) : nil
            ),
            options: options,
            rule: AttemptRule(recorded: judges.map(\.recordedFailure)),
            state: state,
            clocks: clocks,
            offsets: ReplaySteps.spacing(script, options)?.offsets,
            undoing: options.undoes
                ? UndoRunner(caller: caller, state: state, clocks: clocks, pause: pause, onUndo: onUndo) : nil
        )
        if let refusal = runner.refusal() {
            state.update { run in
                run.refusal = refusal
                run.stop(refusal.sentence, byHand: refusal.rule == .cancelled)
            }
            return state.current
        }
        await onBegin(run)
        let earlier = await reading.run { reload(record, script, state) }
        var course = RunCourse(runner: runner, options: options, earlier: earlier)
        course.ledger = ledger
        return await course.run(onAttempt: onAttempt)
    }

    private func dateShift(_ script: FlowScript) -> DateShift? {
        script.steps.first.map { DateShift(recordedAt: $0.exchange.startedAt, now: clocks.now()) }
    }

    /// Everything that can be known to stop the run before anything is sent.
    private func refuse(_ script: FlowScript, _ resolver: ValueResolver, _ run: inout ReplayRun) {
        guard !script.steps.isEmpty else {
            run.stop(ReplaySteps.onlyTokens)
            return
        }
        for step in script.steps {
            let request = step.exchange.request
            if let refusal = departure.refusalToWrite(method: request.method, url: request.url) {
                run.refusal = refusal
                run.stop(refusal.sentence)
                return
            }
        }
        if let sentence = ReplaySteps.unrepeatable(script) {
            run.isUnrepeatable = true
            run.stop(sentence)
            return
        }
        run.missing = ReplaySteps.missing(script, resolver)
        if !run.missing.isEmpty {
            run.stop("no value for \(run.missing.map(\.name).joined(separator: ", "))")
        }
    }

    /// The attempts of an earlier run, judged again with those that come.
    private func reload(_ record: RunRecord?, _ script: FlowScript, _ state: RunState) -> [JudgedAttempt] {
        (record?.attempts ?? []).map { attempt in
            JudgedAttempt(stored: attempt, steps: script.steps.count, captures) { state.judge($0, $1).place }
        }
    }
}
