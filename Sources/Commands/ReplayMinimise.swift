import ExchangeModel
import Foundation
import HARFormat
import JSONTree
import KadenceAPI
import Playback
import Redaction
import ReplayPlan

/// `replay --minimise`: the smallest part of a flow that still fails, saved with the evidence.
enum ReplayMinimise {
    /// Attempts with the whole flow, to learn how often it fails before anything is left out.
    private static let first = 10

    static func run(
        _ job: ReplayJob,
        budget: Int,
        output: String?,
        _ session: APISession,
        _ console: Console
    ) async throws -> ExitStatus {
        let path = output ?? "\(CaptureSelection.flowFolder)/\(name(job))-smallest.har"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                "\(path) exists already and was left as it is",
                remedy: "name another file with --output, or remove it",
                status: .usage
            )
        }
        let script = session.replayer.script(job.target, options: job.wish.options)
        guard script.steps.count > 1 else {
            throw CommandFailure(
                "there is nothing to leave out: what fails is one call",
                remedy: "name the whole flow: its file, or a range of captures like 3-9",
                status: .usage
            )
        }
        guard budget >= script.steps.count * 2 else {
            throw CommandFailure(
                "--budget \(budget) is too small: the flow has \(Look.count(script.steps.count, "call"))",
                remedy: "allow some hundred requests; more where it fails seldom",
                status: .usage
            )
        }
        // How often it fails as a whole, which says what a part must reach.
        var options = job.wish.options
        options.times = min(first, max(2, budget / 3 / script.steps.count))
        options.goal = .times
        console.talk(
            "  \(Look.count(script.steps.count, "call")), at most \(Look.count(budget, "request")) · first the whole flow, "
                + Look.count(options.times, "attempt")
        )
        console.talk("  " + ReplayShow.cost(session.replayer.plan(job.target, options: options)))
        if let note = session.replayer.spacing(job.target, options: options)?.note { console.talk("  " + shown(note)) }
        console.talkPart("  ")
        let whole = await session.replayer.run(job.target, options: options, script: script) { attempt in
            console.talkPart(ReplayShow.mark(attempt.outcome, console) + " ")
        }
        console.talk()
        let frequency = whole.frequency
        if whole.stoppedBecause == nil, frequency.failed == 0, frequency.counted > 0 {
            console.talk(
                "  exit 0: it did not fail in \(Look.count(frequency.counted, "attempt")), so nothing shows what it needs"
            )
            return .fine
        }
        // The run says by itself why it ended.
        guard whole.stoppedBecause == nil, frequency.failed > 0, let failure = failure(whole) else {
            // These attempts are not kept, so there is no run to go on with.
            return ReplayShow.verdict(whole, job, isKept: false, console)
        }
        ReplayShow.undone(whole, console)
        console.out("  the whole flow fails " + frequency.sentence + ": " + shown(failure.signature.summary, 100))
        // That a part's answer differs from the recording as the whole flow's does can't be seen in one attempt: it takes
        // many to tell what varies by itself, and without the calls before it an answer may well differ elsewhere.
        if let named = wish(failure.signature), job.wish.options.judge.failing.isEmpty {
            console.talk("  parts of the flow can't be judged by that: say what is wrong, \(named)")
            console.talk("  exit 1: the failure was reproduced, nothing was left out")
            return .failed
        }
        // Another failure is not the one whose cause is looked for.
        let rate = Double(failure.count) / Double(max(1, frequency.counted))
        guard
            let minimiser = FlowMinimiser(
                count: script.steps.count,
                sources: script.steps.indices.map { script.sources(of: $0) },
                floor: max(0.001, rate / 2),
                budget: max(1, budget - whole.requests),
                measured: (failure.count, frequency.counted)
            )
        else {
            throw CommandFailure("a flow of \(script.steps.count) calls can't be made smaller here", status: .usage)
        }
        let result = await search(minimiser, failure.signature, script, job, options, session, console)
        let report = MinimiserReport(result.minimiser)
        for line in report.lines { console.out("  " + shown(line, 200)) }
        if let reason = result.stoppedBecause { console.talk("  stopped: " + shown(reason)) }
        let smallest = result.minimiser.smallest
        guard smallest.count < script.steps.count else {
            let what =
                result.stoppedBecause == nil
                ? "but nothing of the flow could be left out" : "but the search could not go on; nothing was left out"
            console.talk("  exit 1: the failure was reproduced, \(what)")
            return .failed
        }
        try save(smallest, of: script, report, to: path, job)
        console.talk("  saved to \(path)")
        console.talk("  exit 1: the failure was reproduced · next: reprise replay \(path) --explain")
        return .failed
    }

    /// The failure whose cause is looked for: the recorded one, where it came about, or else the most frequent.
    private static func failure(_ run: ReplayRun) -> SignatureCount? {
        run.frequency.signatures.first { $0.signature == run.recordedFailure } ?? run.frequency.signatures.first
    }

    /// How to name a failure that only shows beside other attempts; nil for those that an answer shows by itself.
    private static func wish(_ signature: FailureSignature) -> String? {
        switch signature.failureClass {
        case .wrongData: "--failing differs:/pointer"
        case .slow: "--failing slower:2s"
        case .transport, .status, .contract: nil
        }
    }

    /// What differs, and how much, is no part of what is compared: the user has named the place or the time.
    private static func isSame(_ one: FailureSignature, _ other: FailureSignature) -> Bool {
        if one == other { return true }
        return [.wrongData, .slow].contains(one.failureClass) && one.failureClass == other.failureClass
            && one.operation == other.operation
    }

    private static func search(
        _ minimiser: FlowMinimiser,
        _ failure: FailureSignature,
        _ script: FlowScript,
        _ job: ReplayJob,
        _ options: ReplayOptions,
        _ session: APISession,
        _ console: Console
    ) async -> FlowMinimising.Result {
        var single = options
        single.times = 1
        let once = single
        let shown = ProgressLine(console)
        let search = FlowMinimising(
            attempt: { keeping in
                guard let part = script.keeping(Set(keeping)) else {
                    return .init(.inconclusive, requests: 0)
                }
                let run = await session.replayer.run(job.target, options: once, script: part)
                if run.undone.contains(where: { $0.problem != nil }) {
                    shown.end()
                    ReplayShow.undone(run, console)
                }
                if let reason = run.stoppedBecause { return .init(.stop(reason: reason), requests: run.requests) }
                switch run.attempts.last?.outcome {
                case .failed(let signature)? where isSame(signature, failure):
                    return .init(.failed, requests: run.requests)
                case .failed?, .passed?: return .init(.passed, requests: run.requests)
                default: return .init(.inconclusive, requests: run.requests)
                }
            },
            onAttempt: { minimiser, _ in
                shown.show(
                    "\(minimiser.smallest.count) of \(minimiser.count) calls left · \(minimiser.requestsSpent) of "
                        + "\(minimiser.budget) requests"
                )
            }
        )
        let result = await search.run(minimiser)
        shown.end()
        return result
    }

    /// The flow's name, or what makes one out of numbers.
    private static func name(_ job: ReplayJob) -> String {
        let file = (job.selection.first ?? "flow").split(separator: "/").last.map(String.init) ?? "flow"
        let stem = file.hasSuffix(".har") ? String(file.dropLast(4)) : file
        let safe = stem.lowercased().utf8.map { $0 == 0x2D || $0 &- 0x30 < 10 || $0 &- 0x61 < 26 ? $0 : 0x2D }
        let text = String(decoding: safe, as: UTF8.self)
        return text.utf8.first.map { $0 &- 0x30 < 10 } ?? true ? "capture-" + text : text
    }

    private static func save(
        _ smallest: [Int],
        of script: FlowScript,
        _ report: MinimiserReport,
        to path: String,
        _ job: ReplayJob
    ) throws {
        guard let part = script.keeping(Set(smallest)) else {
            throw CommandFailure("the smallest flow could not be put together", status: .notEvaluated)
        }
        let har = HARWriter.write(
            part.steps.map { HAREntryInput(exchange: $0.exchange, number: $0.number) },
            variables: FlowFile.variables(of: part, entries: Array(1...part.steps.count)),
            minimised: report.json.serialized()
        )
        try AtomicFile.write(try job.workspace.passed(har, name: path), to: path, overwrite: false)
    }
}

/// One line on a terminal that changes; nothing elsewhere.
private final class ProgressLine: Sendable {
    private let console: Console

    init(_ console: Console) {
        self.console = console
    }

    func show(_ text: String) {
        guard console.talkIsTerminal else { return }
        console.talkPart("\r\u{1B}[K  " + text)
    }

    func end() {
        guard console.talkIsTerminal else { return }
        console.talkPart("\r\u{1B}[K")
    }
}
