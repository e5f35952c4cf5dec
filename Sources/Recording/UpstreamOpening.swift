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
        limit(\.dns) {
            FailureSentences.resolveTimeout($0.route.host, limit: $0.shared.options.connectTimeout)
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
        case .failure(let fault): end(FailureSentences.resolving(fault, host: route.host))
        }
    }

    private func connect(_ addresses: [SocketAddress]) {
        timer?.cancel()
        let isSecure = route.isSecure
        let tls = shared.tls
        let bootstrap = ClientBootstrap(group: loop)
            // Happy Eyeballs (RFC 8305) over the addresses already found.
            .resolver(FoundAddresses(addresses, on: loop))
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
            case .failure(let error):
                timings.connect = nextPhase()
                end(FailureSentences.connecting(error, peer: route.name, limit: shared.options.connectTimeout))
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
            limit(\.tls) {
                FailureSentences.handshakeTimeout($0.route.name, limit: $0.shared.options.connectTimeout)
            }
            handler.whenReady { [self] result in
                guard done != nil else { return }
                switch result {
                case .success:
                    timings.tls = nextPhase()
                    end(with: handler)
                case .failure(let error):
                    timings.tls = nextPhase()
                    let now = shared.clocks.now().seconds
                    end(FailureSentences.handshake(error, peer: route.name, nowSeconds: now))
                }
            }
        } catch {
            end(TransportFailure(.closedEarly, "\(route.name) closed the connection before the request was sent."))
        }
    }

    /// Ends the opening with a failure unless the phase that begins now is over in time.
    private func limit(
        _ phase: WritableKeyPath<Timings, Duration?>,
        _ failure: @escaping (UpstreamOpening) -> TransportFailure
    ) {
        timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(shared.options.connectTimeout)) { [self] in
            timings[keyPath: phase] = nextPhase()
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
