import ArgumentParser
import ExchangeModel
import Foundation
import KadenceAPI
import Recording
import Redaction
import Wire

struct ProxyCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Records every call that goes through it, until stopped.",
        discussion: """
            Point your client at the address it prints instead of the API's. Calls pass unchanged; only the stored copy \
            is redacted.
            """
    )

    @Option(help: ArgumentHelp("The API to pass calls on to; the region's API otherwise.", valueName: "url"))
    var reverse: String?

    @Option(help: ArgumentHelp("Where to listen; loopback only. Port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8088"

    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var options: StoreOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options)
        try Retention.apply(workspace)
        let upstream: URLParts
        if let reverse {
            guard let parts = URLParts(reverse) else {
                throw CommandFailure(
                    "\"\(reverse)\" is no http or https address",
                    remedy: "write it like https://api.onkadence.co",
                    status: .usage
                )
            }
            upstream = parts
        } else {
            upstream = try workspace.settings.endpoints(endpoint).apiBase
        }
        let address = try ListenAddress.parse(listen)
        let session = try await ProxySession.start(
            upstream: upstream,
            listen: address,
            workspace: workspace,
            trust: endpoint.trust,
            console: console
        )
        console.talk(
            "  recording \(upstream.origin) · send your calls to \(session.url) · \(workspace.storePath) · Ctrl-C to stop"
        )
        await untilCancelled()
        return await session.stop()
    }
}

/// A reverse proxy with its queue, shown line by line.
struct ProxySession {
    let proxy: ReverseProxy
    let queue: RecordingQueue
    let workspace: Workspace
    let console: Console
    private let tally: Tally

    /// Where clients send their calls.
    var url: String { "http://\(proxy.boundAddress.host):\(proxy.boundAddress.port)" }

    static func start(
        upstream: URLParts,
        listen: ListenAddress,
        workspace: Workspace,
        trust: String?,
        console: Console
    ) async throws -> ProxySession {
        let tally = Tally()
        let queue = RecordingQueue(redactor: workspace.redactor, sink: workspace.captures) { number, exchange in
            tally.count(exchange, number: number)
            console.talk(Look.line(number: number, exchange, columns: console.columns, paint: console.paint))
        }
        var options = ReverseProxyOptions()
        options.keys = workspace.keys
        options.maxBody = try workspace.settings.bodyLimit() ?? options.maxBody
        options.additionalTrustRootsPEM = try workspace.trustRoots(trust)
        let proxy = try await ReverseProxy.start(upstream: upstream, listen: listen, queue: queue, options: options)
        return ProxySession(proxy: proxy, queue: queue, workspace: workspace, console: console, tally: tally)
    }

    /// Ends the proxy, stores what is under way, and says what came of it.
    func stop() async -> ExitStatus {
        await proxy.stop()
        await queue.finish()
        let counts = queue.counts
        var lost: [String] = []
        if counts.dropped > 0 { lost.append("\(counts.dropped) dropped because the recorder could not keep up") }
        if counts.failedToStore > 0 {
            lost.append("\(counts.failedToStore) not stored: " + shown(counts.lastError ?? "unknown reason"))
        }
        do {
            try workspace.rememberSecrets()
        } catch {
            lost.append("the fingerprints of secrets seen were not stored: \(error)")
        }
        let failing = tally.lastFailure
        let next = failing.map { "reprise replay \($0) --times 10" } ?? "reprise list"
        console.talk(
            "  " + Look.count(counts.recorded, "call") + ", \(tally.failures) failed, "
                + (tally.stopped > 0 ? "\(tally.stopped) stopped half-way, " : "")
                + (lost.isEmpty ? "nothing lost" : console.paint(lost.joined(separator: ", "), .bad)) + " · next: "
                + next
        )
        return lost.isEmpty ? .fine : .notEvaluated
    }
}
