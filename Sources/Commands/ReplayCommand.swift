import ArgumentParser
import CaptureStore
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan

struct ReplayCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Repeats a recorded call or flow and says how often it fails.",
        discussion: """
            A run signs in anew; each attempt is recorded and linked to what it repeats. Ids that an earlier answer gives \
            are taken from today's answer; what no answer gives is a variable: REPRISE_VALUE_name in the environment, or \
            values in reprise.yml. Only GET, HEAD and OPTIONS go out unless an operation is named with --allow-write.

            A run that ended early is gone on with by `reprise replay --resume RUN`; `reprise runs` lists them.
            """
    )

    @Argument(help: ArgumentHelp("A capture number or range, a flow or a HAR file.", valueName: "what"))
    var selection: [String] = []

    @OptionGroup(title: "How often and how") var flags: ReplayFlags

    @Option(help: ArgumentHelp("Goes on with a run that ended early.", valueName: "run"))
    var resume: String?

    @Flag(help: "Prints the plan and what it costs, and sends nothing.")
    var dryRun = false

    @Flag(help: "Says which values come from where, and how the verdicts were made.")
    var explain = false

    @Flag(help: "Looks for the smallest part of the flow that still fails, and saves it as a flow.")
    var minimise = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Requests that --minimise may send (default 600).", valueName: "n")
    )
    var budget: Int?

    @Option(help: ArgumentHelp("The flow file that --minimise writes.", valueName: "path"))
    var output: String?

    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var json: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        try refuseContradictions()
        // A wrong region is wrong whatever is to be replayed.
        _ = try await Settings(file: options.config).endpoints(endpoint)
        // Files can be replayed into a new store; what has a number is in one already.
        let isOfStore = resume != nil || selection.contains { CaptureSelection.range($0) != nil }
        let workspace = try await Workspace.open(options, creating: !isOfStore)
        try Retention.apply(workspace)
        let archive = RunArchive(workspace.captures)
        // Runs have thousands of attempts, and the threads of Swift's tasks must not wait for the disk.
        let (job, resumed) = try await BlockingLane(label: "reprise.replay-job")
            .run { Result { try prepared(workspace, archive, console) } }.get()
        defer { withExtendedLifetime(resumed) {} }
        if dryRun { return try ReplayShow.dryRun(job, explain: explain, json: json.json, console) }
        let session = try APISession.open(
            job.endpoints,
            try workspace.settings.requiredCredentials(),
            in: workspace,
            writes: job.writes,
            undoes: job.undoes,
            trust: job.endpoint.trust
        )
        let status: ExitStatus
        do {
            status =
                minimise
                ? try await ReplayMinimise.run(job, budget: budget ?? 600, output: output, session, console)
                : try await repeated(job, session, archive, console)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        try workspace.rememberSecrets()
        return status
    }

    /// What there is to do, and for a run that is gone on with the lock that keeps others from it.
    private func prepared(
        _ workspace: Workspace,
        _ archive: RunArchive,
        _ console: Console
    ) throws -> (ReplayJob, ResumedRun?) {
        let resumed = try resume.map { try ResumedRun.take($0, beside: workspace.storePath, read: archive.find) }
        for words in resumed?.words ?? [] { console.talk("  " + words) }
        let record = resumed?.record
        let job = try ReplayJob.make(
            selection: record?.selection ?? selection,
            flags: record.map { try ReplayFlags.kept($0.options) } ?? flags,
            endpoint: record.map { try EndpointOptions.kept($0.options) } ?? endpoint,
            resuming: record,
            options: options,
            in: workspace
        )
        return (job, resumed)
    }

    private func repeated(
        _ job: ReplayJob,
        _ session: APISession,
        _ archive: RunArchive,
        _ console: Console
    ) async throws -> ExitStatus {
        var job = job
        let control = job.flags.control ? try await ControlProxy.start(job, console) : nil
        job.wish.options.control = control?.address
        var run = await ReplayShow.run(job, session.replayer, archive, quiet: json.json, explain: explain, console)
        await control?.stop()
        // Asking the other region needs the client still open.
        if let problem = run.signInProblem { run.signInProblem = await session.signIn.explain(problem) }
        if json.json { console.out(ReplayJSON.run(run, job).text) }
        return ReplayShow.verdict(run, job, resultsAsTalk: json.json, explain: explain, console)
    }

    private func refuseContradictions() throws(CommandFailure) {
        if resume != nil,
            !selection.isEmpty || minimise || dryRun || output != nil || !flags.kept.isEmpty || !endpoint.kept.isEmpty
        {
            throw CommandFailure(
                "--resume goes on with a run as it was begun, so nothing else can be chosen",
                remedy: "write reprise replay --resume RUN, or begin a new run",
                status: .usage
            )
        }
        if resume == nil, selection.isEmpty {
            throw CommandFailure(
                "nothing is selected",
                remedy:
                    "name capture numbers, a flow under \(CaptureSelection.flowFolder)/, a HAR file, or --resume RUN",
                status: .usage
            )
        }
        guard minimise else {
            guard let lost = output != nil ? "--output" : budget != nil ? "--budget" : nil else { return }
            throw CommandFailure("\(lost) belongs to --minimise", remedy: "leave it out", status: .usage)
        }
        if let budget, !(1...100_000).contains(budget) {
            throw CommandFailure("--budget \(budget) makes no sense here", remedy: "use 1 to 100000", status: .usage)
        }
        let others = [
            "--until": flags.until != nil, "--confirm-fixed": flags.confirmFixed, "--diagnose": flags.diagnose,
            "--control": flags.control, "--times": flags.times != nil, "--json": json.json, "--dry-run": dryRun,
        ]
        if let other = others.filter(\.value).keys.min() {
            throw CommandFailure(
                "--minimise and \(other) exclude each other",
                remedy: "how often each part is repeated follows from what is seen; --budget bounds it",
                status: .usage
            )
        }
    }
}
