import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Statistics
import Synchronization
import Wire

/// How a replay looks: the plan and its cost first, a strip of outcomes that grows, then what was measured.
enum ReplayShow {
    /// Runs it with a live strip, and keeps each attempt.
    static func run(
        _ job: ReplayJob,
        _ replayer: Replayer,
        _ archive: RunArchive,
        quiet: Bool,
        explain: Bool = false,
        _ console: Console
    ) async -> ReplayRun {
        let spacing = replayer.spacing(job.target, options: job.wish.options)
        if !quiet {
            let plan = replayer.plan(job.target, options: job.wish.options, resuming: job.resuming)
            let script = replayer.script(job.target, options: job.wish.options)
            for line in heading(job, plan, script, spacing) { console.talk("  " + line) }
            if explain { links(script, console) }
            console.talkPart("  ")
        } else if let note = spacing?.note {
            console.talk("  " + shown(note))
        }
        let keeper = RunKeeper(archive, job)
        let marks = Mutex(0)
        var run = await replayer.run(
            job.target,
            options: job.wish.options,
            resuming: job.resuming,
            onAttempt: { attempt in
                await keeper.add(attempt)
                let place = marks.withLock { marks in
                    marks += 1
                    return marks
                }
                if !quiet { console.talkPart(strip(attempt, at: place, console)) }
            },
            onUndo: { await keeper.undone($0) },
            onBegin: { await keeper.begin($0) }
        )
        await keeper.end(run)
        if !quiet { console.talk() }
        run.keepError = keeper.problem
        return run
    }

    /// What is to be done, what it costs, and under which conditions.
    static func heading(_ job: ReplayJob, _ plan: QuotaPlan, _ script: FlowScript, _ spacing: RecordedSpacing?)
        -> [String]
    {
        let options = job.wish.options
        let about = job.target.decisive.exchange.request
        var what = shown(about.method) + " " + Look.path(about.url, width: 70)
        let steps = plan.requestsPerAttempt
        if steps > 1 { what += " with what it needs" }
        var lines = [what + " · " + amount(job, plan)]
        lines.append(cost(plan, signIns: options.diagnosis?.extraSignIns ?? 0))
        if let record = job.resuming {
            let counted = Frequency(record.attempts).counted
            lines.append("goes on with run \(shown(record.id)): \(Look.count(counted, "attempt")) already counted")
        }
        if let note = options.pace.note(plan, now: Clocks.system.now()) { lines.append(shown(note)) }
        if let note = spacing?.note { lines.append(shown(note)) }
        if let diagnosis = options.diagnosis {
            lines += diagnosis.lines(connectionFields: script.connectionFields).map { shown($0) }
        }
        return lines
    }

    private static func amount(_ job: ReplayJob, _ plan: QuotaPlan) -> String {
        switch job.wish.options.goal {
        case .times: return Look.count(plan.times, "attempt")
        case .until(let width):
            return "until the interval is \(points(width)) wide, at most \(Look.count(plan.times, "attempt"))"
        case .clean(let runs):
            guard let clean = job.wish.cleanRuns else { return Look.count(runs, "attempt") }
            var text = "\(Look.count(runs, "clean attempt")) rule out a rate of \(PercentText.text(clean.rate.rate)) %"
            if let cautious = clean.cautious, cautious > runs, cautious <= 10_000, let low = clean.interval?.low {
                text += " (\(Look.grouped(cautious)) if it was really \(PercentText.text(low)) %)"
            }
            return text
        }
    }

    /// `about 37 attempts if 10 % fail, 108 if 30 %, 131 if 50 %`; nil where the goal is not an interval's width.
    private static func expected(_ preview: ReplayPreview) -> String? {
        guard let first = preview.expected.first else { return nil }
        let cases = preview.expected.map { cost in
            let attempts =
                cost == first ? Look.count(cost.attempts, "attempt") + " if" : Look.grouped(cost.attempts) + " if"
            return "\(attempts) \(PercentText.text(cost.failureRate)) %" + (cost == first ? " fail" : "")
        }
        let calls = preview.quota.requestsPerAttempt
        return "about " + cases.joined(separator: ", ") + (calls > 1 ? ", each of \(calls) calls" : "")
    }

    private static func points(_ width: Double) -> String { PercentText.text(width) + " points" }

    /// What the run may use up, as far as this machine has heard of the quota.
    static func cost(_ plan: QuotaPlan, signIns: Int = 0) -> String {
        var cost = "costs " + Look.count(plan.cost, "call")
        if signIns > 0 { cost += " and \(Look.count(signIns, "sign-in"))" }
        guard let remaining = plan.remaining else {
            return cost + " · the first answer tells what is left of the quota"
        }
        return cost + " of \(Look.grouped(remaining)) left (\(Look.grouped(plan.keptBack ?? 0)) kept back)"
            + reset(plan)
            + (plan.fits
                ? "" : "\n  only \(Look.count(plan.affordableAttempts ?? 0, "attempt")) can be made before that")
    }

    static func reset(_ plan: QuotaPlan) -> String {
        plan.resetsAt.map { " · resets " + $0.text(fractionDigits: 0).suffix(9) } ?? ""
    }

    /// The values that steps take from answers, and those that nothing gives.
    static func links(_ script: FlowScript, _ console: Console) {
        let lines = script.explanation
        if lines.isEmpty { console.talk("  no request takes a value from an earlier answer") }
        for line in lines { console.talk("  " + shown(line, 200)) }
    }

    /// So many marks stand in a line of a strip.
    private static let stripLength = 40

    /// An attempt's mark, on a new line where the strip's line is full. Attempts end in any order.
    private static func strip(_ attempt: Attempt, at place: Int, _ console: Console) -> String {
        let begins = place > 1 && (place - 1).isMultiple(of: stripLength)
        return (begins ? "\n  " : "") + mark(attempt.outcome, console) + " "
    }

    static func mark(_ outcome: Outcome, _ console: Console) -> String {
        switch outcome {
        case .passed: console.paint("✓", .good)
        case .failed: console.paint("✗", .bad)
        case .inconclusive: console.paint("?", .note)
        }
    }

    /// The call that takes a step back, which the plan's cost has counted, or that there is none.
    private static func words(_ undo: PlannedUndo) -> String {
        guard let undoing = undo.undoing else {
            return "undo    nothing takes back step \(undo.step + 1), \(shown(undo.operation, 90)): it stays"
        }
        let condition = undo.ownStep.map { ", unless step \($0 + 1) has done so" } ?? ""
        return "undo    \(undoing) · takes back step \(undo.step + 1)\(condition)"
    }

    /// The plan without the run: nothing is sent, not even a sign-in.
    static func dryRun(_ job: ReplayJob, explain: Bool, json: Bool, _ console: Console) throws -> ExitStatus {
        let credentials = try job.workspace.settings.credentials()
        let folder = StateFolder(environment: job.workspace.settings.environment)
        let ledger = credentials.flatMap { credentials in
            folder.map { QuotaLedger(folder: $0, endpoints: job.endpoints, identifier: credentials.identifier) }
        }
        let preview = ReplayPreview.make(
            job.target,
            options: job.wish.options,
            captures: job.workspace.captures,
            keys: job.workspace.keys,
            writes: job.writes,
            ledger: ledger
        )
        let line: (String) -> Void = { json ? console.talk($0) : console.out($0) }
        if json { console.out(ReplayJSON.plan(preview).text) }
        for text in heading(job, preview.quota, preview.script, preview.spacing) { line("  " + text) }
        if let expected = expected(preview) { line("  " + expected) }
        for (index, step) in preview.script.steps.enumerated() {
            let target = Look.path(step.exchange.request.url, width: 90)
            let offset = preview.spacing.map { " · at " + Look.milliseconds($0.offsets[index]) } ?? ""
            line("  step \(index + 1)  \(shown(step.exchange.request.method)) \(target)" + offset)
        }
        for undo in preview.undos { line("  " + words(undo)) }
        for text in preview.script.explanation where explain || !preview.script.variables.isEmpty {
            line("  " + shown(text, 200))
        }
        for text in preview.shift where job.wish.options.shiftsDates { line("  " + shown(text, 200)) }
        if let interval = preview.interval {
            line("  pace \(job.wish.options.pace.rawValue): an attempt every \(Look.milliseconds(interval))")
        }
        if let problem = preview.problem {
            console.talk("  it could not be made: " + shown(problem.sentence))
            for line in problem.remedies { console.talk("  " + shown(line)) }
            console.talk("  exit 3: nothing was sent")
            return .notEvaluated
        }
        console.talk("  exit 0: a plan only, nothing was sent · next: the same without --dry-run")
        return .fine
    }
}

/// Keeps a run's attempts as they come; trouble with that never ends the run.
final class RunKeeper: Sendable {
    private let archive: RunArchive
    private let job: ReplayJob
    private let state = Mutex<(id: String?, problem: String?)>((nil, nil))
    /// As it was begun, with what has been left behind since; without its attempts.
    private let begun = Mutex<RunRecord?>(nil)
    /// While the run is made.
    private let lock = Mutex<RunLock?>(nil)
    /// Keeping blocks until the disk has it, which the threads of Swift's tasks must not.
    private let storing = BlockingLane(label: "reprise.run-store")

    init(_ archive: RunArchive, _ job: ReplayJob) {
        self.archive = archive
        self.job = job
    }

    /// Why something is not kept; nil where all is.
    var problem: String? { state.withLock { $0.problem } }

    func begin(_ run: ReplayRun) async {
        state.withLock { $0.id = run.id }
        // One that is gone on with was locked when the command began.
        if job.resuming == nil {
            let taken = try? RunLock.take(run.id, beside: job.workspace.storePath)
            lock.withLock { $0 = taken }
        }
        var record = job.record(run)
        record.attempts = []
        begun.withLock { $0 = record }
        record.attempts = job.resuming?.attempts ?? []
        await keep(record)
    }

    /// Keeps at once what an attempt left behind: nobody else remembers it, should the process be killed.
    func undone(_ note: UndoNote) async {
        guard let left = note.leftBehind else { return }
        await storing.run {
            // One after the other here, so the newest head has all of them.
            let record = self.begun.withLock { record in
                record?.leftBehind.append(left)
                return record
            }
            if let record { self.attempt { try self.archive.end(record) } }
        }
    }

    func add(_ made: Attempt) async {
        guard let id = state.withLock({ $0.id }) else { return }
        await storing.run { self.attempt { try self.archive.add(made, to: id) } }
    }

    /// With the verdicts as they are at the end, and what could not be kept before.
    func end(_ run: ReplayRun) async {
        guard state.withLock({ $0.id }) != nil else { return }
        state.withLock { $0.problem = nil }
        var record = job.record(run)
        record.endedAt = Clocks.system.now()
        await keep(record)
    }

    private func keep(_ record: RunRecord) async {
        await storing.run { self.attempt { try self.archive.begin(record) } }
    }

    private func attempt(_ body: () throws -> Void) {
        do { try body() } catch { state.withLock { $0.problem = "\(error)" } }
    }
}
