import APIDocument
import ArgumentParser
import ExchangeModel
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import Wire

/// What belongs to `check --live`.
struct LiveCheckOptions: ParsableArguments, Sendable {
    @Flag(help: "Call all operations that read, and check what they answer.")
    var live = false

    @Option(help: ArgumentHelp("With --live: only this operation, and what gives it its ids.", valueName: "name"))
    var operation: [String] = []

    @Option(help: ArgumentHelp("With --live: calls at most (default 100).", valueName: "calls"))
    var budget: Int?

    /// - Throws: `CommandFailure` where an option is given that only a live check has.
    func refuseWithoutLive() throws(CommandFailure) {
        guard !operation.isEmpty || budget != nil else { return }
        throw CommandFailure(
            "--\(operation.isEmpty ? "budget" : "operation") belongs to --live",
            remedy: "add --live to make calls, or leave it out",
            status: .usage
        )
    }

    /// Says what it costs, makes the calls, and says what was not reached.
    ///
    /// - Throws: `CommandFailure`: no credentials (exit 4), an unknown operation, no budget.
    func run(_ endpoint: EndpointOptions, in workspace: Workspace, _ console: Console) async throws -> LiveRun {
        let budget = budget ?? 100
        guard budget > 0 else {
            throw CommandFailure("--budget \(budget) lets no call out", remedy: "use 1 or more", status: .usage)
        }
        let endpoints = try workspace.settings.endpoints(endpoint)
        let credentials = try workspace.settings.requiredCredentials()
        var options = LiveOptions(day: Clocks.system.now())
        options.operations = operation
        options.budget = budget
        let plan: LivePlan
        do {
            plan = try LivePlan(contract: Kadence.contract, options: options)
        } catch {
            throw CommandFailure("\(error)", remedy: error.remedy, status: .usage)
        }
        try Retention.apply(workspace)
        let session = try APISession.open(
            endpoints,
            credentials,
            in: workspace,
            writes: WriteGuard(),
            trust: endpoint.trust
        )
        let walk = session.liveWalk
        let share = Double(workspace.settings.int("reserve") ?? 20) / 100
        console.talk("live · \(endpoints.apiBase.origin)")
        for line in plan.lines { console.talk("  " + shown(line)) }
        let quota = walk.quota(for: plan, reserveShare: share)
        console.talk(
            "  "
                + (quota.remaining.map { Look.grouped($0) + " calls left this hour" }
                    ?? "the first answer tells the quota")
                + (quota.keptBack.map { ", \(Look.grouped($0)) kept back" } ?? "")
        )
        let run = await walk.run(plan, reserveShare: share) { call in
            console.talk(
                Look.line(number: call.number, call.exchange, columns: console.columns, paint: console.paint)
            )
        }
        await session.close()
        try workspace.rememberSecrets()
        tell(run, console)
        return run
    }

    private func tell(_ run: LiveRun, _ console: Console) {
        let planned = Set(run.plan.skipped.map(\.operation.label))
        var stopped = 0
        for missed in run.notReached where !planned.contains(missed.operation.label) {
            if case .stopped = missed.reason {
                stopped += 1
                continue
            }
            console.talk("  not reached: \(shown(missed.operation.label)) · \(shown(missed.reason.sentence))")
        }
        if let stop = run.stop {
            let missed = stopped == 0 ? "" : "; \(Look.count(stopped, "operation")) not reached"
            console.talk(console.paint("  ended early: ", .bad) + shown(stop.sentence) + missed)
        }
        if let error = run.storeError {
            console.talk(console.paint("  calls were made but not stored: ", .bad) + shown(error))
        }
        console.talk(
            "  used \(Look.count(run.spent, "call")) of at most \(run.plan.cost)"
                + (run.quota.remaining.map { " · \(Look.grouped($0)) left" } ?? "")
        )
    }
}
