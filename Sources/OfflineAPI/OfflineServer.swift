import ExchangeModel
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves a recording on this machine: usable as the upstream of a client's tests.
package final class OfflineServer: Sendable {
    /// The port in use, also where the system chose it.
    package let port: Int
    /// `http://127.0.0.1:8090`: scheme, host and port, no slash at the end.
    package let origin: String

    private let service: OfflineService
    private let server: Server<HTTP1Channel>
    private let running: Task<Void, any Error>

    private init(
        _ port: Int,
        _ origin: String,
        _ service: OfflineService,
        _ server: Server<HTTP1Channel>,
        _ running: Task<Void, any Error>
    ) {
        self.port = port
        self.origin = origin
        self.service = service
        self.server = server
        self.running = running
    }

    /// Starts to listen, and returns when connections are accepted.
    ///
    /// - Parameter listen: a loopback address without brackets; port 0 lets the system choose.
    package static func start(
        _ answers: RecordedAnswers,
        listen: (host: String, port: Int) = ("127.0.0.1", 0),
        options: OfflineOptions
    ) async throws(OfflineError) -> OfflineServer {
        let (host, wanted) = listen
        guard let address = try? SocketAddress(ipAddress: host, port: 0), isLoopback(address) else {
            throw .notLoopback(host)
        }
        let service = OfflineService(answers, options)
        let written = host.contains(":") ? "[\(host)]" : host
        let channel = HTTP1Channel { request, writer, channel in
            try await OfflineWriter.respond(
                to: request,
                writer: writer,
                channel: channel,
                service: service,
                origin: "http://\(written):\(channel.localAddress?.port ?? wanted)"
            )
        }
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: wanted)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? wanted) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "reprise.serve", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let running = Task {
            defer { announce.finish() }
            try await server.run()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            // Nil also where whoever waited was cancelled; then the server must not stay behind.
            running.cancel()
            switch await running.result {
            case .failure(let error as IOError) where error.errnoCode == EADDRINUSE:
                throw .portTaken(host: host, port: wanted)
            case .failure(is CancellationError), .success:
                throw .cannotListen(host: host, port: wanted, reason: "it was stopped at once")
            case .failure(let error): throw .cannotListen(host: host, port: wanted, reason: "\(error)")
            }
        }
        return OfflineServer(port, "http://\(written):\(port)", service, server, running)
    }

    /// What was asked so far.
    package var summary: ServeSummary { service.summary }
    /// The recorded exchanges that nobody asked for so far.
    package var neverAsked: [RecordedStep] { service.neverAsked.map { service.answers.steps[$0] } }

    /// Returns when every recorded answer was asked for and none is on its way any more, or when the task is cancelled.
    /// For one caller only.
    package func untilAllAsked() async {
        var iterator = service.done.makeAsyncIterator()
        _ = await iterator.next()
    }

    /// Stops listening, lets answers under way finish for half a second, and closes every connection.
    ///
    /// Returns when nothing runs any more. May be called more than once.
    package func stop() async {
        let running = running
        let impatience = Task {
            try await Task.sleep(for: .milliseconds(500))
            running.cancel()
        }
        try? await server.shutdownGracefully()
        impatience.cancel()
        _ = await running.result
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        switch address {
        // Written by the system from the parsed address, so there is one spelling only.
        case .v4: address.ipAddress?.hasPrefix("127.") ?? false
        case .v6: address.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}
