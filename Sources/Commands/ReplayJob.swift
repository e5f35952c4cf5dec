import ExchangeModel
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import Statistics

/// What one `replay` is to do, with everything read and checked that can be without sending anything.
struct ReplayJob: Sendable {
    let workspace: Workspace
    let selection: [String]
    let chosen: CaptureSelection
    let target: ReplayTarget
    let flags: ReplayFlags
    let endpoint: EndpointOptions
    let endpoints: Endpoints
    var wish: ReplayWish
    let writes: WriteGuard
    /// What may leave besides, to take back what the run has written.
    let undoes: WriteGuard
    /// The run to go on with.
    let resuming: RunRecord?
    /// Of what is replayed.
    let digest: FlowDigest

    static func make(
        selection: [String],
        flags: ReplayFlags,
        endpoint: EndpointOptions,
        resuming record: RunRecord? = nil,
        options: StoreOptions,
        in workspace: Workspace
    ) throws -> ReplayJob {
        let settings = workspace.settings
        var flags = flags
        // A run is gone on with as it was begun, whatever the settings say today.
        if record == nil { flags.complete(settings) }
        var wish = try ReplayWish(flags, reserve: settings.int("reserve"))
        let chosen = try CaptureSelection.resolve(selection, in: workspace)
        wish.options.movesToEndpoint = endpoint.baseURL != nil || endpoint.region != nil
        wish.options.values = try FlowValues.read(options, settings)
        wish.options.variables = chosen.variables
        FlowValues.protect(FlowFile.script(of: chosen).flow, wish.options.values, in: workspace)
        wish.options.judge.sameKeys = chosen.items.allSatisfy(\.isCaptured)
        // Taking back what was allowed is allowed with it, but only that: not the same operation in the recording.
        let undoing = flags.undo ? flags.allowWrite.compactMap { WriteCounterpart.of($0)?.undoing } : []
        if let record, record.isComplete {
            throw CommandFailure(
                "run \(shown(record.id)) has all its attempts",
                remedy: "`reprise runs \(shown(record.id))` shows it",
                status: .usage
            )
        }
        let target = try chosen.target()
        let digest = target.digest(workspace.keys)
        if let record { try refuse(record, ofAnotherFlowThan: digest) }
        return ReplayJob(
            workspace: workspace,
            selection: selection,
            chosen: chosen,
            target: target,
            flags: flags,
            endpoint: endpoint,
            endpoints: try endpoints(for: chosen, endpoint, settings),
            wish: wish,
            writes: WriteGuard(allowed: Set(flags.allowWrite)),
            undoes: WriteGuard(allowed: Set(undoing)),
            resuming: record,
            digest: digest
        )
    }

    /// Attempts of two flows in one run would be a frequency of neither.
    private static func refuse(
        _ record: RunRecord,
        ofAnotherFlowThan digest: FlowDigest
    ) throws(CommandFailure) {
        guard let begun = record.digest, begun != digest else { return }
        let selection = record.selection.map { shown($0) }.joined(separator: " ")
        throw CommandFailure(
            "\(shown(record.title, 60)) has changed since run \(shown(record.id)) was begun",
            remedy: "begin a new run: reprise replay \(selection); "
                + "`reprise runs \(shown(record.id))` shows what this one measured",
            status: .usage
        )
    }

    /// What is kept of the run.
    func record(_ run: ReplayRun) -> RunRecord {
        var record = RunRecord(
            id: run.id,
            startedAt: run.startedAt,
            title: chosen.title,
            selection: selection,
            about: run.about,
            operation: run.operation,
            options: flags.kept.merging(endpoint.kept) { $1 },
            planned: wish.options.times
        )
        // What an older version began was never held against anything, and stays so.
        record.digest = resuming == nil ? digest : resuming?.digest
        record.attempts = run.attempts
        record.stoppedBecause = run.stoppedBecause
        record.quota = run.quota.state
        record.leftBehind = (resuming?.leftBehind ?? []) + run.undone.compactMap(\.leftBehind)
        return record
    }

    /// The API the calls were made to, unless flags name another.
    private static func endpoints(
        for chosen: CaptureSelection,
        _ endpoint: EndpointOptions,
        _ settings: Settings
    ) throws(CommandFailure) -> Endpoints {
        // The sign-in's address says nothing of where the calls go.
        let isNamed = endpoint.region != nil || endpoint.baseURL != nil
        var endpoints = try settings.endpoints(endpoint)
        if !isNamed, let host = chosen.items.last.flatMap({ URLParts($0.exchange.request.url) })?.hostText,
            let region = Region(host: host), let own = try? Endpoints(region: region)
        {
            endpoints = own
        }
        // Flow files come from elsewhere: without this, one could have values sent to any host.
        if !isNamed,
            let foreign = chosen.items.lazy.compactMap({ URLParts($0.exchange.request.url) })
                .first(where: { $0.origin != endpoints.apiBase.origin && $0.origin != endpoints.authBase.origin })
        {
            throw CommandFailure(
                "\(chosen.title) was recorded at \(foreign.origin), which is not \(endpoints.apiBase.origin)",
                remedy: "to repeat it there: --base-url \(foreign.origin) --auth-url URL, the address of its sign-in; "
                    + "to repeat it at Kadence: --region eu or us",
                status: .usage
            )
        }
        return endpoints
    }
}

extension UndoNote {
    /// What is still there, as a run keeps it; nil where it was taken back.
    var leftBehind: String? { problem.map { "\(what): \($0)" } }
}

extension RunRecord {
    /// Whether nothing of it is left to be made.
    var isComplete: Bool {
        guard let planned, stoppedBecause == nil, endedAt != nil else { return false }
        let frequency = frequency
        if frequency.counted >= planned { return true }
        if options["confirm-fixed"] != nil { return frequency.failed > 0 }
        guard let width = options["until"]?.first.flatMap(ReplayWish.share), let interval = frequency.interval else {
            return false
        }
        return interval.high - interval.low <= width
    }
}
