package import ExchangeModel
import HummingbirdCore
package import KadenceAPI
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A stand-in Kadence API on this machine: sign-in and API at one origin, a made-up company behind them.
///
/// It answers every operation of the vendor's document and listens on loopback only. It runs until ``stop()``.
package final class SimulatedKadence: Sendable {
    /// The port in use, also where the system chose it.
    package let port: Int
    /// `http://127.0.0.1:8080`: scheme, host and port, no slash at the end.
    package let apiBase: String
    /// The same as ``apiBase``.
    package var authBase: String { apiBase }
    /// What the token endpoint accepts.
    package let credentials: Credentials
    /// The e-mail address of a user who has a booking to check in to, from ``openFrom`` on.
    package let sampleEmail: String
    /// The day from which the company's bookings are still open.
    package let openFrom: Timestamp

    private let server: Server<HTTP1Channel>
    private let running: Task<Void, any Error>

    private init(
        address: (host: String, port: Int),
        sampleEmail: String,
        options: SimulatorOptions,
        _ server: Server<HTTP1Channel>,
        _ running: Task<Void, any Error>
    ) {
        port = address.port
        apiBase = "http://" + (address.host.contains(":") ? "[\(address.host)]" : address.host) + ":\(port)"
        credentials = Credentials(identifier: Array(options.identifier.utf8), secret: Array(options.secret.utf8))
        self.sampleEmail = sampleEmail
        openFrom = options.anchor
        self.server = server
        self.running = running
    }

    /// Starts to listen, and returns when connections are accepted.
    ///
    /// - Parameters:
    ///   - listen: a loopback address without brackets, or `localhost`, which is taken as 127.0.0.1; port 0 lets
    ///     the system choose.
    ///   - seed: of the company, its ids, the tokens and trace ids, and of the faults where the plan has no own seed.
    /// - Throws: ``SimulatorError``.
    package static func start(
        listen: (host: String, port: Int) = ("127.0.0.1", 0),
        faults: FaultPlan = .none,
        seed: UInt64 = 1,
        options: SimulatorOptions = SimulatorOptions()
    ) async throws(SimulatorError) -> SimulatedKadence {
        let host = listen.host == "localhost" ? "127.0.0.1" : listen.host
        guard let address = try? SocketAddress(ipAddress: host, port: 0), address.isLoopback else {
            throw .notLoopback(listen.host)
        }
        guard (0...65_535).contains(listen.port) else { throw .portOutOfRange(listen.port) }

        let api = StandInAPI(plan: faults, seed: seed, options: options)
        let connections = ConnectionCounter()
        let onAnswer = options.onAnswer
        let channel = HTTP1Channel { request, writer, channel in
            try await AnswerWriter.respond(
                to: request,
                writer: writer,
                channel: channel,
                api: api,
                connections: connections,
                onAnswer: onAnswer
            )
        }
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: listen.port)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? listen.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "reprise.simulator", factory: { _ in SwiftLogNoOpLogHandler() })
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
                throw .portTaken(host: host, port: listen.port)
            case .failure(is CancellationError), .success:
                throw .cannotListen(host: host, port: listen.port, reason: "it was stopped at once")
            case .failure(let error): throw .cannotListen(host: host, port: listen.port, reason: "\(error)")
            }
        }
        return SimulatedKadence(
            address: (host, port),
            sampleEmail: api.company.sampleEmail(from: options.anchor),
            options: options,
            server,
            running
        )
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
}

extension SocketAddress {
    fileprivate var isLoopback: Bool {
        switch self {
        // Written by the system from the parsed address, so there is one spelling only.
        case .v4: ipAddress?.hasPrefix("127.") ?? false
        case .v6: ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}

/// How many requests each open connection has carried.
final class ConnectionCounter: Sendable {
    private let counts = Mutex<[ObjectIdentifier: Int]>([:])

    /// Whether this request is the connection's first, counting it.
    func use(_ channel: any Channel) -> ConnectionUse {
        let key = ObjectIdentifier(channel)
        let before = counts.withLock { counts in
            let before = counts[key] ?? 0
            counts[key] = before + 1
            return before
        }
        if before == 0 {
            channel.closeFuture.whenComplete { [self] _ in counts.withLock { _ = $0.removeValue(forKey: key) } }
        }
        return before == 0 ? .new : .reused
    }
}
