import ArgumentParser
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import SupportReport

struct ReplayCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Repeats a recorded call or flow and says how often it fails.",
        discussion: """
            A run signs in anew; each attempt is recorded and linked to what it repeats. Only GET, HEAD and OPTIONS go \
            out unless an operation is named with --allow-write.
            """
    )

    @Argument(help: ArgumentHelp("A capture number or range, a flow or a HAR file.", valueName: "what"))
    var selection: [String]

    @Option(help: "How often.")
    var times = 10

    @Option(
        help: ArgumentHelp("An operation that may go out although it writes.", valueName: "POST /v1/public/…")
    )
    var allowWrite: [String] = []

    @Option(help: ArgumentHelp("Percent of the hourly quota kept for production.", valueName: "percent"))
    var reserve: Int?

    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        guard (1...10_000).contains(times) else {
            throw CommandFailure("--times \(times) makes no sense here", remedy: "use 1 to 10000", status: .usage)
        }
        let workspace = try await Workspace.open(options)
        try Retention.apply(workspace)
        let percent = reserve ?? workspace.settings.int("reserve") ?? 20
        guard (0...100).contains(percent) else {
            throw CommandFailure("--reserve \(percent) is no percentage", remedy: "use 0 to 100", status: .usage)
        }
        // A wrong region is wrong whatever is to be replayed.
        _ = try workspace.settings.endpoints(endpoint)
        let chosen = try CaptureSelection.resolve(selection, in: workspace)
        let endpoints = try endpoints(for: chosen, workspace)
        let credentials = try workspace.settings.requiredCredentials()
        let session = try APISession.open(
            endpoints,
            credentials,
            in: workspace,
            writes: WriteGuard(allowed: Set(allowWrite)),
            trust: endpoint.trust
        )
        var plan = ReplayOptions(times: times)
        plan.reserveShare = Double(percent) / 100
        plan.movesToEndpoint = endpoint.baseURL != nil || endpoint.region != nil
        plan.values = ReplayCommand.values(workspace.settings.environment)
        var run = await ReplayShow.run(try chosen.target(), plan, session.replayer, quiet: output.json, console)
        // Asking the other region needs the client still open.
        if let problem = run.signInProblem { run.signInProblem = await session.signIn.explain(problem) }
        await session.close()
        try workspace.rememberSecrets()
        if output.json { console.out(ReplayShow.json(run).text) }
        let reportable = chosen.items.count == 1 && chosen.items[0].isCaptured ? chosen.items[0].number : nil
        return ReplayShow.verdict(run, reportable: reportable, resultsAsTalk: output.json, console)
    }

    /// The API the calls were made to, unless flags name another.
    private func endpoints(for chosen: CaptureSelection, _ workspace: Workspace) throws(CommandFailure) -> Endpoints {
        let isNamed = endpoint.region != nil || endpoint.baseURL != nil || endpoint.authURL != nil
        if !isNamed, let host = chosen.items.last.flatMap({ URLParts($0.exchange.request.url) })?.hostText,
            let region = Region(host: host), let endpoints = try? Endpoints(region: region)
        {
            return endpoints
        }
        let endpoints = try workspace.settings.endpoints(endpoint)
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

    /// `REPRISE_VALUE_name=…` gives a value for what was redacted and no earlier answer supplies.
    private static func values(_ environment: [String: String]) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (name, value) in environment where name.hasPrefix("REPRISE_VALUE_") {
            result[String(name.dropFirst("REPRISE_VALUE_".count))] = Array(value.utf8)
        }
        return result
    }
}
