import ArgumentParser
import CaptureStore
import ExchangeModel
import JSONTree
import Playback
import ReplayPlan
import SupportReport
import Wire

struct RunsCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "What replays have measured: how often it failed, when, and which can be gone on with.",
        discussion: """
            Without an id, the newest runs, the newest first. With one, or with the start of one, that run with its \
            attempts. A report cites the newest run about its call.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, or its start.", valueName: "id"))
    var id: String?

    @Option(help: ArgumentHelp("Only runs about this capture.", valueName: "number"))
    var about: Int?

    @Option(help: "At most this many, the newest.")
    var limit = 50

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    /// Where no terminal says how much room there is.
    private static let usualWidth = 100

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, creating: false)
        let archive = RunArchive(workspace.captures)
        guard let id else { return try list(archive, workspace, console) }
        guard about == nil else {
            throw CommandFailure(
                "an id and --about exclude each other",
                remedy: "give the id alone, or --about \(about ?? 0) for the runs about that capture",
                status: .usage
            )
        }
        return try show(id, archive, workspace, console)
    }

    private func list(_ archive: RunArchive, _ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let listing = try archive.list(limit: max(1, limit), about: about)
        let now = Clocks.system.now()
        var damaged = listing.damaged
        var newest: RunRecord?
        var rows = RunList()
        for head in listing.runs {
            // One at a time: a run may have thousands of attempts.
            guard let kept = try load(head.id, archive, &damaged) else { continue }
            let run = settled(kept, workspace, console)
            newest = newest ?? run
            if output.json { console.out(RunShow.json(run).text) } else { rows.add(run, now: now) }
        }
        let width = console.outIsTerminal ? console.columns : nil
        for line in rows.lines(width: width ?? RunsCommand.usualWidth, paint: console.paintOut) { console.out(line) }
        for name in damaged { console.talk(console.paint("  a run can't be read: ", .bad) + shown(name, 60)) }
        guard damaged.isEmpty else { return .notEvaluated }
        if let newest {
            let count = Look.count(listing.runs.count, "run")
            let resume = rows.hasUnfinished ? " · unfinished ones go on: reprise replay --resume RUN" : ""
            if !output.json { console.talk("  \(count) · next: reprise runs " + shown(newest.id) + resume) }
        } else {
            let what = about.map { "no run about capture \($0) is stored yet" } ?? "no run is stored yet"
            console.talk("  \(what) · next: reprise replay \(about.map(String.init) ?? "N") --times 10")
        }
        return .fine
    }

    /// As it is known by now, or else as it was kept, and that is said.
    private func settled(_ run: RunRecord, _ workspace: Workspace, _ console: Console) -> RunRecord {
        if let settled = UnfinishedRun.settled(run, in: workspace) { return settled }
        console.talk(
            "  run \(shown(run.id, 40)) did not end, and what it repeated, or what came back, is no longer as it was: its "
                + "verdicts are provisional"
        )
        return run
    }

    /// Nil where it can't be read, which is noted, or was deleted meanwhile.
    private func load(_ id: String, _ archive: RunArchive, _ damaged: inout [String]) throws -> RunRecord? {
        do {
            return try archive.load(id)
        } catch let error as StoreError where error.code == .damagedRun {
            damaged.append(id)
            return nil
        }
    }

    private func show(
        _ id: String,
        _ archive: RunArchive,
        _ workspace: Workspace,
        _ console: Console
    ) throws -> ExitStatus {
        guard let found = try archive.find(id) else {
            // Ids begin with a date, so a small number is meant as a capture's.
            let number = CaptureSelection.range(id).flatMap { $0.count == 1 ? $0.lowerBound : nil }
            throw CommandFailure(
                "there is no run \"\(id)\" in the store",
                remedy: number.map { "`reprise runs --about \($0)` lists the runs about capture \($0)" }
                    ?? "`reprise runs` lists what there is",
                status: .usage
            )
        }
        let run = settled(found.record, workspace, console)
        if output.json {
            let conditions = StoredRuns.conditions(of: run.attempts)
            let measured = ReportJSON.measured(run.frequency, run.attempts, conditions: conditions)
            console.out(JSONValue.object(RunShow.head(run) + measured).text)
        } else {
            for line in RunShow.whole(run, now: Clocks.system.now(), console) { console.out(line) }
        }
        if found.damaged > 0 {
            console.talk(console.paint("  " + Look.count(found.damaged, "attempt") + " can't be read", .bad))
            return .notEvaluated
        }
        if !output.json { console.talk("  next: " + RunShow.next(run)) }
        return .fine
    }
}
