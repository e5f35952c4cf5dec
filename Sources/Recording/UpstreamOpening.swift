import ExchangeModel
import NIOCore
import NIOPosix
import Wire

/// One upstream connection being opened: resolve, connect, TLS, each timed and limited on its own.
///
/// Bound to one event loop. Ends once, by `done`, unless it is cancelled.
final class UpstreamOpening {
    typealias Done = (Result<UpstreamHandler, TransportFailureReason>, Timings) -> Void

    /// A transport failure as an error.
    struct TransportFailureReason: Error {
        let failure: TransportFailure
    }

    private let shared: ProxyShared
    private let loop: any EventLoop
    private var done: Done?
    private var timings = Timings()
    private var timer: Scheduled<Void>?
    private var phaseBegan: ContinuousClock.Instant
    private var channel: (any Channel)?

    init(shared: ProxyShared, loop: any EventLoop, done: @escaping Done) {
        self.shared = shared
        self.loop = loop
        self.done = done
        phaseBegan = shared.clocks.monotonic()
    }

    private var route: ProxyRoute { shared.route }

    func start() {
        if let address = try? SocketAddress(ipAddress: route.host, port: route.port) {
            connect([address])
            return
        }
        limit {
            TransportFailure(.resolve, "The name \($0.route.host) was not resolved in time. Check the name server.")
        }
        let bound = NIOLoopBound(self, eventLoop: loop)
        shared.resolver.resolve(route.host, route.port) { result in
            bound.eventLoop.execute { bound.value.resolved(result) }
        }
    }

    /// Nobody waits for the connection any more.
    func cancel() {
        done = nil
        timer?.cancel()
        channel?.close(promise: nil)
    }

    private func resolved(_ result: Result<[SocketAddress], HostResolver.Fault>) {
        guard done != nil else { return }
        timings.dns = nextPhase()
        switch result {
        case .success(let addresses): connect(addresses)
        case .failure(let fault):
            let reason =
                switch fault {
                case .unknownName: "it has no address. Check its spelling and the network's name server"
                case .noAnswer: "no name server answered. Check the network"
                case .other(let text): text
                }
            end(TransportFailure(.resolve, "The name \(route.host) could not be resolved: \(reason)."))
        }
    }

    private func connect(_ addresses: [SocketAddress]) {
        timer?.cancel()
        let isSecure = route.isSecure
        let tls = shared.tls
        let bootstrap = ClientBootstrap(group: loop)
            // Happy Eyeballs (RFC 8305) over the addresses already found.
            .resolver(KnownAddresses(addresses, on: loop))
            .connectTimeout(TimeAmount(shared.options.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(tls.makeHandler()) }
                    try pipeline.addHandler(UpstreamHandler(isSecure: isSecure))
                }
            }
        bootstrap.connect(host: route.host, port: route.port).assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let channel): connected(channel)
            case .failure(let error): end(connecting(error))
            }
        }
    }

    private func connected(_ channel: any Channel) {
        guard done != nil else {
            channel.close(promise: nil)
            return
        }
        self.channel = channel
        timings.connect = nextPhase()
        guard !shared.isOwnAddress(channel.remoteAddress) else {
            channel.close(promise: nil)
            end(TransportFailure(.other, "\(route.name) is this proxy itself: the call would go round for ever."))
            return
        }
        do {
            let handler = try channel.pipeline.syncOperations.handler(type: UpstreamHandler.self)
            handler.ordinal = shared.nextOrdinal()
            handler.remoteAddress = channel.remoteAddress.map(ProxyShared.text)
            guard route.isSecure else {
                end(with: handler)
                return
            }
            limit {
                TransportFailure(
                    .tls,
                    "\($0.route.name) did not finish the TLS handshake in time. Does it speak https?"
                )
            }
            handler.whenReady { [self] result in
                guard done != nil else { return }
                switch result {
                case .success:
                    timings.tls = nextPhase()
                    end(with: handler)
                case .failure(let error):
                    timings.tls = nextPhase()
                    end(UpstreamTLS.failure(error, upstream: route.name))
                }
            }
        } catch {
            end(TransportFailure(.closedEarly, "\(route.name) closed the connection before the request was sent."))
        }
    }

    private func connecting(_ error: any Error) -> TransportFailure {
        let errors = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        let isTimeout = errors.contains { error in
            if case ChannelError.connectTimeout = error { return true }
            return false
        }
        if isTimeout {
            return TransportFailure(
                .connectTimeout,
                "\(route.name) did not accept the connection in time. Check host, port and firewall."
            )
        }
        let codes = errors.compactMap { ($0 as? IOError)?.errnoCode }
        if codes.contains(SystemErrors.connectionRefused) {
            return TransportFailure(
                .connect,
                "\(route.name) refused the connection: no server listens there. Check host and port."
            )
        }
        let reason = codes.first.map(SystemErrors.text) ?? "no address could be reached"
        return TransportFailure(.connect, "No connection to \(route.name): \(reason). Check the network.")
    }

    /// Ends the opening with a failure unless the phase that begins now is over in time.
    private func limit(_ failure: @escaping (UpstreamOpening) -> TransportFailure) {
        timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(shared.options.connectTimeout)) { [self] in
            end(failure(self))
        }
    }

    private func nextPhase() -> Duration {
        timer?.cancel()
        let now = shared.clocks.monotonic()
        defer { phaseBegan = now }
        return now - phaseBegan
    }

    private func end(with handler: UpstreamHandler) {
        let callback = done
        done = nil
        timer?.cancel()
        channel = nil
        callback?(.success(handler), timings)
    }

    private func end(_ failure: TransportFailure) {
        let callback = done
        done = nil
        timer?.cancel()
        channel?.close(promise: nil)
        channel = nil
        callback?(.failure(TransportFailureReason(failure: failure)), timings)
    }
}

/// Hands addresses that were found before to NIO's connector.
private struct KnownAddresses: Resolver, Sendable {
    let v4: [SocketAddress]
    let v6: [SocketAddress]
    let loop: any EventLoop

    init(_ addresses: [SocketAddress], on loop: any EventLoop) {
        v4 = addresses.filter { $0.protocol == .inet }
        v6 = addresses.filter { $0.protocol == .inet6 }
        self.loop = loop
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(v4)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(v6)
    }

    func cancelQueries() {}
}
