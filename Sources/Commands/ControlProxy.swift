import CaptureStore
import ExchangeModel
import KadenceAPI
import Recording
import Wire

/// The recording proxy that `--control` sends every other attempt through.
///
/// What it records is thrown away: the attempts themselves are recorded by their sender, either way.
struct ControlProxy {
    private let proxy: ReverseProxy
    private let queue: RecordingQueue
    /// Where attempts are sent.
    let address: URLParts?

    static func start(_ job: ReplayJob, _ console: Console) async throws -> ControlProxy {
        let queue = RecordingQueue(redactor: job.workspace.redactor, sink: DiscardingSink())
        var options = ReverseProxyOptions()
        options.maxBody = try job.workspace.settings.bodyLimit() ?? options.maxBody
        options.additionalTrustRootsPEM = try job.workspace.trustRoots(job.endpoint.trust)
        let proxy = try await ReverseProxy.start(
            upstream: job.endpoints.apiBase,
            listen: .anyPort,
            queue: queue,
            options: options
        )
        return ControlProxy(proxy: proxy, queue: queue, address: URLParts(proxy.baseURL))
    }

    func stop() async {
        await proxy.stop()
        await queue.finish()
    }
}
