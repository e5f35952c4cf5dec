import APIDocument
import ArgumentParser
import CaptureStore
import ContractCheck
import ExchangeModel
import Foundation
import HARFormat
import KadenceAPI
import Playback
import Redaction
import Wire

struct CheckCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Holds captures, flows, HAR files or the live API against the contract, and says who is to blame.",
        discussion: """
            Exit 1 only where the API broke the contract; --fail-on moves that line. With --live it makes calls of its \
            own, which only read, after saying what they cost.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Capture numbers or ranges, flows or HAR files; everything captured otherwise.",
            valueName: "what"
        )
    )
    var selection: [String] = []

    @Option(help: "text, json, junit, github, sarif or markdown.")
    var format = FindingFormat.text

    @Option(
        help: ArgumentHelp("Also fail on: document, client, warning, not-evaluable; or on nothing.", valueName: "what")
    )
    var failOn: [String] = []

    @Option(help: ArgumentHelp("What answers looked like before, as --learn wrote it.", valueName: "file"))
    var baseline: String?

    @Flag(help: "Learn what the answers look like: adds them to the baseline file (fixtures/baseline.json).")
    var learn = false

    @OptionGroup var documents: DocumentOptions
    @OptionGroup var live: LiveCheckOptions
    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var destination: OutputOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let policy = try failurePolicy()
        var (plan, warnings) = try documents.plan()
        // Learning and judging by the same file in one run would judge the answers by themselves.
        plan.baseline = learn ? nil : try baseline.map(BaselineFile.read)
        for warning in warnings { console.talk("  " + shown(warning)) }
        if live.live {
            guard selection.isEmpty else {
                throw CommandFailure(
                    "--live makes its own calls, so it takes no captures or files",
                    remedy: "leave out --live to check what is recorded",
                    status: .usage
                )
            }
        } else {
            try live.refuseWithoutLive()
        }
        let workspace = try await Workspace.open(options, for: live.live ? [] : selection)
        let waivers = try WaiverFile.read(options, workspace.settings)
        var verdictFloor: ExitStatus?
        var chosen: [(number: Int, exchange: RedactedExchange)]
        if live.live {
            let run = try await live.run(endpoint, in: workspace, console)
            chosen = run.exchanges
            verdictFloor = run.isInconclusive ? .inconclusive : nil
        } else {
            chosen = try recorded(workspace)
        }
        let checker = Kadence.checker(plan)
        if learn { try BaselineFile.learn(checker.baseline(of: chosen), into: baseline, console) }
        var result = checker.check(chosen)
        result = waivers.applied(to: result, today: CalendarDay(Clocks.system.now()))
        result = Evidence.added(to: result, chosen)
        return try tell(result, policy, verdictFloor, in: workspace, console)
    }

    private func failurePolicy() throws(CommandFailure) -> FailOn {
        var policy: FailOn = []
        for word in failOn {
            guard let value = FailOn(parsing: word) else {
                throw CommandFailure(
                    "--fail-on does not know \"\(word)\"",
                    remedy: "it takes " + FailOn.words.map(\.word).joined(separator: ", "),
                    status: .usage
                )
            }
            policy.formUnion(value)
        }
        return policy
    }

    private func recorded(_ workspace: Workspace) throws -> [(number: Int, exchange: RedactedExchange)] {
        guard selection.isEmpty else {
            return try CaptureSelection.resolve(selection, in: workspace).items.map { ($0.number, $0.exchange) }
        }
        let listing = try workspace.captures.list(CaptureFilter(parsing: [], now: Clocks.system.now()), limit: nil)
        guard !listing.captures.isEmpty else {
            throw CommandFailure(
                "nothing is captured yet, so there is nothing to check",
                remedy: "name a HAR file, or record some calls",
                status: .usage
            )
        }
        return try listing.captures.map { ($0.number, try workspace.capture($0.number).exchange) }
    }

    // MARK: Output

    private func tell(
        _ result: CheckResult,
        _ policy: FailOn,
        _ floor: ExitStatus?,
        in workspace: Workspace,
        _ console: Console
    ) throws -> ExitStatus {
        let format = output.json ? FindingFormat.json : format
        var result = result
        // A run that quota or network ended early must not look like one that saw all there is.
        if floor == .inconclusive { result.isCutShort = true }
        let rendering = FormatOptions(
            failOn: policy,
            recording: selection.count == 1 ? selection[0] : nil,
            version: programVersion
        )
        var bytes = format.render(result, options: rendering)
        if bytes.last != 0x0A, !bytes.isEmpty { bytes.append(0x0A) }
        bytes = try workspace.passed(bytes, name: destination.output ?? "the output")
        if let path = destination.output {
            try AtomicFile.write(bytes, to: path, overwrite: destination.overwrite)
        } else {
            console.out(bytes: bytes)
        }
        if format == .github { try appendSummary(result, rendering, workspace) }
        let verdict = result.verdict(failOn: policy)
        // Text ends with the verdict already.
        if format != .text || destination.output != nil {
            console.talk("  exit \(verdict.exitCode): " + shown(verdict.sentence))
        }
        if let finding = result.findings.first(where: { result.isFailing($0, failOn: policy) && !$0.samples.isEmpty }) {
            console.talk("  next: reprise report --finding \(finding.fingerprint.text)")
        }
        return ExitStatus(rawValue: verdict.exitCode) ?? .notEvaluated
    }

    /// GitHub shows what is in this file as the job's summary.
    private func appendSummary(_ result: CheckResult, _ rendering: FormatOptions, _ workspace: Workspace) throws {
        guard let path = workspace.settings.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
        let bytes = try workspace.passed(
            FindingFormat.githubSummary(result, options: rendering),
            name: "the job's summary"
        )
        try AtomicFile.append(bytes, to: path)
    }
}

extension FindingFormat: ExpressibleByArgument {}

/// What helps to look at findings again.
enum Evidence {
    static func added(to result: CheckResult, _ exchanges: [(number: Int, exchange: RedactedExchange)]) -> CheckResult {
        let known = Dictionary(exchanges.map { ($0.number, $0.exchange) }, uniquingKeysWith: { first, _ in first })
        return result.withEvidence { number in
            known[number].map { exchange in
                FindingEvidence(
                    url: String(decoding: exchange.request.url, as: UTF8.self),
                    curl: CurlCommand.write(exchange),
                    traceID: exchange.traceID?.text
                )
            }
        }
    }
}
